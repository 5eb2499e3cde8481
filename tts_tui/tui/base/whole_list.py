"""A list that is read completely: it is sorted and filtered here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tts_tui.services.empty_list import EmptyList
from tts_tui.tui.base.list_screen import ListScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.content import Content

    from tts_tui.session.drafts import Draft

__all__ = ["WholeList"]

Result = TypeVar("Result")


class WholeList(ListScreen[Result]):
    """Keeps the order and `filter_text`, and the row that another screen has changed.

    A subclass has `show_list`, which shows what was read by both, and calls `was_read` once it has read. One whose form
    keeps drafts has `resume`.
    """

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._order_index = self.order_remembered(self.session)
        self._go_to = ""
        self._draft: tuple[Draft, Callable[[], object]] | None = None
        self.filter_text = ""

    def show_list(self) -> None:
        """Show what was read, or that it wasn't yet."""
        raise NotImplementedError

    def action_refresh(self) -> None:
        """Read the list."""
        raise NotImplementedError

    # Showing

    def show_count(self, title: str, shown: int, of: int | None, *, parts: Sequence[Content | str] = ()) -> None:
        """The heading, with how many of how many rows are shown; None where nothing was read yet."""
        count = "" if of is None else f" {shown:,} of {of:,}" if self.filter_text else f" {of:,}"
        self.show_heading(f"{title}{count}", self.orders[self._order_index][1], parts=parts)

    @property
    def nothing_found(self) -> EmptyList:
        """The words where the filter finds nothing."""
        return EmptyList(f"Nothing contains “{self.filter_text}”.", keys=(("esc", "Clear the filter"),))

    # What another screen changed

    def changed(self, row_id: str) -> None:
        """Another screen changed something: read it again, and go to that row, if it is named."""
        if self.is_attached:
            self._go_to = row_id
            self.action_refresh()

    def begin_at(self, row_id: str) -> None:
        """Go to that row once the list has been read."""
        self._go_to = row_id

    def was_read(self) -> None:
        """Show what has been read, go to the row that was changed, and open the form of a draft, if there is one."""
        self.show_list()
        if self._go_to:
            self.table.go_to(self._go_to)
            self._go_to = ""
        if self._draft is not None:
            (draft, opened), self._draft = self._draft, None
            opened()
            self.resume(draft)

    # Drafts

    def begin_with(self, draft: Draft, opened: Callable[[], object]) -> None:
        """Open the form of a draft once the list has been read, then call `opened`."""
        self._draft = draft, opened

    def resume(self, draft: Draft) -> None:
        """Open the form of a draft, or say that what it changed is gone."""
        raise NotImplementedError

    # Order and filter

    @property
    def order_index(self) -> int:
        return self._order_index

    def order_by(self, index: int) -> None:
        self._order_index = index
        self.show_list()

    def filter_changed(self, text: str) -> None:
        self.filter_text = text
        self.show_list()
