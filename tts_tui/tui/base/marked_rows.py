"""A list whose rows are marked, for what is done to several of them at once."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.core.commands import Command

__all__ = ["MARK", "MARK_ALL", "MarkedRows"]

Result = TypeVar("Result")

MARK: Final = Command("mark", ("space",), "Mark", "Mark", "Mark or unmark the selected row.", footer=False)
MARK_ALL: Final = Command(
    "mark_all", ("asterisk",), "All", "Mark all", "Mark or unmark everything the filter shows.", footer=False
)


class MarkedRows(ListScreen[Result]):
    """Keeps which rows are `marked`, by their keys; those that a filter leaves out, too.

    A subclass has `show_title`, with `marked_words` among its parts.
    """

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self.marked: frozenset[str] = frozenset()

    def show_title(self) -> None:
        """Show the heading of the list."""
        raise NotImplementedError

    @property
    def marked_words(self) -> list[str]:
        """How many are marked, as part of a title, where any is."""
        return [f"{len(self.marked):,} marked"] if self.marked else []

    def mark_rows(self, marked: frozenset[str]) -> None:
        """Have just these rows marked."""
        self.marked = marked
        self.table.show_marks(marked)
        self.show_title()
        self.refresh_bindings()

    def action_mark(self) -> None:
        if (key := self.table.current) is not None:
            self.mark_rows(self.marked ^ {key})
            self.table.action_cursor_down()

    def action_mark_all(self) -> None:
        shown = frozenset(self.table.keys)
        self.mark_rows(self.marked - shown if shown <= self.marked else self.marked | shown)
