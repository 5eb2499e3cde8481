"""The last line of every screen: what the keys do here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.events import Click
    from textual.screen import Screen

__all__ = ["KeyBar"]


class KeyBar(Static):
    """Shows the active bindings in one line; a click on one presses its key.

    Textual's Footer makes a widget for each key, and all of them anew whenever a binding changes: this draws one line,
    and only when it differs.
    """

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $footer-background;
        color: $footer-description-foreground;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[tuple[str, str, str, bool], ...] = ()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def on_click(self, event: Click) -> None:
        column = 0
        for key, display, word, enabled in self._keys:
            end = column + len(f"{display} {word}")
            if column <= event.x < end and enabled:
                self.app.simulate_key(key)
            column = end + 1

    def show_keys(self) -> None:
        """Show them now: otherwise they come after the first picture of a screen."""
        self._bindings_changed(self.screen)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if not self.is_attached or screen is not self.screen:
            return
        first: dict[str, tuple[Binding, bool]] = {}
        for _, binding, enabled, _ in screen.active_bindings.values():
            if binding.show:
                first.setdefault(binding.action, (binding, enabled))
        keys = tuple(
            (binding.key, self.app.get_key_display(binding), binding.description, enabled)
            for binding, enabled in first.values()
        )
        if keys != self._keys:
            self._keys = keys
            line = Content(" ").join(_shown(display, word, enabled=enabled) for _, display, word, enabled in keys)
            self.update(line, layout=False)  # it moves nothing


def _shown(display: str, word: str, *, enabled: bool) -> Content:
    if enabled:
        return Content.assemble((display, "bold $footer-key-foreground"), f" {word}")
    return Content.styled(f"{display} {word}", "$foreground-muted")
