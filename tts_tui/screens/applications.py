"""The list of applications."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from tts_tui.api.applications import DESCRIPTION_IN_A_ROW
from tts_tui.api.errors import PermissionDenied, TTSError
from tts_tui.commands import COPY_ID, FILTER, NEW, OPEN, ORDER, REFRESH, SERVERS, Command, bindings
from tts_tui.counting import Counting
from tts_tui.listing import Listing
from tts_tui.screens.base import BaseScreen
from tts_tui.text import plain
from tts_tui.widgets.application_table import ApplicationTable
from tts_tui.widgets.filter_input import FilterInput
from tts_tui.wording import Explanation, explain

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.applications import Order
    from tts_tui.api.models import Application
    from tts_tui.api.rows import ApplicationRow, Page
    from tts_tui.session import Session

__all__ = ["ApplicationsScreen"]

Scope = Literal["own", "all"]

ORDERS: Final[tuple[tuple[Order, str], ...]] = (
    ("-created_at", "newest first"),
    ("created_at", "oldest first"),
    ("application_id", "ID a–z"),
    ("-application_id", "ID z–a"),
    ("name", "name a–z"),
    ("-name", "name z–a"),
)
_PROGRESS: Final = 1.5
"""By how much a list has grown for it to be shown again while it is read: of 100 pages, a dozen times."""

_REST: Final = 0.15
"""Seconds for which rows stay in view before they are counted."""
_LIST_RIGHTS: Final = ("RIGHT_USER_APPLICATIONS_LIST", "RIGHT_ORGANIZATION_APPLICATIONS_LIST")


@dataclass(frozen=True, slots=True)
class State:
    """What the screen shows.

    `order` is the order that was asked for, `listed` the one that the listing has. `again` says that what is being read
    replaces the listing only when it is complete: until then that stays.
    """

    scope: Scope = "own"
    order: Order = "-created_at"
    filter: str = ""
    listing: Listing = field(default_factory=Listing)
    listed: Order = "-created_at"
    reading: bool = False
    again: bool = False


class ApplicationsScreen(BaseScreen[None]):
    """Lists, filters, orders and opens applications; `first_page` is the answer to a question already asked."""

    CSS_PATH = "applications.tcss"
    area = "Applications"
    DELETED = Command(
        "deleted", ("t",), "Deleted", "Deleted applications", "List what was deleted, and restore it.", footer=False
    )
    SCOPE = Command(
        "scope",
        ("a",),
        "All",
        "All or own applications",
        "Switch between your own applications and all that a search finds: for an administrator, everybody's.",
    )
    REVERSE = Command(
        "reverse", ("S", "shift+s"), "Reverse", "Reverse the order", "Turn the order round.", footer=False
    )
    DELETE = Command(
        "delete", ("d", "delete"), "Delete", "Delete", "Delete the application, after its ID was typed.", destroys=True
    )
    COUNTS = Command(
        "counts",
        ("c",),
        "Counts",
        "Count devices and keys",
        "Count the devices and API keys of what is on the screen.",
        footer=False,
    )
    QUIT = Command("leave", ("q",), "Quit", "Quit", "Leave the program.")
    CLEAR = Command("back", ("escape",), "Clear", "Clear", "Stop reading, or show everything again.", footer=False)
    offers = (OPEN, NEW, FILTER, ORDER, REVERSE, DELETE, SCOPE, DELETED, COUNTS, SERVERS, REFRESH, COPY_ID, CLEAR, QUIT)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, first_page: Awaitable[Page[ApplicationRow]] | None = None) -> None:
        super().__init__(session)
        self._first_page = first_page
        self._state = State()
        self._turn = 0
        self._counting: Counting | None = None
        self._before_filter: str | None = None
        # What is drawn: to draw it again for each of a hundred pages would be most of what they take to be read.
        self._ordered: Order | None = None
        self._usable: list[bool] = []

    def body(self) -> ComposeResult:
        with Horizontal(id="heading"):
            yield Static(id="count", classes="heading")
            yield FilterInput()
            yield Static(id="order")
        yield ApplicationTable()
        yield Static(id="empty")

    def on_mount(self) -> None:
        self.query_one(FilterInput).display = False
        self.query_one("#empty").display = False
        self.query_one(ApplicationTable).focus()
        first, self._first_page = self._first_page, None
        self._read_on(Listing(), first)

    def why_not(self, command: Command) -> str | None:
        if command in (OPEN, COPY_ID, self.DELETE) and self.is_attached and self._current is None:
            return "There is no application here."
        if command is NEW and not self._may_create:
            return f"This token lacks RIGHT_{self.session.info.kind.upper()}_APPLICATIONS_CREATE."
        return super().why_not(command)

    @property
    def _may_create(self) -> bool:
        info = self.session.info
        return info.may(f"RIGHT_{info.kind.upper()}_APPLICATIONS_CREATE")

    @property
    def _current(self) -> str | None:
        return self.query_one(ApplicationTable).current

    # Reading

    def _read_on(
        self, listing: Listing, first: Awaitable[Page[ApplicationRow]] | None = None, *, again: bool = False
    ) -> None:
        """Read what comes after `listing`; `first` is the next page where it has been asked for already."""
        self.show_problem(None)
        self._set(replace(self._state, reading=True, again=again))
        order, scope = self._state.order, self._state.scope
        self._turn += 1
        self.read(
            self._read_pages(listing, order, scope, first, self._turn), self._all_read, waiting="the applications"
        )

    async def _read_pages(
        self, listing: Listing, order: Order, scope: Scope, first: Awaitable[Page[ApplicationRow]] | None, turn: int
    ) -> Listing:
        shown = 0
        pages = self.session.client.applications.pages(
            start=listing.pages + 1, first=first, total=listing.total, order=order, search=scope == "all"
        )
        async with aclosing(pages):
            while not listing.complete:
                listing = listing.with_page(await anext(pages))
                if len(listing.rows) >= shown * _PROGRESS:
                    shown = len(listing.rows)
                    self.call_later(self._partly_read, listing, turn)
        return listing

    def _partly_read(self, listing: Listing, turn: int) -> None:
        if turn == self._turn and self._state.reading and not self._state.again:
            self._set(replace(self._state, listing=listing, listed=self._state.order))

    def _all_read(self, listing: Listing) -> None:
        self._set(replace(self._state, listing=listing, listed=self._state.order, reading=False, again=False))

    def _ended_early(self) -> None:
        """What is shown stays, under the order that it has."""
        self._set(replace(self._state, order=self._state.listed, reading=False, again=False))

    def _read_again(self) -> None:
        """Read everything once more; what is shown stays until that is complete."""
        self._read_on(Listing(), again=bool(self._state.listing.rows))

    def read_failed(self, error: TTSError, waiting: str) -> None:
        self._ended_early()
        if isinstance(error, PermissionDenied) and set(error.missing_rights) & set(_LIST_RIGHTS) and not error.warning:
            explained = explain(error, "list the applications")
            self.show_problem(
                Explanation(
                    "This token may not list applications.",
                    explained.why,
                    "Press a to search instead: that shows what you can reach without the list.",
                    explained.name,
                    explained.correlation_id,
                )
            )
        else:
            super().read_failed(error, waiting)

    # Showing

    def _say_what_is_searched(self, state: State) -> None:
        if state.filter and state.listing.cut and not state.reading:
            self.say(f"Of long descriptions only the first {DESCRIPTION_IN_A_ROW} characters are searched.")
        elif self._state.filter and not state.reading:
            self.say("")

    def _set(self, state: State) -> None:
        self._say_what_is_searched(state)
        self._state = state
        listing, table = state.listing, self.query_one(ApplicationTable)
        shown = listing.matching(state.filter)
        table.show_applications(shown, more=not listing.complete)
        empty = None if shown or state.reading else self._words_for_empty()
        if table.display is not (empty is None) or empty is not None:
            table.display = empty is None
            self.query_one("#empty", Static).display = empty is not None
            self.query_one("#empty", Static).update(empty or "")
        title = {"own": "Applications", "all": "All applications"}[state.scope]
        found = f"{len(shown):,} found in " if state.filter else ""
        count = listing.count if listing.pages else ""
        heading, words = self.query_one("#count", Static), Content(f"{title} {found}{count}")
        heading.update(words, layout=len(words) != len(str(heading.visual)))  # of the same length, it moves nothing
        if self._ordered != state.order:
            self._ordered = state.order
            self.query_one("#order", Static).update(Content(dict(ORDERS)[state.order]))
        usable = [self.why_not(command) is None for command in self.offers]
        if self._usable != usable:
            self._usable = usable
            self.refresh_bindings()

    def _words_for_empty(self) -> Content:
        state = self._state
        if not state.listing.pages:
            return Content("The applications have not been read. Press r to try again.")
        if not state.listing.complete:
            return plain(f"Nothing of what has been read contains “{state.filter}”. Press r to read all of it.")
        if state.filter:
            return plain(f"Nothing contains “{state.filter}”. esc shows everything again.")
        if state.scope == "all":
            return Content("The search finds no application. Press a for your own, or n to make one.")
        if self.session.info.is_admin:
            return Content("You have no applications of your own. Press a to see everybody's, or n to make one.")
        return Content("No applications yet. Press n to make the first one; only an ID is needed.")

    # Actions

    @on(ApplicationTable.Selected)
    def _row_selected(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        if (application_id := self._current) is not None:
            from tts_tui.screens.overview import OverviewScreen

            self.app.push_screen(OverviewScreen(self.session, application_id, self._changed))

    def action_new(self) -> None:
        from tts_tui.screens.new_application import NewApplicationScreen

        self.app.push_screen(NewApplicationScreen(self.session), self._created)

    def _created(self, application: Application | None) -> None:
        if application is None:
            return
        from tts_tui.screens.overview import OverviewScreen

        self._read_again()
        self.query_one(ApplicationTable).go_to(application.id)
        self.app.push_screen(OverviewScreen(self.session, application.id, self._changed, new=True))

    def action_delete(self) -> None:
        if (application_id := self._current) is not None:
            from tts_tui.screens.delete_application import DeleteApplicationScreen

            self.app.push_screen(
                DeleteApplicationScreen(self.session, application_id), partial(self._deleted, application_id)
            )

    def _deleted(self, application_id: str, deleted: bool | None) -> None:
        if deleted:
            self._set(replace(self._state, listing=self._state.listing.without(application_id)))
            self._read_again()

    def action_deleted(self) -> None:
        from tts_tui.screens.deleted_applications import DeletedApplicationsScreen

        self.app.push_screen(DeletedApplicationsScreen(self.session), self._changed)

    def _changed(self, changed: bool | None) -> None:
        """Whether what was done on another screen changed this list."""
        if changed:
            self._read_again()

    def action_refresh(self) -> None:
        if self._counting is not None:
            self._count_with(Counting(self.session.client))
        self._read_again()

    def action_scope(self) -> None:
        scope: Scope = "own" if self._state.scope == "all" else "all"
        self._set(replace(self._state, scope=scope, listing=Listing(), reading=True))
        self._read_on(Listing())

    def action_order(self) -> None:
        """The next field: created, ID, name; each first in its usual direction."""
        place = [order for order, _ in ORDERS].index(self._state.order)
        self._order_by(ORDERS[(place // 2 * 2 + 2) % len(ORDERS)][0])

    def action_reverse(self) -> None:
        place = [order for order, _ in ORDERS].index(self._state.order)
        self._order_by(ORDERS[place ^ 1][0])

    def _order_by(self, order: Order) -> None:
        listing, listed = self._state.listing, self._state.listed
        here = not self._state.reading and listing.knows(listed, order)
        self._set(replace(self._state, order=order, reading=True))
        if here:
            self.read(listing.reordered(listed, order), self._all_read, waiting="the new order")
        else:
            self._read_on(Listing())

    def action_copy_id(self) -> None:
        if (application_id := self._current) is not None:
            self.copy(application_id, f"The ID {application_id}")

    def action_back(self) -> None:
        if self.stop_reads():
            self._ended_early()
        elif self.query_one(FilterInput).display:
            self.action_clear_filter()

    def action_leave(self) -> None:
        self.app.run_worker(self.app.action_quit(), name="quit", group="quit", description="quit")

    # Counts

    def action_counts(self) -> None:
        self._count_with(None if self._counting else Counting(self.session.client))
        self._set(self._state)

    def _count_with(self, counting: Counting | None) -> None:
        self._counting = counting
        self.query_one(ApplicationTable).show_counts(counting.of if counting else None)
        self.say("")
        self._count()

    @on(ApplicationTable.Seen)
    def _count(self) -> None:
        if self._counting is not None:
            at_rest = self._count_at_rest(self._counting)
            self.run_worker(at_rest, name="rest", group="rest", exclusive=True, description="rest")

    async def _count_at_rest(self, counting: Counting) -> None:
        """Count what is in view, once it stays there: who scrolls on wants none of it."""
        await asyncio.sleep(_REST)
        table = self.query_one(ApplicationTable)
        asking = counting.ask(table.seen, self._counted)
        self.run_worker(asking, name="counts", group="counts", description="counts")

    def _counted(self, application_id: str) -> None:
        self.query_one(ApplicationTable).redraw(application_id)
        if application_id == self._current:
            self._say_why_not_counted()

    @on(ApplicationTable.Highlighted)
    def _say_why_not_counted(self) -> None:
        if self._counting is not None and self._current is not None and not self._state.reading:
            counts = self._counting.of(self._current)
            self.say(f"Not all is counted: {counts.why_not}." if counts and counts.why_not else "")

    # The filter

    def action_filter(self) -> None:
        field_ = self.query_one(FilterInput)
        if not self._state.filter:
            self._before_filter = self._current
        field_.display = True
        field_.focus()
        if not (self._state.listing.complete or self._state.reading):
            self._read_on(self._state.listing)  # a filter never hides what is not loaded yet

    def action_clear_filter(self) -> None:
        table = self.query_one(ApplicationTable)
        if self._before_filter is not None and table.cursor_row == 0:  # nobody went anywhere in what was found
            table.go_to(self._before_filter)
        self._end_filter("")

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self._set(replace(self._state, filter=event.value))

    @on(Input.Submitted, "#filter")
    def _filter_kept(self) -> None:
        self._end_filter(self._state.filter)

    def _end_filter(self, text: str) -> None:
        field_ = self.query_one(FilterInput)
        field_.value = text
        field_.display = bool(text)
        self.query_one(ApplicationTable).focus()
