"""A terminal that is too small: the whole screen says so, and only resizing and quitting work.

A key must not act on what can't be seen: it might answer a hidden question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from textual.content import Content
from textual.events import InputEvent, Paste, Resize
from textual.widgets import Static

from tts_tui.tui.core.key_queue import KeysInTurn, is_quit_key

if TYPE_CHECKING:
    from textual.events import Event
    from textual.screen import Screen

__all__ = ["NeedsRoom"]

Result = TypeVar("Result")

MIN_WIDTH: Final = 60
MIN_HEIGHT: Final = 16


class TooSmall(Static):
    """Covers a whole screen."""


class NeedsRoom(KeysInTurn[Result]):
    """An App that takes only the key that quits while its terminal is too small to show what other keys do."""

    def on_mount(self) -> None:
        self.screen_change_signal.subscribe(self, self._cover, immediate=True)

    @property
    def is_too_small(self) -> bool:
        """Whether there is no room for a screen."""
        return self.size.width < MIN_WIDTH or self.size.height < MIN_HEIGHT

    async def on_event(self, event: Event) -> None:
        if (
            isinstance(event, InputEvent | Paste)
            and not event.is_forwarded
            and self.is_too_small
            and not is_quit_key(event)
        ):
            return
        await super().on_event(event)
        if isinstance(event, Resize):
            if self.is_too_small:
                self.drop_waiting_keys()
            for screen in self.screen_stack:
                self._cover(screen)

    def say_while_small(self, words: str) -> None:
        """Show these words instead of the screen."""
        self._cover(self.screen, words)

    def _cover(self, screen: Screen[object], words: str = "Ctrl+Q quits.") -> None:
        """Cover a screen, or uncover it."""
        screen.set_class(self.is_too_small, "-too-small")
        if not self.is_too_small:
            return
        width, height = self.size
        text = f"This terminal is {width}×{height}.\ntts-tui needs {MIN_WIDTH}×{MIN_HEIGHT}: make it larger.\n{words}"
        cover = next(iter(screen.query(TooSmall)), None)
        if cover is None:
            screen.mount(TooSmall(Content(text), id="too-small"))
        else:
            cover.update(Content(text))
