"""A list that may be very long: read page by page as somebody scrolls, refreshed, and searched by the server."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar

from msgspec.structs import replace
from textual import on

from tts_tui.services.error_text import explain
from tts_tui.services.list_state import LongListState, SearchResult
from tts_tui.services.listing import MAX_ROWS, Listing
from tts_tui.tui.base.asking_panel import AskingPanel
from tts_tui.tui.base.marked_rows import MarkedRows
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import Command
from tts_tui.tui.widgets.problem import Problem
from tts_tui.tui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from textual.events import Key

    from tts_tui.api.errors import TTSError
    from tts_tui.api.pagination import Pages

__all__ = ["SEARCH", "LongList"]

_SEARCH: Final = "search"
_IDLE: Final = 0.3
"""Seconds after the list has been read before work in the background begins."""

SEARCH: Final = Command(
    "search",
    ("ctrl+f", "f9"),
    "Search",
    "Search the server",
    "Search on the server, full descriptions included.",
    footer=False,
)

State = TypeVar("State", bound="LongListState[Any, Any]")


class LongList(MarkedRows[None], Generic[State]):
    """Reads what the state asks for, and hands each new state to `show_state`, which keeps it as `state`.

    A subclass sets `state`, and has `read_listed` and `read_found`.
    """

    limit: ClassVar[int] = MAX_ROWS
    """A list with more rows than this is not read completely."""
    typing_pause: ClassVar[float] = 0.25
    """Seconds after the last letter before the server is asked for what was typed."""
    read_as: ClassVar[tuple[Reading, Reading]]
    """What is being waited for: the list, and more of it."""
    state: State

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._turn = 0
        self._usable: list[bool] = []

    def read_listed(
        self,
        listing: Listing[Any],
        on_progress: Callable[[Listing[Any]], object],
        pages: Pages[Any] | None,
        rows: int,
    ) -> Coroutine[Any, Any, Listing[Any]]:
        """Read what comes after `listing` in the order that the state asks for, see `read_pages`."""
        raise NotImplementedError

    def read_found(self, listing: Listing[Any], state: State, rows: int) -> Coroutine[Any, Any, Listing[Any]]:
        """Read what the server finds after `listing` with the state's words, in its order, see `read_rows`."""
        raise NotImplementedError

    def why_not(self, command: Command) -> str | None:
        if command.action == SEARCH.action and (reason := self.state.why_no_search):
            return reason
        return super().why_not(command)

    def asking(self, state: State) -> State:
        """The state, with what is needed to ask the server."""
        return state

    # Showing

    def show_state(self, state: State) -> None:
        """Show just this."""
        shown = state.rows
        state = replace(state, shown=len(shown))
        if not (state.reading or state.searching) and (state.note or self.state.note):
            self.say(state.note)
        self.state = state
        self.table.mark(state.words)
        self.show_rows(shown, more=not (state.listing.complete or state.over))
        self.show_empty(None if shown or state.reading else state.nothing)
        self.show_title()
        self.show_side()
        # Drawing the key bar again for each of a hundred pages would take longer than reading them.
        usable = [self.why_not(command) is None for command in self.offers]
        if self._usable != usable:
            self._usable = usable
            self.refresh_bindings()

    def show_side(self) -> None:
        self.panel.show_row(self.table.current_item)

    @property
    def panel(self) -> AskingPanel[Any, Any]:
        """The panel at the side."""
        return self.query_one(AskingPanel)

    def on_key(self, event: Key) -> None:
        del event  # whatever it does: while keys are pressed, the panel asks for nothing
        self.panel.touched()

    def show_title(self) -> None:
        order = dict(self.orders)[self.state.order]
        self.show_heading(self.state.heading(self.state.shown), order, parts=self.marked_words)

    def show_rows(self, rows: Sequence[Any], *, more: bool) -> None:
        """Show just these; with `more`, others are still being read."""
        raise NotImplementedError

    def reading_stopped(self) -> None:
        self.show_state(self.state.reading_ended().search_ended())

    # The list

    def read_on(
        self,
        listing: Listing[Any],
        pages: Pages[Any] | None = None,
        *,
        replacing: bool = False,
        rows: int = 1,
        further: bool = False,
    ) -> None:
        """Read what comes after `listing`, see `read_listed`."""
        self.show_problem(None)
        self.show_state(self.asking(replace(self.state, reading=True, replacing=replacing)))
        self._turn += 1
        progress = partial(self.call_later, self._partly_read, self._turn)
        self.read(self.read_listed(listing, progress, pages, rows), self.all_read, waiting=self.read_as[further])

    def _partly_read(self, turn: int, listing: Listing[Any]) -> None:
        if turn == self._turn and self.state.reading and not self.state.replacing:
            self.show_state(replace(self.state, listing=listing, listed=self.state.asked_order))

    def all_read(self, listing: Listing[Any]) -> None:
        """Take what has been read, in the order that was asked for."""
        listed = self.state.asked_order
        if listed != self.state.order and listing.complete:
            self._put_in_order(listing, listed)
        else:
            self._show_read(listed, listing)
        self.set_timer(_IDLE, self.get_ready)

    async def get_ready(self) -> None:
        """Prepare the first filter in the background, in steps between which keys are handled."""
        await self.state.listing.prepare()

    def _put_in_order(self, listing: Listing[Any], listed: str) -> None:
        order = self.state.order
        call = listing.reordered(listed, order, self.state.keys)
        self.read(call, partial(self._show_read, order), waiting=Reading.NEW_ORDER)

    def _show_read(self, order: str, listing: Listing[Any]) -> None:
        state = replace(self.state, listing=listing, order=order, listed=order, reading=False, replacing=False)
        self.show_state(state)
        self.search_if_awaited()

    def read_again(self) -> None:
        """Read everything once more, or as much as was read; what is shown stays until that is complete."""
        rows = len(self.state.listing.rows)
        self.read_on(Listing(), replacing=bool(rows), rows=rows)
        if self.state.found is not None:
            self.search(rows=len(self.state.found.listing.rows))

    @on(Table.Seen)
    def _scrolled(self) -> None:
        if self.query_one(Problem).explanation is None:  # an error moves the table: it would ask for ever
            self._read_further()

    @on(Table.Highlighted)
    def _read_further(self) -> None:
        """Read the next page of a list that is not read completely, when the cursor or the view nears its end."""
        further = self.state.further
        if further is None or not self.table.ends_soon:
            return
        if self.state.found is None:
            self.read_on(further, rows=len(further.rows) + 1, further=True)
        else:
            self.search(further, rows=len(further.rows) + 1)

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting == Reading.SEARCH:
            self.show_state(self.state.search_ended())
            self.show_problem(explain(error, "search the server"))
            return
        if waiting in (*self.read_as, Reading.NEW_ORDER):
            self.show_state(self.state.reading_ended())
        self.list_not_read(error, waiting)

    def list_not_read(self, error: TTSError, waiting: Reading) -> None:
        """Show that a read other than a search failed."""
        super().read_failed(error, waiting)

    # The order

    @property
    def order_index(self) -> int:
        return [order for order, _ in self.orders].index(self.state.order)

    def order_by(self, index: int) -> None:
        state = replace(self.state, order=self.orders[index][0])
        self.show_state(replace(state, reading=True))
        if state.orders_here:
            self._put_in_order(state.listing, state.listed)
        else:
            self.read_on(Listing())
        if state.found is not None:
            self.search()

    # The filter, and the server's search

    def action_filter(self) -> None:
        super().action_filter()
        if not (self.state.listing.complete or self.state.reading):
            self.read_on(self.state.listing)  # a filter never hides what is not loaded yet

    def filter_changed(self, text: str) -> None:
        before = self.state.words
        if text.strip() != before:
            self.stop_search()
        self.show_state(self.state.filtered(text))
        if self.state.words != before:
            self.show_problem(None)  # that of a search for other words
            self.search_if_awaited()

    def action_search(self) -> None:
        self.search()

    def search_if_awaited(self) -> None:
        """Search on the server after a pause in typing, if the list is too long to be filtered here."""
        if self.state.awaits_search:
            self.search(pause=self.typing_pause)

    def search(self, after: Listing[Any] | None = None, *, rows: int = 1, pause: float = 0) -> None:
        """Search for the words of the filter after a `pause` in seconds: rows that come `after` these, or all."""
        self.show_problem(None)
        self.show_state(self.asking(replace(self.state, searching=True)))
        call = self._found_after(pause, after or Listing(), self.state, rows)
        self.read(call, self._show_found, waiting=Reading.SEARCH, group=_SEARCH)

    async def _found_after(self, pause: float, after: Listing[Any], state: State, rows: int) -> SearchResult[Any, Any]:
        await asyncio.sleep(pause)
        order, asked = state.order, state.asked_order
        listing = await self.read_found(after, state, self.limit if order != asked else rows)
        if order != asked:
            listing = await listing.reordered(asked, order, state.keys)
        return SearchResult(state.words, order, listing)

    def _show_found(self, found: SearchResult[Any, Any]) -> None:
        self.show_state(replace(self.state, found=found, searching=False))

    def stop_search(self) -> None:
        """Drop the answer of a search that is under way."""
        if self.state.searching:
            self.stop_read(_SEARCH)
            self.state = replace(self.state, searching=False)
