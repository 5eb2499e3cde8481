"""A table of rows by key, filled in steps that keep the program answering."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import DataTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Resize

__all__ = ["Column", "Row", "Table"]

Row = tuple[str, tuple[Text, ...]]
"""A row's key and its cells."""

STEP = 200
"""Rows that are added at a time: about 30 ms."""


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


class Table(DataTable[Text]):
    """A DataTable with a row cursor, keys as in vi, columns that fit the screen, and rows known by key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g,home", "scroll_top", show=False),
        Binding("G,end", "scroll_bottom", show=False),
        Binding("ctrl+d", "half_page(1)", show=False),
        Binding("ctrl+u", "half_page(-1)", show=False),
    ]

    class Filled(Message):
        """All rows that were to be shown are there."""

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, cell_padding=1)
        self._shape = tuple(columns)
        self._rows_wanted: tuple[Row, ...] = ()
        self._widths: tuple[int, ...] = ()

    @property
    def current(self) -> str | None:
        """The key of the row under the cursor."""
        if not self.row_count:
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value

    def show(self, rows: Sequence[Row]) -> None:
        """Show just these rows. The cursor stays on its row, or goes to the next one where that has gone."""
        before, self._rows_wanted = self._rows_wanted, tuple(rows)
        if before and self.row_count == len(before) and self._rows_wanted[: len(before)] == before:
            self._fill_from(len(before))
        else:
            self._refill(self._nearest(before))

    def action_half_page(self, direction: int) -> None:
        self.move_cursor(row=self.cursor_row + direction * max(1, (self.size.height - 1) // 2))

    def on_resize(self, event: Resize) -> None:
        widths = self._fit(event.container_size.width if event.container_size else event.size.width)
        if widths != self._widths:
            self._widths = widths
            self._refill(self.current)

    def _fit(self, width: int) -> tuple[int, ...]:
        """Each column's width; 0 for one that is left out."""
        screen = self.app.size.width
        widths = [column.width if column.from_width <= screen < column.below_width else 0 for column in self._shape]
        growing = [place for place, column in enumerate(self._shape) if column.grows and widths[place]]
        # The room of the scrollbar is always left free, so that its coming and going changes nothing.
        room = width - self.styles.scrollbar_size_vertical - sum(each + 2 * self.cell_padding for each in widths if each)
        for place in growing:
            widths[place] += max(0, room) // len(growing)
        return tuple(widths)

    def _nearest(self, before: Sequence[Row]) -> str | None:
        """The row for the cursor: its own, else the one after it or before it, whichever is still wanted."""
        place, wanted = self.cursor_row, {key for key, _ in self._rows_wanted}
        near = [self.current, *(before[each][0] for each in (place + 1, place - 1) if 0 <= each < len(before))]
        return next((key for key in near if key in wanted), None)

    def _refill(self, keep: str | None) -> None:
        if not self._widths:
            return  # the first resize brings them
        self.clear(columns=True)
        for column, width in zip(self._shape, self._widths, strict=True):
            if width:
                self.add_column(Text(column.title), width=width, key=column.title)
        self._fill_from(0, keep)

    def _fill_from(self, place: int, keep: str | None = None) -> None:
        rows, widths = self._rows_wanted, self._widths

        async def filling() -> None:
            for start in range(place, len(rows), STEP):
                for key, cells in rows[start : start + STEP]:
                    self.add_row(*(each for each, width in zip(cells, widths, strict=True) if width), key=key)
                    if key == keep:
                        self.move_cursor(row=self.row_count - 1)
                await asyncio.sleep(0)
            self.post_message(self.Filled())

        self.run_worker(filling(), name="rows", group="rows", description="rows", exclusive=True)
