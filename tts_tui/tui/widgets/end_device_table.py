"""The table of end devices: rows by device ID."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from tts_tui.text import instants
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.last_seen import last_seen
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.text import Text

    from tts_tui.api.rows import DeviceRow

__all__ = ["EndDeviceTable"]

_COLUMNS: Final = (
    Column("ID", 18, grows=True),
    Column("Name", 10, grows=True, from_width=60),
    Column("DevEUI", 16, from_width=72),
    Column("JoinEUI", 16, from_width=104),
    Column("Last seen", 11, searched=False),
    Column("Created", 10, from_width=92, muted=True, searched=False),
)
_ID: Final = attrgetter("id")


class EndDeviceTable(Table):
    """Shows end devices; its rows are known by device ID."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, id="devices")

    def show_devices(self, rows: Sequence[DeviceRow], now: datetime, *, more: bool = False) -> None:
        """Show just these devices; with `more`, others are still being read."""
        self.show_items(rows, partial(_row, instants.local(now)), _ID, more=more)


def _row(now: datetime, row: DeviceRow) -> Row:
    return row.id, (
        cell(row.id),
        cell(row.name) if row.name else cell("–", "muted"),
        _eui(row.dev_eui),
        _eui(row.join_eui),
        last_seen(row.last_seen_at, now),
        cell(instants.date(row.created_at)),
    )


def _eui(eui: str) -> Text:
    return cell(eui) if eui else cell("–", "muted")
