"""The table of live data: when, which device, what happened, and what the event holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.resources.events import Event
from tts_tui.services.events.buffer import KeptEvent, event_words
from tts_tui.text.instants import local
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Role, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.services.events.in_words import Kind

__all__ = ["EventTable"]

_ROLES: Final[dict[Kind, Role]] = {"error": "error", "join": "success", "administration": "warning"}


class EventTable(Table):
    """Shows events, the newest below."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("Time", 12, muted=True, searched=False),
                Column("Device", 15),
                Column("What happened", 19),
                Column("Data", 10, grows=True, muted=True),
            ],
            id="events",
        )

    def show_events(self, events: Sequence[KeptEvent]) -> None:
        """Show just these; the sequence is kept."""
        self.show_items(events, _row, _key)


def _key(event: KeptEvent) -> str:
    return event.key


def _row(event: KeptEvent) -> Row:
    happened, held = event_words(event)
    what = event.what
    time = local(what.time).time().isoformat("milliseconds") if isinstance(what, Event) else ""
    device = what.device_id if isinstance(what, Event) else ""
    return event.key, (cell(time), cell(device or "–"), cell(happened, _ROLES.get(event.kind, "")), cell(held))
