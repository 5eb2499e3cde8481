"""Esc takes away what is told before it does what it does on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.app import App
from textual.events import Key

if TYPE_CHECKING:
    from textual.events import Event

__all__ = ["EscDismisses"]

Result = TypeVar("Result")


class EscDismisses(App[Result]):
    """An App of which `dismiss` says whether there was something to take away. It comes behind KeysInTurn."""

    def dismiss(self) -> bool:
        """Take away what is told, where that waits for esc; whether there was anything."""
        return False

    async def on_event(self, event: Event) -> None:
        """Give an esc out, unless it has dismissed something."""
        if not (isinstance(event, Key) and not event.is_forwarded and event.key == "escape" and self.dismiss()):
            await super().on_event(event)
