"""Only the left button of the mouse does something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from textual.app import App
from textual.events import MouseDown, MouseUp

if TYPE_CHECKING:
    from textual.events import Event

__all__ = ["LeftButtonActs"]

Result = TypeVar("Result")

_OTHERS: Final = (2, 3)
"""The middle button, which pastes, and the right one, which opens menus in other programs."""


class LeftButtonActs(App[Result]):
    """An App that ignores the other buttons: Textual's widgets don't look at which one was clicked."""

    async def on_event(self, event: Event) -> None:
        """Drop events of other buttons."""
        if not (isinstance(event, MouseDown | MouseUp) and event.button in _OTHERS):
            await super().on_event(event)
