"""A table of rows by key, filled in steps that keep the program answering."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.text import Text
from textual.binding import Binding, BindingType

from tts_tui.widgets.one_line_table import OneLineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.events import Resize

__all__ = ["STEP", "Column", "Row", "Table"]

Row = tuple[str, tuple[Text, ...]]
"""A row's key and its cells."""

Item = TypeVar("Item", bound=tuple[Any, ...])

STEP = 500
"""Rows that are added at a time: about 15 ms."""
_AT_ONCE = 2 * STEP
"""How far down the cursor's row may be for a new picture to begin with it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and its width in cells. One with `grows` takes the room that is left.

    `from_width` leaves the column out on a narrower screen, `below_width` on one that is as wide or wider.
    """

    title: str
    width: int
    grows: bool = False
    from_width: int = 0
    below_width: int = 10_000


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the cursor belongs: the key of its row, and how many lines below the top of the view that was.

    `at_top` says that the view was at its top, where it stays if it can, so that new rows are seen.
    """

    key: str
    line: int
    at_top: bool = False


class Table(OneLineTable):
    """A DataTable with a row cursor, keys as in vi, columns that fit the screen, and rows known by key.

    Enter is not among its keys: what that does is a command of the screen, which the footer can then show.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", show=False),
        Binding("down,j", "cursor_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("g,home,ctrl+home", "scroll_top", show=False),
        Binding("G,end,ctrl+end", "scroll_bottom", show=False),
        Binding("ctrl+d", "half_page(1)", show=False),
        Binding("ctrl+u", "half_page(-1)", show=False),
    ]

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, cell_padding=1)
        self._shape = tuple(columns)
        self._items: tuple[tuple[Any, ...], ...] = ()
        self._row_of: Callable[[Any], Row] = _itself
        self._widths: tuple[int, ...] = ()
        self._awaited: _Place | None = None

    @property
    def current(self) -> str | None:
        """The key of the row under the cursor."""
        if not self.row_count:
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value

    def show(self, rows: Sequence[Row]) -> None:
        """Show just these rows. The cursor stays on its row, or goes to the next one where that has gone."""
        self.show_items(rows, _itself)

    def show_items(self, items: Sequence[Item], row: Callable[[Item], Row], *, more: bool = False) -> None:
        """Show just these items, of which `row` makes rows when their turn comes. An item begins with its row's key.

        With `more` the rest is still being read: the cursor waits for its row instead of going to the next one, unless
        the person moves it meanwhile.
        """
        once = {item[0]: item for item in items}
        before, self._items, self._row_of = self._items, tuple(once.values()), row
        if self.columns and self._items[: len(before)] == before:
            self._fill()
        else:
            self._refill(self._cursor_goes_to(before, more=more))

    def action_half_page(self, direction: int) -> None:
        self.move_cursor(row=self.cursor_row + direction * max(1, (self.size.height - 1) // 2))

    # Columns

    def on_resize(self, event: Resize) -> None:
        before, self._widths = self._widths, self._fit((event.container_size or event.size).width)
        if [bool(each) for each in before] != [bool(each) for each in self._widths]:
            self._refill(self.current)
        elif before != self._widths:
            for column, width in zip(self.ordered_columns, filter(None, self._widths), strict=True):
                column.width = width
            self._clear_caches()
            self._update_dimensions(())
            self.refresh()

    def _fit(self, width: int) -> tuple[int, ...]:
        """Each column's width; 0 for one that is left out."""
        screen = self.app.size.width
        widths = [column.width if column.from_width <= screen < column.below_width else 0 for column in self._shape]
        growing = [place for place, column in enumerate(self._shape) if column.grows and widths[place]]
        # The room of the scrollbar is always left free, so that its coming and going changes nothing.
        room = (
            width - self.styles.scrollbar_size_vertical - sum(each + 2 * self.cell_padding for each in widths if each)
        )
        for place in growing:
            widths[place] += max(0, room) // len(growing)
        return tuple(widths)

    # Rows

    def go_to(self, key: str) -> None:
        """Put the cursor on a row, now or once it is there."""
        if key in self.rows:
            self.move_cursor(row=self.get_row_index(key))
        else:
            self._awaited = _Place(key, self.size.height // 2)

    def _cursor_goes_to(self, before: Sequence[tuple[Any, ...]], *, more: bool) -> str | None:
        """The row for the cursor: its own, else the one after it or before it, whichever is there."""
        wanted = {item[0] for item in self._items}
        place, current = self.cursor_row, self.current
        if self._awaited is not None and self._awaited.key in wanted:
            return self._awaited.key
        if current is None or current in wanted or more or not wanted:
            return current
        beside = (before[each][0] for each in (place + 1, place - 1) if 0 <= each < len(before))
        return next((key for key in beside if key in wanted), None)

    def _refill(self, keep: str | None) -> None:
        if not self._widths:
            return  # the first resize brings them
        if keep is not None and (self._awaited is None or self._awaited.key != keep):
            self._awaited = _Place(keep, self.cursor_row - round(self.scroll_y), self.scroll_y == 0)
        self.clear(columns=True)
        for column, width in zip(self._shape, self._widths, strict=True):
            if width:
                self.add_column(Text(column.title), width=width, key=column.title)
        self._fill()

    def _fill(self) -> None:
        """Add the rows that are missing: the first of them now, so that no empty table is painted."""
        near = self._awaited is not None and any(item[0] == self._awaited.key for item in self._items[:_AT_ONCE])
        while self._step() and near and self._awaited is not None:
            pass

        async def filling() -> None:
            while self._step():
                await asyncio.sleep(0)

        if self.row_count < len(self._items):
            # The function, not its coroutine: a worker that is replaced before it began would leave that unawaited.
            self.run_worker(filling, name="rows", group="rows", description="rows", exclusive=True)  # type: ignore[arg-type]

    def _step(self) -> bool:
        """Add some rows; whether more are missing."""
        start, shown = self.row_count, [bool(width) for width in self._widths]
        for item in self._items[start : start + STEP]:
            key, cells = self._row_of(item)
            self.add_row(*(each for each, is_shown in zip(cells, shown, strict=True) if is_shown), key=key)
        missing = self.row_count < len(self._items)
        if self._awaited is not None and self._awaited.key in self.rows:
            self._arrive(self._awaited, missing=missing)
        return missing

    def _arrive(self, place: _Place, *, missing: bool) -> None:
        """The cursor's row is there: put it where it was, unless the person has moved the cursor meanwhile."""
        row = self.get_row_index(place.key)
        if missing and self.row_count < row + self.size.height:
            return  # there is not enough yet to scroll to
        self._awaited = None
        if self.cursor_row == 0:
            self._update_dimensions(())
            self.move_cursor(row=row)
            at_top = place.at_top and row < self.size.height - self.header_height
            self.scroll_to(y=0 if at_top else row - place.line, animate=False, force=True, immediate=True)


def _itself(row: Row) -> Row:
    return row
