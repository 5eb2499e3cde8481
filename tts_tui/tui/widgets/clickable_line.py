"""One line of words, of which some can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.events import Click

    Part = tuple[Content, str]

__all__ = ["ClickableLine"]


class ClickableLine(Static):
    """Parts of a line, each with the action of its screen that a click on it runs, or an empty string for none.

    Each has a key as well, so it takes no focus.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ClickableLine {
        height: 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self, parts: Iterable[Part] = (), *, id: str | None = None, classes: str = "") -> None:  # noqa: A002 - Textual's name
        self._parts = tuple(parts)
        super().__init__(self._line, id=id, classes=classes)

    def show(self, parts: Iterable[Part]) -> None:
        """Show these instead."""
        self._parts = tuple(parts)
        self.update(self._line)

    @property
    def _line(self) -> Content:
        return Content.assemble(*(words for words, _ in self._parts))

    async def on_click(self, event: Click) -> None:
        at = event.get_content_offset(self)
        left = 0
        for words, action in self._parts if at is not None and at.y == 0 else ():
            left += words.cell_length
            if at is not None and at.x < left:
                if action:
                    await self.screen.run_action(action)
                return
