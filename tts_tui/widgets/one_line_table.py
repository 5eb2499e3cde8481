"""A DataTable for many rows, each of them one line high, in columns of a fixed width.

Textual measures every cell, and writes a list of all lines whenever a row comes in: 60 µs a row, and a tenth of a
second for each step once there are a hundred thousand. Where every row is one line, a line's number is its row's: these
are the places in which Textual works that out. They are its own, not meant to be overridden, and so stand together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.geometry import Region
from textual.widgets import DataTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widgets.data_table import RowKey

__all__ = ["OneLineTable"]


class OneLineTable(DataTable[Text], inherit_bindings=False):
    """Rows without labels, in columns that were given their width."""

    @property
    def _total_row_height(self) -> int:
        return self.row_count

    @property
    def _y_offsets(self) -> list[tuple[RowKey, int]]:
        return []  # asked for only to be cleared

    def _update_dimensions(self, new_rows: Iterable[RowKey]) -> None:  # noqa: ARG002 - as Textual calls it
        super()._update_dimensions(())

    def _get_row_region(self, row_index: int) -> Region:
        if not self.is_valid_row_index(row_index):
            return Region(0, 0, 0, 0)
        width = sum(column.get_render_width(self) for column in self.columns.values())
        return Region(0, row_index + self._header, max(self.size.width, width), 1)

    def _get_offsets(self, y: int) -> tuple[RowKey, int]:
        if y < self._header:
            return self._header_row_key, y
        key = self._row_locations.get_key(y - self._header)
        if key is None:
            raise LookupError(f"Y coordinate {y!r} is greater than total height")
        return key, 0

    @property
    def _header(self) -> int:
        return self.header_height if self.show_header else 0
