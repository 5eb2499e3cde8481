"""The list of applications as a widget of its own: rows by application ID."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tts_tui import times
from tts_tui.text import cell
from tts_tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.text import Text

    from tts_tui.api.rows import ApplicationRow
    from tts_tui.counting import Counts
    from tts_tui.denied import Denied

__all__ = ["ApplicationTable"]

_COLUMNS: Final = (
    Column("ID", 30),
    Column("Name", 10, grows=True),
    Column("Description", 10, grows=True, from_width=110),
    Column("Created", 10),
)
_COUNTS: Final = (Column("Devices", 7), Column("Keys", 5))


class ApplicationTable(Table):
    """Shows applications; its rows are known by application ID."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, id="applications")
        self._counts: Callable[[str], Counts | None] | None = None

    def show_applications(self, rows: Sequence[ApplicationRow], *, more: bool = False) -> None:
        """Show just these applications; with `more`, others are still being read."""
        self.show_items(rows, partial(_row, self._counts), more=more)

    def show_counts(self, counts: Callable[[str], Counts | None] | None) -> None:
        """Have columns for the numbers that `counts` knows by application ID, or none, from the next showing on."""
        self._counts = counts
        self.reshape(_COLUMNS if counts is None else (*_COLUMNS[:-1], *_COUNTS, _COLUMNS[-1]))


def _row(counts: Callable[[str], Counts | None] | None, row: ApplicationRow) -> Row:
    numbers: tuple[Text, ...] = ()
    if counts is not None:
        known = counts(row.id)
        numbers = (_number(known.devices if known else None, 7), _number(known.keys if known else None, 5))
    return row.id, (
        cell(row.id),
        cell(row.name) if row.name else cell("–", "dim"),
        cell(row.description),
        *numbers,
        cell(times.date(row.created_at)),
    )


def _number(count: int | Denied | None, width: int) -> Text:
    if count is None:
        return cell("…".rjust(width), "dim")
    return cell(f"{count:,}".rjust(width)) if isinstance(count, int) else cell("–".rjust(width), "dim")
