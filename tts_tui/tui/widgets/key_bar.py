"""The last line of every screen: what the keys do here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from textual.content import Content
from textual.widget import Widget

from tts_tui.tui.core.commands import HELP
from tts_tui.tui.core.key_names import in_bar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.events import Click
    from textual.screen import Screen

__all__ = ["Key", "KeyBar", "Placed", "placed"]

_GAP: Final = 2
_LEAVING: Final = frozenset({"back", "leave", "copied"})
"""Actions that stay in the narrowest bar, besides the one of Esc."""


class Key(NamedTuple):
    """A key with its word, and what it runs."""

    key: str
    word: str
    action: str
    enabled: bool = True

    @property
    def text(self) -> str:
        """As it stands in the bar."""
        return f"{in_bar(self.key)} {self.word}"

    @property
    def stays(self) -> bool:
        """Whether it is the way out, which stays in the narrowest bar."""
        return self.key == "escape" or self.action in _LEAVING


class Placed(NamedTuple):
    """A key, and the cell at which it begins."""

    at: int
    key: Key


def placed(keys: Sequence[Key], width: int) -> list[Placed]:
    """The keys that fit into a bar of `width` cells, in their order, and help at its right end.

    Help and the way out are always there; of the others the first ones, so they come in the order of their use.
    """
    left = [key for key in keys if key.action != HELP.action]
    helps = [key for key in keys if key.action == HELP.action][:1]
    room = width - 2 + _GAP - sum(len(key.text) + _GAP for key in (*helps, *(key for key in left if key.stays)))
    line: list[Placed] = []
    at = 1
    for key in left:
        taken = 0 if key.stays else len(key.text) + _GAP
        if taken > room and taken:
            room = 0  # what is used less doesn't take the place of what is used more
            continue
        room -= taken
        line.append(Placed(at, key))
        at += len(key.text) + _GAP
    return line + [Placed(max(at, width - 1 - len(key.text)), key) for key in helps]


class KeyBar(Widget):
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

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        """`words` replace the commands' words, by action, such as those in a dialog's box."""
        super().__init__()
        self._words = words or {}
        self._keys: tuple[Key, ...] = ()
        self._will_change = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def on_click(self, event: Click) -> None:
        for at, key in placed(self._keys, self.size.width):
            if at <= event.x < at + len(key.text) and key.enabled:
                self.app.simulate_key(key.key)

    def render(self) -> Content:
        line = Content()
        for at, key in placed(self._keys, self.size.width):
            line = line.pad_right(at - line.cell_length) + _shown(key)
        return line

    def rename(self, action: str, word: str) -> None:
        """Give an action another word, such as when it does something else now."""
        if self._words.get(action) != word:
            self._words = {**self._words, action: word}
            self.show_keys()

    def _bindings_changed(self, _: Screen[object]) -> None:
        """Show the keys once for changes that come together: a dozen while a list opens, each asked of all commands."""
        if not self._will_change:
            self._will_change = True
            self.call_later(self.show_keys)

    def show_keys(self) -> None:
        """Show the keys now; otherwise they come after the first frame of a screen."""
        self._will_change = False
        if not self.is_attached:
            return
        screen = self.screen
        order = {each.action: index for index, each in enumerate(getattr(screen, "offers", ()))}
        keys = tuple(sorted(self._active(screen), key=lambda key: order.get(key.action, -1)))
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def _active(self, screen: Screen[object]) -> Iterator[Key]:
        """The keys that do something now, the first of each action."""
        seen: set[str] = set()
        for _, binding, enabled, _ in screen.active_bindings.values():
            if binding.show and binding.action not in seen:
                seen.add(binding.action)
                word = self._words.get(binding.action, binding.description)
                yield Key(binding.key, word, binding.action, enabled)


def _shown(key: Key) -> Content:
    if key.enabled:
        return Content.assemble((in_bar(key.key), "bold $footer-key-foreground"), f" {key.word}")
    return Content.styled(key.text, "$foreground-muted")
