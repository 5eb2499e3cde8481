"""The table of events: when, which device, what happened, and what the event holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.resources.events import Event
from tts_tui.services.events.buffer import KeptEvent, correlations, event_words, is_related
from tts_tui.text.instants import local
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Role, Row, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tts_tui.services.events.in_words import Kind

__all__ = ["EventTable"]

_ROLES: Final[dict[Kind, Role]] = {
    "administration": "warning",
    "downlink": "accent",
    "error": "error",
    "join": "success",
    "status": "muted",
}


class EventTable(Table):
    """Shows events, the newest below, those that are marked, and those in view that belong to the one at the cursor."""

    def __init__(self, *, several: bool = False) -> None:
        application = [Column("Application", 16)] if several else []
        super().__init__(
            [
                Column("", 1, searched=False),
                Column("Time", 12, muted=True, searched=False),
                *application,
                Column("Device", 15),
                Column("What happened", 19),
                Column("Data", 10, grows=True, muted=True),
            ],
            id="events",
        )
        self._several = several
        self._chosen: Collection[int] = ()
        self._related: frozenset[str] = frozenset()

    def show_events(self, events: Sequence[KeptEvent], marks: Collection[int]) -> None:
        """Show just these; both are kept."""
        self._chosen = marks
        self.show_items(events, self._row, _key)

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
        happened, held = event_words(event)
        what = event.what
        time = local(what.time).time().isoformat("milliseconds") if isinstance(what, Event) else ""
        application = what.application_id if isinstance(what, Event) else ""
        device = what.device_id if isinstance(what, Event) else ""
        if event.number in self._chosen:
            mark = cell("✓", "success")
        else:
            mark = cell("┃" if event.key in self._related else " ", "accent")
        return event.key, (
            mark,
            cell(time),
            *((cell(application),) if self._several else ()),
            cell(device or "–"),
            cell(happened, _ROLES.get(event.kind, "")),
            cell(held),
        )


def _key(event: KeptEvent) -> str:
    return event.key
