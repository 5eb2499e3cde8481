"""The table of events: when, which device, what happened, and what the event holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.resources.events import Event
from tts_tui.services.events.buffer import KeptEvent, correlations, event_words, is_related
from tts_tui.services.events.shown import Window
from tts_tui.text.instants import local
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Role, Row, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.text import Text

    from tts_tui.services.events.in_words import EventKind

__all__ = ["DeviceEventTable", "EventTable", "SeveralEventTable", "happened_cell"]

_ROLES: Final[dict[EventKind, Role]] = {
    "administration": "warning",
    "downlink": "accent",
    "error": "error",
    "join": "success",
    "status": "muted",
}
_COLUMNS: Final = (
    Column("Time", 12, muted=True, searched=False),
    Column("Device", 15),
    Column("What happened", 19),
)


class EventTable(Table):
    """Shows events, the newest below, those that are marked, and those in view that belong to the one at the cursor."""

    def __init__(self, *columns: Column) -> None:
        """`columns` are those between the mark and what an event holds."""
        super().__init__(
            [Column("", 1, searched=False), *(columns or _COLUMNS), Column("Data", 10, grows=True, muted=True)],
            id="events",
        )
        self._chosen: Collection[int] = ()
        self._related: frozenset[str] = frozenset()

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
        if event.number in self._chosen:
            mark = cell("✓", "success")
        else:
            mark = cell("┃" if event.key in self._related else " ", "accent")
        return event.key, (mark, *self.cells(event))

    def cells(self, event: KeptEvent) -> tuple[Text, ...]:
        """What stands in the columns after the mark."""
        happened, held = event_words(event)
        what = event.what
        time = local(what.time).time().isoformat("milliseconds") if isinstance(what, Event) else ""
        device = what.device_id if isinstance(what, Event) else ""
        return cell(time), cell(device or "–"), happened_cell(event, happened), cell(held)


class SeveralEventTable(EventTable):
    """With the application of each event."""

    def __init__(self) -> None:
        time, *others = _COLUMNS
        super().__init__(time, Column("Application", 16), *others)

    def cells(self, event: KeptEvent) -> tuple[Text, ...]:
        time, *others = super().cells(event)
        what = event.what
        return time, cell(what.application_id if isinstance(what, Event) else ""), *others


class DeviceEventTable(EventTable):
    """Without the device of each event, which is the same in all."""

    def __init__(self) -> None:
        time, _, happened = _COLUMNS
        super().__init__(time, happened)

    def cells(self, event: KeptEvent) -> tuple[Text, ...]:
        time, _, *others = super().cells(event)
        return time, *others


def happened_cell(event: KeptEvent, happened: str) -> Text:
    """What happened, in the colour of its kind."""
    return cell(happened, _ROLES.get(event.kind, ""))


def _key(event: KeptEvent) -> str:
    return event.key
