"""Activity: who changed what in an application, and from where."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.widgets import Static

from tts_tui.api.resources.events import Event
from tts_tui.services.events.activity import NAMES, NOTIFICATION, WITHOUT_EVENT, Activity
from tts_tui.services.events.buffer import event_words
from tts_tui.services.events.shown import Shown
from tts_tui.text.instants import local, moment
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.screens.events.stream import EventsScreen
from tts_tui.tui.screens.events.table import EventTable, happened_cell, time_columns
from tts_tui.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Mapping, Sequence

    from rich.text import Text
    from textual.app import ComposeResult

    from tts_tui.api.errors import TTSError
    from tts_tui.services.events.buffer import KeptEvent
    from tts_tui.session.session import Session

__all__ = ["ActivityScreen"]

_HOW_FAR: Final = "The server keeps about the last 100 events of an application, traffic included, for a day at most."
_YEAR: Final = len("2026-")
_WIDE: Final = 96
"""Width of the table, in cells, from which times have their year."""


class _Table(EventTable):
    has_messages = False
    has_milliseconds = True  # so that the title doesn't add them: seconds are enough here

    def __init__(self, activity: Activity) -> None:
        super().__init__(
            *time_columns(19 - _YEAR, 19, _WIDE),
            Column("By", 16),
            Column("What happened", 13, grows=True),
        )
        self._activity = activity

    def cells(self, event: KeptEvent) -> tuple[Text, ...]:
        what = event.what
        time = local(what.time).isoformat(" ", "seconds") if isinstance(what, Event) else ""
        who = self._activity.who(event)
        held = self._activity.held(event)
        return cell(time[_YEAR:]), cell(time), cell(who or "–"), happened_cell(event, event_words(event)[0]), cell(held)


class ActivityScreen(EventsScreen):
    """Follows the changes of an application; looks up the names of the tokens that made them, where it may."""

    CSS_PATH = "activity.tcss"
    area = "Activity"
    no_row = "No changes yet."
    searched = "Searches whole events, and the names of who made the changes."
    no_events = "Changes of the application appear here: its settings, keys, collaborators and devices."

    def __init__(self, session: Session, application_id: str) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._activity = Activity(session.client, session.info, application_id)
        self._looked_up = False
        self._told_twice: set[int] = set()

    def body(self) -> ComposeResult:
        yield from self.events_body(table=_Table(self._activity))
        yield Static(id="whence")
        yield Static(id="limits")

    def on_mount(self) -> None:
        self._show_limits()

    def _show_limits(self) -> None:
        oldest = self._activity.oldest
        notified = f" Your notifications as its administrative contact go back to {moment(oldest)}." if oldest else ""
        self.query_one("#limits", Static).update(plain(f"{WITHOUT_EVENT} {_HOW_FAR}{notified}", "$foreground-muted"))

    @property
    def held(self) -> Mapping[str, frozenset[str]]:
        return {self.application_id: frozenset()}

    @property
    def names(self) -> Sequence[str]:
        return NAMES

    def open_stream(self) -> None:
        super().open_stream()
        self._look_up(self._activity.read())

    def _look_up(self, call: Coroutine[Any, Any, None]) -> None:
        self.read(call, lambda _: self._draw_anew(), waiting=Reading.NAMES, group="names")

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        """Show IDs where names couldn't be looked up."""
        del error, waiting
        self._draw_anew()

    def known_of(self, event: KeptEvent) -> str:
        return f"{self._activity.whence(event)} {self._activity.held(event)}"

    def _draw_anew(self) -> None:
        self._looked_up = True
        self.filter_again()
        for each in self._activity.notified():
            self.add(each)
        self._show_limits()
        self.table.refresh()
        self.show_side()

    def take(self, events: Iterable[KeptEvent]) -> None:
        came = list(events)
        changes = [each for each in came if self._activity.take(each)]
        if changes and self._looked_up:  # else the first look-up is still to come, and finds these, too
            self._look_up(self._activity.read_again())
        super().take(came)

    @property
    def kept(self) -> int:
        return super().kept - len(self._told_twice)

    def arranged(self, shown: Shown) -> Shown:
        """Sort notifications, which were all read at once, among the events by their times.

        A change that both an event and a notification tell of is shown once.
        """
        window = shown.window()
        self._told_twice |= {each.number for each in window if self._activity.is_told(each)}
        known = [each for each in window if each.number not in self._told_twice]
        late = sorted((each for each in known if _is_notification(each)), key=_time)
        found: list[KeptEvent] = []
        for each in known:
            if not _is_notification(each):
                while late and isinstance(each.what, Event) and _time(late[0]) <= each.what.time:
                    found.append(late.pop(0))
                found.append(each)
        return Shown([*found, *late])

    @on(Table.Highlighted)
    def show_side(self) -> None:
        super().show_side()
        current: KeptEvent | None = self.table.current_item
        words = self._activity.whence(current) if current is not None else ""
        self.query_one("#whence", Static).update(plain(words))


def _is_notification(event: KeptEvent) -> bool:
    return isinstance(event.what, Event) and event.what.name.startswith(NOTIFICATION)


def _time(event: KeptEvent) -> datetime:
    return event.what.time if isinstance(event.what, Event) else datetime.max.replace(tzinfo=UTC)
