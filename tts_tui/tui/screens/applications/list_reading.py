"""How the list of applications comes from the server: read, read again, read on, and searched."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual import on

from tts_tui.api.errors import PermissionDenied, TTSError
from tts_tui.services.applications.list_state import ORDERS, ListState, SearchResult
from tts_tui.services.applications.listing import MOST, Listing
from tts_tui.services.applications.reading import read_found, read_listed
from tts_tui.services.error_text import Explanation, explain
from tts_tui.session.session import APPLICATIONS
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.widgets.application_table import ApplicationTable
from tts_tui.tui.widgets.problem import Problem

if TYPE_CHECKING:
    from tts_tui.api.pagination import Pages
    from tts_tui.api.resources.applications import Order
    from tts_tui.api.rows import ApplicationRow
    from tts_tui.session.session import Session

__all__ = ["ListedApplications"]

_SEARCH: Final = "search"
_LIST_RIGHTS: Final = ("RIGHT_USER_APPLICATIONS_LIST", "RIGHT_ORGANIZATION_APPLICATIONS_LIST")


class ListedApplications(ListScreen[None]):
    """Reads what the state asks for, and hands each new state to `show_state`, which keeps it as `state`."""

    listed = APPLICATIONS
    orders = ORDERS
    ordered_columns: ClassVar = {"created_at": "Created", "application_id": "ID", "name": "Name"}
    limit: ClassVar[int] = MOST
    """A list of more applications is not read whole."""
    rest: ClassVar[float] = 0.25
    """Seconds after the last letter before the server is asked for what was typed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        order = ORDERS[self.order_remembered(session)][0]
        self.state = ListState(limit=self.limit, order=order, listed=order)
        self._turn = 0

    def show_state(self, state: ListState) -> None:
        """Show just this."""
        self.state = state

    # The list

    def read_on(
        self,
        listing: Listing,
        pages: Pages[ApplicationRow] | None = None,
        *,
        replacing: bool = False,
        rows: int = 1,
        waiting: Reading = Reading.APPLICATIONS,
    ) -> None:
        """Read what comes after `listing`, see `read_listed`."""
        self.show_problem(None)
        self.show_state(replace(self.state, reading=True, replacing=replacing, admin=self.session.info.is_admin))
        self._turn += 1
        call = read_listed(
            self.session.client.applications,
            listing,
            partial(self.call_later, self._partly_read, self._turn),
            order=self.state.order,
            search=self.state.scope == "all",
            pages=pages,
            limit=self.limit,
            rows=rows,
        )
        self.read(call, self._all_read, waiting=waiting)

    def _partly_read(self, turn: int, listing: Listing) -> None:
        if turn == self._turn and self.state.reading and not self.state.replacing:
            self.show_state(replace(self.state, listing=listing, listed=self.state.order))

    def _all_read(self, listing: Listing) -> None:
        self.show_state(replace(self.state, listing=listing, listed=self.state.order, reading=False, replacing=False))
        self.search_if_awaited()

    def read_again(self) -> None:
        """Read everything once more, or as much as was read; what is shown stays until that is complete."""
        rows = len(self.state.listing.rows)
        self.read_on(Listing(), replacing=bool(rows), rows=rows)
        if self.state.found is not None:
            self.search(rows=len(self.state.found.listing.rows))

    @on(ApplicationTable.Seen)
    def _scrolled(self) -> None:
        if self.query_one(Problem).explanation is None:  # which moves the table: it would be asked for ever
            self._read_further()

    @on(ApplicationTable.Highlighted)
    def _read_further(self) -> None:
        """Of what is not read whole, the next page comes when somebody comes to the end of those before."""
        further = self.state.further
        if further is None or not self.query_one(ApplicationTable).ends_soon:
            return
        if self.state.found is None:
            self.read_on(further, rows=len(further.rows) + 1, waiting=Reading.MORE_APPLICATIONS)
        else:
            self.search(further, rows=len(further.rows) + 1)

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting == Reading.SEARCH:
            self.show_state(self.state.search_ended())
            self.show_problem(explain(error, "search the server"))
            return
        self.show_state(self.state.reading_ended())
        if isinstance(error, PermissionDenied) and set(error.missing_rights) & set(_LIST_RIGHTS) and not error.warning:
            explained = explain(error, "list the applications")
            self.show_problem(
                Explanation(
                    "This token may not list applications.",
                    explained.why,
                    "Press a to search instead: it shows what you can access.",
                    explained.name,
                    explained.correlation_id,
                )
            )
        else:
            super().read_failed(error, waiting)

    # The server's search

    def search_if_awaited(self) -> None:
        """Ask the server for what stands in the filter, once nobody types, where the list is too long to be here."""
        if self.state.awaits_search:
            self.search(rest=self.rest)

    def search(self, after: Listing | None = None, *, rows: int = 1, rest: float = 0) -> None:
        """Ask for what stands in the filter, after so many seconds: what comes `after`, or from the first row on."""
        self.show_problem(None)
        self.show_state(replace(self.state, searching=True, admin=self.session.info.is_admin))
        call = self._found_at_rest(rest, after or Listing(), self.state.words, self.state.order, rows)
        self.read(call, self._show_found, waiting=Reading.SEARCH, group=_SEARCH)

    async def _found_at_rest(self, rest: float, after: Listing, words: str, order: Order, rows: int) -> SearchResult:
        await asyncio.sleep(rest)
        listing = await read_found(self.session.client.applications, after, words, order=order, rows=rows)
        return SearchResult(words, order, listing)

    def _show_found(self, found: SearchResult) -> None:
        self.show_state(replace(self.state, found=found, searching=False))

    def stop_search(self) -> None:
        """Want no answer of the server's search any more."""
        if self.state.searching:
            self.stop_read(_SEARCH)
            self.state = replace(self.state, searching=False)
