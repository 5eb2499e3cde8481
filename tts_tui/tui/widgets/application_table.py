"""The table of applications: rows by application ID."""

from __future__ import annotations

import asyncio
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from textual import on
from textual.message import Message

from tts_tui.api.field_rules import MAX_ID
from tts_tui.services.end_devices.last_activity import LastActivity
from tts_tui.text import instants
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.last_seen import last_seen
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from rich.text import Text
    from textual.worker import Worker

    from tts_tui.api.errors import TTSError
    from tts_tui.api.rows import ApplicationRow
    from tts_tui.services.applications.counts import Counting, Counts
    from tts_tui.services.missing_rights import NotAllowed

__all__ = ["ApplicationTable"]

_COLUMNS: Final = (
    Column("ID", MAX_ID),
    Column("Name", 10, grows=True, from_width=64),
    Column("Description", 10, grows=True, from_width=110, muted=True),
    Column("Created", 10, muted=True, searched=False),
)
_WITH_COUNTS: Final = (
    Column("ID", 20, grows=True, max_width=MAX_ID),
    Column("Name", 10, grows=True, from_width=68),
    Column("Description", 10, grows=True, from_width=110, muted=True),
    Column("Devices", 7, searched=False),
    Column("Keys", 5, searched=False),
    Column("Last seen", 11, searched=False),
    Column("Created", 10, from_width=96, muted=True, searched=False),
)

_ID: Final = attrgetter("id")

_BEFORE: Final = 12
"""Letters of a description that are shown before what a filter found in it."""
_IDLE: Final = 0.15
"""Seconds without scrolling before the rows in view are counted."""


class ApplicationTable(Table):
    """Shows applications; its rows are known by application ID."""

    class Counted(Message):
        """The numbers of the row under the cursor are known."""

    class NotCounted(Message):
        """An error that concerns all rows: nothing is counted any more."""

        def __init__(self, error: TTSError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(_COLUMNS, id="applications")
        self._clock = clock
        self._counting: Counting | None = None

    def show_applications(self, rows: Sequence[ApplicationRow], *, more: bool = False) -> None:
        """Show just these applications; with `more`, others are still being read."""
        counts = None if self._counting is None else self._counting.of
        self.show_items(rows, partial(self._row, counts), _ID, more=more)

    def _row(self, counts: Callable[[str], Counts | None] | None, row: ApplicationRow) -> Row:
        numbers: tuple[Text, ...] = ()
        if counts is not None:
            known = counts(row.id)
            numbers = (
                _number(known.devices if known else None, 7),
                _number(known.keys if known else None, 5),
                _last_seen(known.activity if known else None, self._clock()),
            )
        name = cell(row.name) if row.name else cell("–", "muted")
        if where := self._found_elsewhere(row):
            name.append_text(cell(f" · {where}", "muted"))
        return row.id, (cell(row.id), name, cell(row.description), *numbers, cell(instants.date(row.created_at)))

    def _found_elsewhere(self, row: ApplicationRow) -> str:
        """Where a word of the filter stands in the description, if that has no column and nothing else has the word."""
        if not self._found or self._has_column("Description"):
            return ""
        seen, description = f"{row.id}\n{row.name}".casefold(), row.description.casefold()
        words = (each.casefold() for each in self._found)
        at = next((description.find(each) for each in words if each not in seen), -1)
        begin = max(0, at - _BEFORE)
        return ("…" if begin else "") + " ".join(row.description[begin:].split()) if at >= 0 else ""

    def _has_column(self, title: str) -> bool:
        return any(width for column, width in zip(self._shape, self._widths, strict=True) if column.title == title)

    # Counts

    @property
    def counting(self) -> Counting | None:
        """What counts the devices and keys of what is in view, or None."""
        return self._counting

    def count_with(self, counting: Counting | None) -> None:
        """Show columns with the numbers of this Counting, or none, from the next time rows are shown."""
        self._counting = counting
        self.reshape(_COLUMNS if counting is None else _WITH_COUNTS)
        self._count()

    @on(Table.Seen)
    def _count(self) -> None:
        if self._counting is not None and self._counting.failed is None:
            when_idle = partial(self._count_when_idle, self._counting)  # a worker that never begins never calls it
            _: Worker[None] = self.run_worker(
                when_idle, name="count", group="idle", exclusive=True, description="count what is in view"
            )

    async def _count_when_idle(self, counting: Counting) -> None:
        """Count the rows in view, unless somebody scrolls on first."""
        await asyncio.sleep(_IDLE)
        self.run_worker(self._ask(counting), name="counts", group="counts", description="counts")

    async def _ask(self, counting: Counting) -> None:
        await counting.ask(self.seen, self._counted)
        if counting.failed is not None and counting is self._counting:
            self.post_message(self.NotCounted(counting.failed))

    def _counted(self, application_id: str) -> None:
        self.redraw(application_id)
        if application_id == self.current:
            self.post_message(self.Counted())


def _last_seen(activity: LastActivity | NotAllowed | None, now: datetime) -> Text:
    if activity is None:
        return cell("…", "muted")
    if not isinstance(activity, LastActivity) or not activity.devices:
        return cell("–", "muted")
    return last_seen(activity.last_seen_at, instants.local(now))


def _number(count: int | NotAllowed | None, width: int) -> Text:
    if count is None:
        return cell("…".rjust(width), "muted")
    return cell(f"{count:,}".rjust(width)) if isinstance(count, int) else cell("–".rjust(width), "muted")
