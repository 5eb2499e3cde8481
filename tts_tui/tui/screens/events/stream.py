"""What screens of events share: following the stream, the buffer, the filter and the kinds."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from msgspec.structs import replace
from textual import on

from tts_tui.api.errors import TTSError
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.error_text import explain
from tts_tui.services.events.buffer import EventBuffer, KeptEvent, by_time, shows
from tts_tui.services.events.follow import Gap, follow
from tts_tui.services.events.in_words import KINDS
from tts_tui.services.events.shown import Shown, Window
from tts_tui.services.events.watching import CHECKED_EVERY, until_refused
from tts_tui.tui.base.list_screen import PANEL
from tts_tui.tui.core.commands import BACK, FILTER, OPEN, REFRESH, Command, bindings
from tts_tui.tui.core.defects import unexpected_as_defects
from tts_tui.tui.core.garbage import look_now
from tts_tui.tui.screens.events.event import EventScreen
from tts_tui.tui.screens.events.kinds import KindsScreen
from tts_tui.tui.screens.events.marking import MarksEvents
from tts_tui.tui.screens.events.panel import EventPanel
from tts_tui.tui.screens.events.rate_line import RateLine
from tts_tui.tui.screens.events.table import EventTable, time_of_day
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.timer import Timer

    from tts_tui.services.events.follow import Followed
    from tts_tui.services.events.in_words import EventKind

__all__ = ["SLICE", "EventsScreen"]

SLICE: Final = 1000
"""Events that a filter goes through before it lets keys and the stream have their turn."""
_AT_ONCE: Final = 50
"""Events that are received before keys have their turn."""
_STREAM: Final = "stream"
_DOING: Final = "follow the events"
_CELLS_A_SECOND: Final = 8_000
"""Cells that may be drawn in a second: about what a connection of 25 kB/s carries."""
_LONGEST: Final = 0.6
"""Limit in seconds of the time between two drawings on a large terminal."""


class EventsScreen(MarksEvents):
    """Follows the event stream of applications, keeps the latest events, and shows those that pass the filter.

    A subclass gives the applications by `held`, and yields `events_body`.
    """

    area = "Live data"
    FOLLOW = Command("follow", ("f",), "Pause", "Pause or follow", "Pause the list, or follow events again.")
    KIND = Command("kinds", ("K", "shift+k"), "Kinds", "Kinds of events", "Select the kinds of events that are shown.")
    OPEN = replace(OPEN, title="Open the event", help="Show the whole event, and copy any field of it.")
    FILTER = replace(FILTER, help="Show only events that contain the words you type: a device, a name, any text.")
    REFRESH = replace(REFRESH, title="Reconnect", help="Reconnect after the stream has ended.")
    offers: ClassVar[tuple[Command, ...]] = (
        OPEN, FILTER, FOLLOW, KIND, MarksEvents.EXPORT, MarksEvents.MARK, MarksEvents.COPY,
        MarksEvents.COPY_ALL, PANEL, REFRESH, BACK,
    )  # fmt: skip
    of_row = (OPEN, *MarksEvents.of_row)
    no_row = "No events yet."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]
    drawn_every: ClassVar[float] = 0.25
    """Seconds between two drawings of new events, at least."""
    checked_every: ClassVar[float] = CHECKED_EVERY

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._buffer = EventBuffer()
        self._shown = Shown()
        self._next = 0
        self._words: tuple[str, ...] = ()
        self._kinds: frozenset[EventKind] = frozenset(KINDS)
        self._following = True
        self._is_open = False
        self._is_offline = False
        self.is_connecting = False
        self._timer: Timer | None = None
        self._drawn_at = 0.0
        self._placed_on: str | None = None

    @property
    def count(self) -> int:
        """The number of events received."""
        return self._buffer.count

    @property
    def kept(self) -> int:
        """The number of events that the filter goes through."""
        return len(self._buffer)

    @property
    def dropped(self) -> int:
        """The number of events that the buffer has dropped."""
        return self._buffer.dropped

    @property
    def names(self) -> Sequence[str]:
        """The names of the events to ask the server for; empty for all."""
        return ()

    def events_body(self, *between: RateLine, table: EventTable | None = None) -> ComposeResult:
        """The table with the widgets `between` it and the title, the side panel, and the field for a file's path."""
        panel = EventPanel(wanted=self.session.preferences.panel)
        yield from self.list_body(table or EventTable(), *between, filter_input=FilterInput(), side=panel)
        yield self.path_field(
            "A name that ends in .csv makes a table, any other NDJSON. Enter saves, Esc cancels.", label="File"
        )

    def on_mount(self) -> None:
        self.table.focus()
        self.show_state()
        self.action_refresh()

    # The stream

    def action_refresh(self) -> None:
        if self._is_open or self.is_connecting:
            return
        self.show_problem(None)
        self.open_stream()

    def open_stream(self) -> None:
        """Start to follow the stream, and to check the token and the rights."""
        self._is_open = True
        self._run(self._watch())
        self.watch_rights()
        self.show_state()

    def watch_rights(self) -> None:
        """Check the token and the rights every `checked_every` seconds: the server goes on sending without them."""
        if self._is_open:
            self._run(until_refused(self.session.client, self.held, self.checked_every))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        async def running() -> None:
            try:
                with unexpected_as_defects(self.app):
                    await work
            except TTSError as error:
                self.call_later(self.stream_ended, error)

        self.run_worker(running(), name=_STREAM, group=_STREAM, description="the event stream")

    async def _watch(self) -> None:
        client, clock = self.session.client, self.session.clock
        stream = follow(
            client,
            tuple(self.held),
            device_id=self.device_id,
            names=self.names,
            clock=clock,
            on_away=self._disconnected,
        )
        async with aclosing(stream) as events:
            async for event in events:
                self.add(event)
                if self._buffer.count % _AT_ONCE == 0:  # one piece of the answer may hold hundreds
                    await asyncio.sleep(0)

    def _disconnected(self, error: TTSError, seconds: float) -> None:
        why = explain(error, _DOING).why or str(error)
        self._is_offline = True
        self.say(f"Disconnected: {why.removesuffix('.')}. Reconnecting in {seconds:.0f} s …")
        self._show_title()

    def stream_ended(self, error: TTSError) -> None:
        """Show why the stream can't continue; the events received so far stay."""
        self.workers.cancel_group(self, _STREAM)
        self._is_open = self._is_offline = False
        self.say("")
        self.show_problem(explain(error, _DOING))
        self.show_state()

    # Showing

    def add(self, event: Followed) -> None:
        """Keep an event or a gap, and draw it soon."""
        if isinstance(event, Gap):
            self._is_offline = False
            self._say_what_is_searched()
        self._buffer.add(event)
        self._draw_soon()

    def _draw_soon(self) -> None:
        if self._timer is None:
            size = self.app.size
            whole = min(_LONGEST, size.width * size.height / _CELLS_A_SECOND) * self.drawn_every / 0.25
            since = monotonic() - self._drawn_at
            self._timer = self.set_timer(max(self.drawn_every, whole - since), self._draw)

    async def _draw(self) -> None:
        look_now()
        await asyncio.sleep(0)  # a key needn't wait for the garbage collection and the drawing
        self._timer, self._drawn_at = None, monotonic()
        self.take(self._buffer.since(self._next))
        self.show_state()

    def take(self, events: Iterable[KeptEvent]) -> None:
        """Add the events that pass the filter to those shown, and take out those that the buffer has dropped."""
        self._shown.add(by_time([each for each in events if self._shows(each)]))
        self._next = self._buffer.count
        self._shown.drop_before(self._buffer.dropped)
        self._shown = self.arranged(self._shown)

    def _shows(self, event: KeptEvent) -> bool:
        return shows(event, self._words, self._kinds, self.known_of)

    def known_of(self, event: KeptEvent) -> str:  # noqa: ARG002 - a subclass may know more of it
        """Words that the filter searches beside the event itself."""
        return ""

    def arranged(self, shown: Shown) -> Shown:
        """The events to show, sorted; a subclass may leave some out."""
        return shown

    searched: ClassVar[str] = 'Searches whole events. Quotes match a whole ID: "sensor-1".'

    @property
    def shown(self) -> Window:
        return self._shown.window()

    def show_state(self) -> None:
        """Draw the table, the title and the panel from the current state."""
        table = self.query_one(EventTable)
        table.make_room_for(self._buffer.names, self._buffer.longest_ids)
        table.show_events(self.shown, self.marked, at_end=self._following)
        self._placed_on = table.current
        self.show_empty(None if self._shown else self._words_for_empty())
        self._show_title()
        self.show_side()
        self.refresh_bindings()

    def _show_title(self) -> None:
        self.query_one(KeyBar).rename(self.FOLLOW.action, self.FOLLOW.word if self._following else "Follow")
        buffer = self._buffer
        found = f"{len(self._shown):,} of {self.kept:,}" if self._is_filtered else f"{self.kept:,}"
        marked = [f"{len(self.marked):,} marked"] if self.marked else []
        unreadable = [f"{buffer.unreadable:,} unreadable"] if buffer.unreadable else []
        dropped = [f"{buffer.dropped:,} older dropped"] if buffer.dropped else []
        kinds = [self._kinds_in_words()] if len(self._kinds) < len(KINDS) else []
        time = [f"at {self._time}"] if self._time else []
        self.show_heading(
            f"{self.area} {found}",
            self._state(),
            parts=[*marked, *unreadable, *kinds, *dropped, *self.more_words(), *time],
        )

    @property
    def _time(self) -> str:
        """The time of the selected event, if its row leaves out the milliseconds."""
        event = self.current
        return "" if event is None or self.query_one(EventTable).has_milliseconds else time_of_day(event)

    def more_words(self) -> Sequence[str]:
        """Further words for the title, if there is room."""
        return ()

    @property
    def _is_filtered(self) -> bool:
        return bool(self._words) or len(self._kinds) < len(KINDS)

    def _kinds_in_words(self) -> str:
        chosen = [words.lower() for kind, words in KINDS.items() if kind in self._kinds]
        left_out = [words.lower() for kind, words in KINDS.items() if kind not in self._kinds]
        return f"{', '.join(left_out)} hidden" if len(left_out) < len(chosen) else f"only {', '.join(chosen)}"

    def _state(self) -> str:
        if self.is_connecting:
            return "connecting …"
        if not self._is_open:
            return "ended; press r to reconnect"
        if self._is_offline:
            return "offline"
        return "following" if self._following else "paused"

    def _words_for_empty(self) -> EmptyList:
        if self._words:
            hidden = (("K", "Show hidden kinds"),) if len(self._kinds) < len(KINDS) else ()
            return EmptyList("No event contains that.", keys=(("esc", "Clear the filter"), *hidden))
        if self._is_filtered and len(self._buffer):
            return EmptyList("No events of these kinds", keys=(("K", "Kinds of events"),))
        return EmptyList(self.no_row.removesuffix("."), self.no_events)

    no_events: ClassVar[str] = (
        "Events appear here as they happen: joins, uplinks, downlinks, changes. The server keeps the last hundred."
    )

    def show_side(self) -> None:
        current = self.current
        self.query_one(EventPanel).show_event(current, whole=not self._following)
        self.query_one(EventTable).show_related()
        device = (
            current.device if current is not None and not self.device_id else None
        )  # on a device's own screen, its rate is that of all
        for line in self.query(RateLine):
            line.show(self._buffer.rates, device)

    @on(Table.Highlighted)
    def _follow_from_the_end(self) -> None:
        """Pause when the person moves the cursor away from the last event, follow when they move it back."""
        table = self.table
        if table.current == self._placed_on:  # moved by this screen, not by the person
            return
        self._placed_on = None
        if self._following != (following := table.cursor_row == len(self._shown) - 1):
            self._following = following
            self.show_side()
        self._show_title()

    @on(Table.Seen)
    def _show_related(self) -> None:
        """Mark related events that have come into view: with the first events, the table has no size yet."""
        self.query_one(EventTable).show_related()

    def marks_changed(self) -> None:
        self._show_title()

    # Actions

    def action_panel(self) -> None:
        super().action_panel()
        self.call_after_refresh(self._show_title)  # it has a time if the table is narrow

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_title)

    def action_open(self) -> None:
        if (event := self.current) is not None:
            self.app.push_screen(EventScreen(self.session, event))

    def action_follow(self) -> None:
        self._following = not self._following
        self.show_state()

    # What is shown

    def action_kinds(self) -> None:
        def chosen(kinds: frozenset[EventKind] | None) -> None:
            if kinds is not None and kinds != self._kinds:
                self._kinds = kinds
                self._filter_anew()

        dialog = KindsScreen(self.session, self._kinds, self._buffer.of_kind)
        self.app.push_screen(cast("Screen[frozenset[EventKind]]", dialog), chosen)

    def filter_changed(self, text: str) -> None:
        self._words = tuple(text.lower().split())
        self._filter_anew()

    def filter_again(self) -> None:
        """Filter all events again: `known_of` may give other words now."""
        if self._words:
            self._filter_anew()

    def _filter_anew(self) -> None:
        self.run_worker(self._filter_all(), name="filter", group="filter", exclusive=True, description="the filter")

    async def _filter_all(self) -> None:
        """Go through the whole buffer, a slice at a time."""
        words, kinds, kept = self._words, self._kinds, list(self._buffer)
        found: list[KeptEvent] = []
        for start in range(0, len(kept), SLICE):
            found += by_time([each for each in kept[start : start + SLICE] if self._shows(each)])
            await asyncio.sleep(0)
        if (words, kinds) == (self._words, self._kinds):
            self.call_later(self._filtered, found, kept[-1].number + 1 if kept else 0)

    def _filtered(self, found: list[KeptEvent], after: int) -> None:
        self._shown, self._next = Shown(found), after
        self.take(self._buffer.since(after))
        self.show_state()
        if not self._is_offline:
            self._say_what_is_searched()

    def _say_what_is_searched(self) -> None:
        self.say(self.searched if self._words else "")
