"""Which buttons of the mouse do something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from textual.app import App
from textual.events import MouseDown, MouseUp

if TYPE_CHECKING:
    from textual.events import Event

__all__ = ["LeftButtonActs"]

Result = TypeVar("Result")

_OTHERS: Final = (2, 3)
"""The middle button, with which a person pastes, and the right one, which opens menus elsewhere."""


class LeftButtonActs(App[Result]):
    """An App in which nothing is selected, opened or pressed by another button than the left one.

    Textual's widgets don't look at which button was clicked.
    """

    async def on_event(self, event: Event) -> None:
        """Drop what another button did."""
        if not (isinstance(event, MouseDown | MouseUp) and event.button in _OTHERS):
            await super().on_event(event)
