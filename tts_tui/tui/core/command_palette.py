"""The palette: every action by name, with its keys. The screen's own come first, in the order of their use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec
from textual.app import App
from textual.command import CommandPalette, DiscoveryHit, Hit, Provider
from textual.content import Content
from textual.widgets import Input

from tts_tui.tui.core.key_names import in_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.command import Hits
    from textual.screen import Screen

__all__ = ["Entry", "HasPalette"]

Result = TypeVar("Result")


class Entry(msgspec.Struct, frozen=True):
    """An action in the palette. `keys` are Textual's names, `help` is a sentence, and `run` is called when picked."""

    title: str
    keys: tuple[str, ...]
    help: str
    run: Callable[[], Any]

    def shown(self, title: Content) -> Content:
        """A title, which may be highlighted, with the keys after it."""
        keys = " ".join(dict.fromkeys(in_text(key) for key in self.keys))
        return Content.assemble(title, ("  " if keys else "", ""), (keys, "$foreground-muted"))


class Entries(Provider):
    """Provides the app's entries. (Textual's own provider sorts them by name, and shows no keys.)"""

    async def discover(self) -> Hits:
        """All entries, in their order."""
        for entry in self._entries:
            yield DiscoveryHit(entry.shown(Content(entry.title)), entry.run, text=entry.title, help=entry.help)

    async def search(self, query: str) -> Hits:
        """The entries whose titles match a query."""
        matcher = self.matcher(query)
        for entry in self._entries:
            if (score := matcher.match(entry.title)) > 0:
                shown = entry.shown(matcher.highlight(entry.title))
                yield Hit(score, shown, entry.run, text=entry.title, help=entry.help)

    @property
    def _entries(self) -> Iterable[Entry]:
        return self.app.palette(self.screen) if isinstance(self.app, HasPalette) else ()


class HasPalette(App[Result]):
    """An App whose palette has the entries that it gives."""

    COMMANDS: ClassVar[set[type[Provider]]] = {Entries}  # type: ignore[assignment]  # Textual's may be functions, too

    def palette(self, screen: Screen[Any]) -> Iterable[Entry]:
        """The entries for a screen, and those that work everywhere; the most used come first."""
        del screen
        return ()

    async def action_command_palette(self) -> None:  # type: ignore[override]  # actions may be coroutines
        if not isinstance(self.screen, CommandPalette):
            palette = CommandPalette(id="--command-palette")
            await self.push_screen(palette)
            palette.query_one(Input).cursor_blink = False  # a blinking cursor writes 2.5 kB a second
