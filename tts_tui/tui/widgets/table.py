"""A table: rows in columns, a cursor that stays on its row, and the keys that move it."""

from __future__ import annotations

from operator import indexOf
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import msgspec
from textual.binding import Binding, BindingType
from textual.message import Message

from tts_tui.tui.core.vi_keys import vi_keys
from tts_tui.tui.widgets.columns import Column
from tts_tui.tui.widgets.rows_view import HEADER, Role, Row, RowsView, row_itself, row_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.events import Click

__all__ = ["Column", "CursorPlace", "Role", "Row", "Table"]

Item = TypeVar("Item")

_AHEAD: Final = 200
"""Rows below the view that are read ahead for somebody who holds down a key."""


class CursorPlace(msgspec.Struct, frozen=True):
    """A row to which the cursor goes back, by its key, and the line of the view that it was in.

    `at_top`: the view was at the top, and stays there if it can, so that new rows are seen. `asked_for`: the cursor was
    sent to that row, rather than having been there.
    """

    key: str
    line: int
    at_top: bool = False
    asked_for: bool = False


class Table(RowsView, can_focus=True):
    """Rows with a cursor, and keys as in vi. See `RowsView` for how they are drawn.

    Enter is not among the keys: it is a command of the screen, which the key bar can show.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *vi_keys(up="cursor_up", down="cursor_down", first="scroll_top", last="scroll_bottom", half_page="half_page"),
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home,ctrl+home", "scroll_top", show=False),
        Binding("end,ctrl+end", "scroll_bottom", show=False),
    ]

    class Highlighted(Message):
        """Another row is under the cursor."""

    class Seen(Message):
        """Other rows are in view."""

    class Selected(Message):
        """The row under the cursor was clicked."""

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(columns, id=id)
        self._awaited: CursorPlace | None = None
        self._more = False
        self._last: str | None = None
        self._highlighted: str | None = None
        self._in_view: tuple[str, ...] = ()

    @property
    def current(self) -> str | None:
        """The key of the row under the cursor."""
        return self._key_of(self._items[self.cursor_row]) if self._items else None

    @property
    def current_item(self) -> Any:
        """The item under the cursor, or None."""
        return self._items[self.cursor_row] if self._items else None

    @property
    def ends_soon(self) -> bool:
        """Whether the last row is near."""
        return round(self.scroll_y) + self.size.height + _AHEAD >= len(self._items)

    def show(self, rows: Sequence[Row]) -> None:
        """Show just these rows, each key once. The cursor stays on its row, or goes to the next where that has gone.

        Columns that grow get the room that their widest cells need, and keep it: what a filter leaves out moves none.
        """
        before = self._needs or (0,) * len(self._columns)
        self._needs = tuple(
            max((before[index], *(row[1][index].cell_len for row in rows))) if column.grows else 0
            for index, column in enumerate(self._columns)
        )
        self.show_items(tuple({row[0]: row for row in rows}.values()), row_itself, row_key)

    def show_items(
        self,
        items: Sequence[Item],
        row: Callable[[Item], Row],
        key: Callable[[Item], str],
        *,
        more: bool = False,
        at: int | None = None,
    ) -> None:
        """Show just these items, of which `row` makes rows when they are drawn.

        `key` is an item's key, which no other has; `items` is kept, and so must not be changed. With `more`
        the rest is still being read: the cursor waits for its row instead of going to the next one, unless the person
        moves it meanwhile. After End it goes to the last row once all have been read. `at` is the number of the
        cursor's row, where that is known: otherwise all rows may have to be searched for it.
        """
        row_before, current = self.cursor_row, self.current
        before, self._row_of, self._key_of, self._more = self._items, row, key, more
        top = round(self.scroll_y)
        seen = slice(top, top + self._page)
        self._items = items
        if at is not None:
            self._shift_cursor(at)
        elif (
            self._awaited is not None
            or current is None
            or row_before >= len(items)
            or key(items[row_before]) != current
        ):
            self._put_cursor(before, row_before, current, more=more)
        self._measure()
        if self._last is not None and (self._last != current or len(items) < len(before)):
            self._last = None  # a person who has moved the cursor or filters doesn't want to go there any more
        if self._last is not None and not more:
            self.action_scroll_bottom()
        if before[seen] != items[seen]:  # rows that come in below are not seen
            self.refresh()
        self._tell()

    def go_to(self, key: str) -> None:
        """Move the cursor to a row, now or once there is such a row."""
        if (row := self._find(key)) is not None:
            self.move_cursor(row=row)
        else:
            self._awaited = CursorPlace(key, self.size.height // 2, asked_for=True)

    @property
    def place(self) -> CursorPlace | None:
        """Where the cursor is now, for `go_back`."""
        if (current := self.current) is None:
            return None
        return CursorPlace(current, self.cursor_row - round(self.scroll_y), at_top=self.scroll_y == 0, asked_for=True)

    def go_back(self, place: CursorPlace) -> None:
        """Once other rows are shown, move the cursor back to that row, and the view to where it was."""
        self._awaited = place

    def move_cursor(self, *, row: int) -> None:
        """Move the cursor to the row of that number, or the nearest one, and scroll to it."""
        self.cursor_row = row
        top, page = round(self.scroll_y), self._page
        if not top <= self.cursor_row < top + page:
            self._scroll(self.cursor_row if self.cursor_row < top else self.cursor_row - page + 1)

    # The cursor

    def validate_cursor_row(self, row: int) -> int:
        return max(0, min(row, len(self._items) - 1))

    def watch_cursor_row(self, before: int, row: int) -> None:
        self.refresh_line(before + HEADER)
        self.refresh_line(row + HEADER)
        self._tell()

    def action_cursor_up(self) -> None:
        self.move_cursor(row=self.cursor_row - 1)

    def action_cursor_down(self) -> None:
        self.move_cursor(row=self.cursor_row + 1)

    def action_page_up(self) -> None:
        self._scroll(self.scroll_y - self._page)
        self.move_cursor(row=self.cursor_row - self._page)

    def action_page_down(self) -> None:
        self._scroll(self.scroll_y + self._page)
        self.move_cursor(row=self.cursor_row + self._page)

    def action_scroll_top(self) -> None:
        self.move_cursor(row=0)

    def action_scroll_bottom(self) -> None:
        self.move_cursor(row=len(self._items) - 1)
        self._last = self.current if self._more else None

    def action_half_page(self, direction: int) -> None:
        self.move_cursor(row=self.cursor_row + direction * max(1, self._page // 2))

    def on_click(self, event: Click) -> None:
        row = event.y - HEADER + round(self.scroll_y)
        if event.y >= HEADER and row < len(self._items):
            again = row == self.cursor_row
            self.move_cursor(row=row)
            if again:
                self.post_message(self.Selected())

    def _find(self, key: str) -> int | None:
        try:
            return indexOf(map(self._key_of, self._items), key)  # of 100,000 in 4 ms, a loop takes three times as long
        except ValueError:
            return None

    def _tell(self) -> None:
        if self._highlighted != (current := self.current):
            self._highlighted = current
            self.post_message(self.Highlighted())
        self._tell_seen()

    def _shift_cursor(self, row: int) -> None:
        """Put the cursor on the row of that number, in the line of the screen where it is now."""
        self._awaited = None
        if (by := row - self.cursor_row) != 0:
            top = round(self.scroll_y)
            self._measure()
            self.cursor_row = row
            self._scroll(top + by)

    def _put_cursor(self, before: Sequence[Any], at: int, current: str | None, *, more: bool) -> None:
        """Put the cursor on the row that it waits for, else on the one it was on, else on the one beside that."""
        if self._awaited is not None and at and not self._awaited.asked_for:
            self._awaited = None  # a person who has moved the cursor meanwhile doesn't want it back
        own = None if current is None else CursorPlace(current, at - round(self.scroll_y), at_top=self.scroll_y == 0)
        targets = [target for target in (self._awaited, own) if target is not None]
        beside = [self._key_of(before[each]) for each in (at + 1, at - 1) if 0 <= each < len(before)]
        # One pass over all rows finds which of them are there; each that is missing would take a pass of its own.
        there = {*beside, *(target.key for target in targets)}.intersection(map(self._key_of, self._items))
        for target in targets:
            if target.key in there and (row := self._find(target.key)) is not None:
                if target is self._awaited:
                    self._awaited = None
                self._measure()
                self.cursor_row = row
                self._scroll(0 if target.at_top and row < self._page else row - target.line)
                return
        self._measure()
        if more or not self._items:
            self._awaited = self._awaited or own
            self.move_cursor(row=0)
        else:
            self.move_cursor(row=next((self._find(key) or 0 for key in beside if key in there), 0))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._tell_seen()

    def _tell_seen(self) -> None:
        if self._in_view != (seen := self.seen):
            self._in_view = seen
            self.post_message(self.Seen())

    def _scroll(self, top: float) -> None:
        self.scroll_to(y=top, animate=False, force=True)

    def on_resize(self) -> None:
        self._measure()
        self.move_cursor(row=self.cursor_row)
        self._tell_seen()
