"""Live data: what happens in an application and to its devices, as it happens."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on

from tts_tui.api.errors import TTSError
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.error_text import explain
from tts_tui.services.events.buffer import EventBuffer, KeptEvent, as_received, shows
from tts_tui.services.events.follow import follow
from tts_tui.services.events.in_words import KINDS
from tts_tui.services.events.watching import until_refused
from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.base.list_screen import PANEL, ListScreen
from tts_tui.tui.core.commands import BACK, FILTER, OPEN, REFRESH, Command, bindings
from tts_tui.tui.core.defects import note_defect
from tts_tui.tui.screens.events.event import COPY_EVENT, EventScreen
from tts_tui.tui.screens.events.panel import EventPanel
from tts_tui.tui.screens.events.table import EventTable
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

__all__ = ["LiveDataScreen"]

_SLICE: Final = 2000
"""Events that a filter looks at before keys and the stream have their turn."""
_STREAM: Final = "stream"


class LiveDataScreen(ListScreen[None], ApplicationTab):
    """A tab of an application: follows its event stream, keeps what came, and shows what a filter finds."""

    area = "Live data"
    tab = 2
    FOLLOW = Command("follow", ("f",), "Pause", "Pause or follow", "Pause the list, or follow what happens again.")
    OPEN = replace(OPEN, title="Open the event", help="Show the whole event.")
    FILTER = replace(FILTER, help="Show only events that contain the words you type: a device, a name, any text.")
    REFRESH = replace(REFRESH, title="Reconnect", help="Reconnect after the stream has ended.")
    offers = (OPEN, FILTER, FOLLOW, COPY_EVENT, PANEL, REFRESH, BACK)
    of_row = (OPEN, COPY_EVENT)
    no_row = "No events yet."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]
    drawn_every: ClassVar[float] = 0.25
    """Seconds between two drawings of what has come."""

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._buffer = EventBuffer()
        self._shown: list[KeptEvent] = []
        self._next = 0
        self._words: tuple[str, ...] = ()
        self._following = True
        self._open = False
        self._timer: Timer | None = None
        self._put_on: str | None = None

    def tab_body(self) -> ComposeResult:
        panel = EventPanel(wanted=self.session.preferences.panel)
        yield from self.list_body(EventTable(), filter_input=FilterInput(), side=panel)

    def on_mount(self) -> None:
        self.table.focus()
        self.read_rights()
        self._show()
        self.action_refresh()

    # The stream

    def action_refresh(self) -> None:
        if self._open:
            return
        self.show_problem(None)
        self._open = True
        self._run(self._watch())
        self._run(until_refused(self.session.client, [self.application_id]))
        self._show()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        async def running() -> None:
            try:
                await work
            except TTSError as error:
                self.call_later(self._ended, error)
            except Exception as error:  # noqa: BLE001 - a boundary: what is open goes on
                self.call_later(self._ended, note_defect(self.app, error))

        self.run_worker(running(), name=_STREAM, group=_STREAM, description="the event stream")

    async def _watch(self) -> None:
        client, clock = self.session.client, self.session.clock
        stream = follow(client, [self.application_id], clock=clock, on_away=self._away)
        async with aclosing(stream) as events:
            async for event in events:
                self._buffer.add(event)
                self._draw_soon()

    def _away(self, error: TTSError, seconds: float) -> None:
        why = explain(error, "follow the events").why or str(error)
        self.say(f"Disconnected: {why.removesuffix('.')}. Reconnecting in {seconds:.0f} s …")

    def _ended(self, error: TTSError) -> None:
        """The stream can't go on: what came stays."""
        self.workers.cancel_group(self, _STREAM)
        self._open = False
        self.show_problem(explain(error, "follow the events"))
        self._show()

    # Showing

    def _draw_soon(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(self.drawn_every, self._draw)

    def _draw(self) -> None:
        self._timer = None
        if not self._words:
            self.say("")
        self._take(self._buffer.since(self._next))
        self._show()

    def _take(self, events: Iterable[KeptEvent]) -> None:
        """Show these, too, where the filter does, and no longer what isn't kept any more."""
        kinds = frozenset(KINDS)
        self._shown += [each for each in events if shows(each, self._words, kinds)]
        self._next = self._buffer.count
        if self._shown and self._shown[0].number < self._buffer.dropped:
            self._shown = [each for each in self._shown if each.number >= self._buffer.dropped]

    def _show(self) -> None:
        table = self.query_one(EventTable)
        table.show_events(tuple(self._shown))
        if self._following:
            table.move_cursor(row=len(self._shown) - 1)
        self._put_on = table.current
        self.show_empty(None if self._shown else self._words_for_empty())
        found = f"{len(self._shown)} of {len(self._buffer)}" if self._words else f"{len(self._buffer)}"
        dropped = f", {self._buffer.dropped} older dropped" if self._buffer.dropped else ""
        self.show_heading(f"Live data {found}{dropped}", self._state())
        self.show_side()
        self.refresh_bindings()

    def _state(self) -> str:
        if not self._open:
            return "ended; press r to reconnect"
        return "following" if self._following else "paused · f follows"

    def _words_for_empty(self) -> EmptyList:
        if self._words:
            return EmptyList("No event contains that.", keys=(("esc", "Clear the filter"),))
        why = (
            "Events appear here as they happen: joins, uplinks, downlinks, changes. The server keeps the last hundred."
        )
        return EmptyList("No events yet", why)

    @property
    def _current(self) -> KeptEvent | None:
        found: KeptEvent | None = self.table.current_item
        return found

    def show_side(self) -> None:
        self.query_one(EventPanel).show_event(self._current)

    @on(Table.Highlighted)
    def _follow_from_the_end(self) -> None:
        """Whoever leaves the end pauses, whoever comes back to it follows."""
        table = self.table
        if table.current != self._put_on:  # else the cursor is where this screen has put it
            self._following = table.cursor_row == len(self._shown) - 1
            self._show()

    # Actions

    def action_open(self) -> None:
        if (event := self._current) is not None:
            self.app.push_screen(EventScreen(self.session, event))

    def action_follow(self) -> None:
        self._following = not self._following
        self._show()

    def action_copy_id(self) -> None:
        if (event := self._current) is not None and (content := as_received(event)):
            self.copy(content, "The event")

    def filter_changed(self, text: str) -> None:
        self._words = tuple(text.lower().split())
        self.run_worker(
            self._filter_all(self._words), name="filter", group="filter", exclusive=True, description="the filter"
        )

    async def _filter_all(self, words: tuple[str, ...]) -> None:
        """Look through all that is kept, a slice at a time."""
        kept = list(self._buffer)
        found: list[KeptEvent] = []
        kinds = frozenset(KINDS)
        for start in range(0, len(kept), _SLICE):
            found += [each for each in kept[start : start + _SLICE] if shows(each, words, kinds)]
            await asyncio.sleep(0)
        self.call_later(self._filtered, words, found, kept[-1].number + 1 if kept else 0)

    def _filtered(self, words: tuple[str, ...], found: list[KeptEvent], after: int) -> None:
        if words == self._words:
            self._shown, self._next = found, after
            self._take(self._buffer.since(after))
            self._show()
            self.say("Searches whole events, also what isn't shown." if words else "")
