"""Esc first dismisses a notice or an error, and only then acts on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.app import App
from textual.events import Key

if TYPE_CHECKING:
    from textual.events import Event

__all__ = ["EscDismisses"]

Result = TypeVar("Result")


class EscDismisses(App[Result]):
    """An App in which Esc calls `dismiss` first. Among its base classes it comes after KeysInTurn."""

    def dismiss(self) -> bool:
        """Dismiss a notice or an error that waits for Esc. Returns whether there was one."""
        return False

    async def on_event(self, event: Event) -> None:
        """Pass Esc on only if it has dismissed nothing."""
        if not (isinstance(event, Key) and not event.is_forwarded and event.key == "escape" and self.dismiss()):
            await super().on_event(event)
