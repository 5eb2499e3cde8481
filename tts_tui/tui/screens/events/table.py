"""The table of events: when, which device, what happened, and what the event holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tts_tui.api.resources.events import Event
from tts_tui.services.events.buffer import KeptEvent, correlations, event_words, is_related
from tts_tui.services.events.in_words import message_of, what_happened
from tts_tui.services.events.shown import Window
from tts_tui.text.instants import local
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.screens.events.data_column import data_heading, data_text
from tts_tui.tui.widgets.table import Column, Role, Row, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.text import Text

    from tts_tui.services.events.in_words import EventKind

__all__ = ["DeviceEventTable", "EventTable", "SeveralEventTable", "happened_cell", "time_columns", "time_of_day"]

_ROLES: Final[dict[EventKind, Role]] = {
    "administration": "warning",
    "downlink": "accent",
    "error": "error",
    "join": "success",
    "status": "muted",
}
_MILLISECONDS_FROM: Final = 96
"""Columns of the table from which a time has milliseconds; in a narrower one the title has them."""
_SECONDS: Final = len("12:00:00")


def time_columns(short: int, long: int, from_width: int) -> tuple[Column, Column]:
    """Those for the time, of which a table shows one, by its width. A mark stands before the time."""
    return (
        Column(" Time", 1 + short, muted=True, searched=False, below_width=from_width),
        Column(" Time", 1 + long, muted=True, searched=False, from_width=from_width),
    )


_TIME: Final = time_columns(_SECONDS, len("12:00:00.000"), _MILLISECONDS_FROM)
_APPLICATION: Final = "Application"
_DATA: Final = "Data"
_DEVICE: Final = "Device"
_HAPPENED: Final = "What happened"
_MOST: Final = 70
"""What an event holds is about as long."""
_COLUMNS: Final = (*_TIME, Column(_DEVICE, 8, grows=True), Column(_HAPPENED, 13, grows=True))


class EventTable(Table):
    """Shows events, the newest below, those that are marked, and those in view that belong to the one at the cursor."""

    has_messages: ClassVar[bool] = True
    """Whether there may be messages of devices among the events."""

    def __init__(self, *columns: Column) -> None:
        """`columns` are those before what an event holds, the first two those of `time_columns`."""
        super().__init__([*(columns or _COLUMNS), Column(_DATA, 10, grows=True, muted=True)], id="events")
        self._chosen: Collection[int] = ()
        self._related: frozenset[str] = frozenset()
        self._room = (0, (0, 0))

    def make_room_for(self, names: Collection[str], longest_ids: tuple[int, int]) -> None:
        """Give columns the room that events of these names need, and IDs of applications and devices so long."""
        if self._room != (wanted := (len(names), longest_ids)):
            self._room = wanted
            happened = max((len(what_happened(each)) for each in names), default=0)
            application, device = longest_ids
            self.make_room({_APPLICATION: application, _DEVICE: device, _HAPPENED: happened, _DATA: _MOST})

    @property
    def has_milliseconds(self) -> bool:
        """Whether the times of its rows have them."""
        return self.container_size.width >= _MILLISECONDS_FROM

    def show_events(self, events: Window, marks: Collection[int], *, at_end: bool) -> None:
        """Show just these; both are kept. The cursor goes to the end, or stays on its event."""
        self._chosen = marks
        at = len(events) - 1 if at_end else self._current_in(events)
        self.show_items(events, self._row, _key, at=at)
        if at_end:
            self.move_cursor(row=len(events) - 1)

    def _current_in(self, events: Window) -> int | None:
        """The row in which the event under the cursor is now, where only older ones have gone since."""
        before = self.items
        if not isinstance(before, Window) or (current := self.current_item) is None:
            return None
        row = self.cursor_row + before.begins - events.begins
        return row if 0 <= row < len(events) and events[row] is current else None

    def show_related(self) -> None:
        """Mark what is in view and belongs to the event under the cursor; only rows that differ are drawn."""
        current: KeptEvent | None = self.current_item
        top = round(self.scroll_y)
        seen: Sequence[KeptEvent] = self.items[top : top + len(self.seen)]
        found: frozenset[str] = frozenset()
        if current is not None and (ids := correlations(current)):
            found = frozenset(each.key for each in seen if is_related(each, ids))
        if len(found) < 2:  # noqa: PLR2004 - the event alone
            found = frozenset()
        before, self._related = self._related, found
        for key in before ^ found:
            self.redraw(key)

    def _row(self, event: KeptEvent) -> Row:
        mark, role = " ", ""
        if event.number in self._chosen:
            mark, role = "✓", "success"
        elif event.key in self._related:
            mark, role = "┃", "accent"
        short, long, *others = self.cells(event)
        return event.key, (_marked(mark, role, short), _marked(mark, role, long), *others)

    def _title(self, column: Column) -> Text:
        if column.title != _DATA or not self.has_messages:
            return super()._title(column)
        return data_heading(_DATA, self._data_room)

    @property
    def _data_room(self) -> int:
        return self._widths[-1]

    def cells(self, event: KeptEvent) -> tuple[Text, ...]:
        """What stands in the columns, without the mark."""
        time, what = time_of_day(event), event.what
        device = what.device_id if isinstance(what, Event) else ""
        if isinstance(what, Event) and (message := message_of(what)) is not None:
            happened, held = what_happened(what.name), data_text(message, self._data_room)
        else:
            happened, words = event_words(event)
            held = cell(words)
        return cell(time[:_SECONDS]), cell(time), cell(device or "–"), happened_cell(event, happened), held


class SeveralEventTable(EventTable):
    """With the application of each event."""

    def __init__(self) -> None:
        super().__init__(*_TIME, Column(_APPLICATION, 12, grows=True), *_COLUMNS[len(_TIME) :])

    def cells(self, event: KeptEvent) -> tuple[Text, ...]:
        short, time, *others = super().cells(event)
        what = event.what
        return short, time, cell(what.application_id if isinstance(what, Event) else ""), *others


class DeviceEventTable(EventTable):
    """Without the device of each event, which is the same in all."""

    def __init__(self) -> None:
        super().__init__(*(each for each in _COLUMNS if each.title != _DEVICE))

    def cells(self, event: KeptEvent) -> tuple[Text, ...]:
        short, time, _, *others = super().cells(event)
        return short, time, *others


def time_of_day(event: KeptEvent) -> str:
    """When it happened, here, to the millisecond; empty where that isn't known."""
    what = event.what
    return local(what.time).time().isoformat("milliseconds") if isinstance(what, Event) else ""


def happened_cell(event: KeptEvent, happened: str) -> Text:
    """What happened, in the colour of its kind."""
    return cell(happened, _ROLES.get(event.kind, ""))


def _marked(mark: str, role: str, time: Text) -> Text:
    marked = cell(mark, role)
    marked.append_text(time)
    return marked


def _key(event: KeptEvent) -> str:
    return event.key
