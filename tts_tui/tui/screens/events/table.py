"""The tables of events: time, device, what happened, and the event's data."""

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
"""Width of the table, in cells, from which times have milliseconds; below it, the title has them."""
_SECONDS: Final = len("12:00:00")


def time_columns(short: int, long: int, from_width: int) -> tuple[Column, Column]:
    """Two columns for the time, of which one is shown: the long one if the table is at least `from_width` cells wide.

    `short` and `long` are the cells of the time; one more before it is for a mark.
    """
    return (
        Column(" Time", 1 + short, muted=True, searched=False, below_width=from_width),
        Column(" Time", 1 + long, muted=True, searched=False, from_width=from_width),
    )


_TIME: Final = time_columns(_SECONDS, len("12:00:00.000"), _MILLISECONDS_FROM)
_APPLICATION: Final = "Application"
_DATA: Final = "Data"
_DEVICE: Final = "Device"
_HAPPENED: Final = "What happened"
_DATA_WIDTH: Final = 70
"""Cells that the data of most events fit in."""
_COLUMNS: Final = (*_TIME, Column(_DEVICE, 8, grows=True), Column(_HAPPENED, 13, grows=True))


class EventTable(Table):
    """Shows events, the newest last. Two kinds of marks: marked by the person, and related to the selected event."""

    has_messages: ClassVar[bool] = True
    """Whether uplinks and downlinks may be among the events, so that the last column has titles for their facts."""

    def __init__(self, *columns: Column) -> None:
        """`columns` are all but the last one for the data; the first two are those of `time_columns`."""
        super().__init__([*(columns or _COLUMNS), Column(_DATA, 10, grows=True, muted=True)], id="events")
        self._chosen: Collection[int] = ()
        self._related: frozenset[str] = frozenset()
        self._room = (0, (0, 0))

    def make_room_for(self, names: Collection[str], longest_ids: tuple[int, int]) -> None:
        """Fit the columns to the names of events, and to the lengths of the longest application and device IDs."""
        if self._room != (wanted := (len(names), longest_ids)):
            self._room = wanted
            happened = max((len(what_happened(each)) for each in names), default=0)
            application, device = longest_ids
            self.make_room({_APPLICATION: application, _DEVICE: device, _HAPPENED: happened, _DATA: _DATA_WIDTH})

    @property
    def has_milliseconds(self) -> bool:
        """Whether the times in the table have milliseconds."""
        return self.container_size.width >= _MILLISECONDS_FROM

    def show_events(self, events: Window, marks: Collection[int], *, at_end: bool) -> None:
        """Show these events, those whose numbers are in `marks` marked. `marks` is kept, and may be changed later.

        The cursor goes to the end, or stays on its event.
        """
        self._chosen = marks
        at = len(events) - 1 if at_end else self._current_in(events)
        self.show_items(events, self._row, _key, at=at)
        if at_end:
            self.move_cursor(row=len(events) - 1)

    def _current_in(self, events: Window) -> int | None:
        """The row that the selected event has in `events`; None unless only older events have been dropped."""
        before = self.items
        if not isinstance(before, Window) or (current := self.current_item) is None:
            return None
        row = self.cursor_row + before.begins - events.begins
        return row if 0 <= row < len(events) and events[row] is current else None

    def show_related(self) -> None:
        """Mark the visible events related to the selected one, by correlation ID; redraw only rows that changed."""
        current: KeptEvent | None = self.current_item
        top = round(self.scroll_y)
        seen: Sequence[KeptEvent] = self.items[top : top + len(self.seen)]
        found: frozenset[str] = frozenset()
        if current is not None and (ids := correlations(current)):
            found = frozenset(each.key for each in seen if is_related(each, ids))
        if len(found) < 2:  # noqa: PLR2004 - only the event itself
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
        """The cells of an event, without its mark."""
        time, what = time_of_day(event), event.what
        device = what.device_id if isinstance(what, Event) else ""
        if isinstance(what, Event) and (message := message_of(what)) is not None:
            happened, held = what_happened(what.name), data_text(message, self._data_room)
        else:
            happened, words = event_words(event)
            held = cell(words)
        return cell(time[:_SECONDS]), cell(time), cell(device or "–"), happened_cell(event, happened), held


class SeveralEventTable(EventTable):
    """A table with one more column for the application."""

    def __init__(self) -> None:
        super().__init__(*_TIME, Column(_APPLICATION, 12, grows=True), *_COLUMNS[len(_TIME) :])

    def cells(self, event: KeptEvent) -> tuple[Text, ...]:
        short, time, *others = super().cells(event)
        what = event.what
        return short, time, cell(what.application_id if isinstance(what, Event) else ""), *others


class DeviceEventTable(EventTable):
    """A table without the column for the device, which is the same for all events."""

    def __init__(self) -> None:
        super().__init__(*(each for each in _COLUMNS if each.title != _DEVICE))

    def cells(self, event: KeptEvent) -> tuple[Text, ...]:
        short, time, _, *others = super().cells(event)
        return short, time, *others


def time_of_day(event: KeptEvent) -> str:
    """The local time of an event, to the millisecond; empty for a gap or an unreadable event."""
    what = event.what
    return local(what.time).time().isoformat("milliseconds") if isinstance(what, Event) else ""


def happened_cell(event: KeptEvent, happened: str) -> Text:
    """What happened, in the colour of the event's kind."""
    return cell(happened, _ROLES.get(event.kind, ""))


def _marked(mark: str, role: str, time: Text) -> Text:
    marked = cell(mark, role)
    marked.append_text(time)
    return marked


def _key(event: KeptEvent) -> str:
    return event.key
