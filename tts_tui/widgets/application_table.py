"""The list of applications as a widget of its own: rows by application ID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui import times
from tts_tui.text import cell
from tts_tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.api.models import ApplicationRow

__all__ = ["ApplicationTable"]


class ApplicationTable(Table):
    """Shows applications; its rows are known by application ID."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("ID", 30),
                Column("Name", 10, grows=True),
                Column("Description", 10, grows=True, from_width=110),
                Column("Created", 10),
            ],
            id="applications",
        )

    def show_applications(self, rows: Sequence[ApplicationRow], *, more: bool = False) -> None:
        """Show just these applications; with `more`, others are still being read."""
        self.show_items(rows, _row, more=more)


def _row(row: ApplicationRow) -> Row:
    return row.id, (
        cell(row.id),
        cell(row.name) if row.name else cell("–", "dim"),
        cell(row.description),
        cell(times.date(row.created_at)),
    )
