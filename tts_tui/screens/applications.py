"""The list of applications."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import DataTable, Input, Static

from tts_tui.api.errors import PermissionDenied, TTSError
from tts_tui.commands import COPY_ID, FILTER, NEW, OPEN, ORDER, REFRESH, Command, bindings
from tts_tui.listing import Listing
from tts_tui.screens.base import BaseScreen
from tts_tui.text import plain
from tts_tui.widgets.application_table import ApplicationTable
from tts_tui.widgets.inputs import TextInput
from tts_tui.wording import Explanation, explain

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.applications import Order
    from tts_tui.api.models import Application, ApplicationRow, Page
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
_LIST_RIGHTS: Final = ("RIGHT_USER_APPLICATIONS_LIST", "RIGHT_ORGANIZATION_APPLICATIONS_LIST")


@dataclass(frozen=True, slots=True)
class State:
    """What the screen shows."""

    scope: Scope = "own"
    order: Order = "-created_at"
    filter: str = ""
    listing: Listing = field(default_factory=Listing)
    reading: bool = False


class ApplicationsScreen(BaseScreen[None]):
    """Lists, filters, orders and opens applications; `first_page` is the answer to a question already asked."""

    CSS_PATH = "applications.tcss"
    area = "Applications"
    DELETED = Command("deleted", ("t",), "Deleted", "Deleted applications", "List what was deleted, and restore it.")
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
    QUIT = Command("leave", ("q",), "Quit", "Quit", "Leave the program.")
    CLEAR = Command("back", ("escape",), "Clear", "Clear", "Stop reading, or show everything again.", footer=False)
    offers = (OPEN, NEW, FILTER, ORDER, REVERSE, DELETE, SCOPE, DELETED, REFRESH, COPY_ID, CLEAR, QUIT)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, first_page: Awaitable[Page[ApplicationRow]] | None = None) -> None:
        super().__init__(session)
        self._first_page = first_page
        self._state = State()

    def body(self) -> ComposeResult:
        with Horizontal(id="heading"):
            yield Static(id="count", classes="heading")
            yield TextInput(id="filter", placeholder="type to filter, enter to keep, esc to clear")
            yield Static(id="order")
        yield ApplicationTable()
        yield Static(id="empty")

    def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self.query_one(ApplicationTable).focus()
        self._read_from_start()

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

    def _read_from_start(self) -> None:
        state = self._state
        self._set(replace(state, listing=replace(state.listing, complete=False), reading=True))
        first, self._first_page = self._first_page, None
        self.read(self._read_pages(state.order, state.scope, first), lambda _: None, waiting="the applications")

    async def _read_pages(self, order: Order, scope: Scope, first: Awaitable[Page[ApplicationRow]] | None) -> None:
        applications, number, seen = self.session.client.applications, 1, 0
        while True:
            page = await (first or applications.page(order=order, page=number, search=scope == "all"))
            first = None
            seen += len(page.items)
            last = not page.items or page.total is None or seen >= page.total
            self.call_later(self._page_read, page, number=number, last=last)
            if last:
                return
            number += 1

    def _page_read(self, page: Page[ApplicationRow], *, number: int, last: bool) -> None:
        before = Listing() if number == 1 else self._state.listing
        self._set(replace(self._state, listing=before.with_page(page, last=last), reading=not last))

    def read_failed(self, error: TTSError, waiting: str) -> None:
        self._set(replace(self._state, reading=False))
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

    def _set(self, state: State) -> None:
        before, self._state = self._state, state
        if (before.listing.rows, before.filter) != (state.listing.rows, state.filter) or not state.reading:
            shown = state.listing.matching(state.filter)
            self.query_one(ApplicationTable).show_applications(shown)
            empty = self._words_for_empty() if not shown and not state.reading else None
            self.query_one(ApplicationTable).display = empty is None
            self.query_one("#empty", Static).display = empty is not None
            if empty is not None:
                self.query_one("#empty", Static).update(empty)
            found = f"{len(shown):,} found in " if state.filter else ""
        else:
            found = ""
        title = {"own": "Applications", "all": "All applications"}[state.scope]
        self.query_one("#count", Static).update(Content(f"{title} {found}{state.listing.count}"))
        self.query_one("#order", Static).update(Content(dict(ORDERS)[state.order]))
        self.refresh_bindings()

    def _words_for_empty(self) -> Content:
        if self._state.filter:
            return plain(f"Nothing contains “{self._state.filter}”. esc shows everything again.")
        if self._state.scope == "all":
            return Content("The search finds no application. Press a for your own, or n to make one.")
        if self.session.info.is_admin:
            return Content("You have no applications of your own. Press a to see everybody's, or n to make one.")
        return Content("No applications yet. Press n to make the first one; only an ID is needed.")

    # Actions

    @on(DataTable.RowSelected)
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

        self._read_from_start()
        self.app.push_screen(OverviewScreen(self.session, application.id, self._changed, new=True))

    def action_delete(self) -> None:
        if (application_id := self._current) is not None:
            from tts_tui.screens.delete_application import DeleteApplicationScreen

            self.app.push_screen(DeleteApplicationScreen(self.session, application_id), self._changed)

    def action_deleted(self) -> None:
        from tts_tui.screens.deleted_applications import DeletedApplicationsScreen

        self.app.push_screen(DeletedApplicationsScreen(self.session), self._changed)

    def _changed(self, changed: bool | None) -> None:
        """Whether what was done on another screen changed this list."""
        if changed:
            self._read_from_start()

    def action_refresh(self) -> None:
        self.show_problem(None)
        self._read_from_start()

    def action_scope(self) -> None:
        self.show_problem(None)
        scope: Scope = "own" if self._state.scope == "all" else "all"
        self._set(replace(self._state, scope=scope, listing=Listing(), reading=True))
        self._read_from_start()

    def action_order(self) -> None:
        """The next field: created, ID, name; each first in its usual direction."""
        place = [order for order, _ in ORDERS].index(self._state.order)
        self._order_by(ORDERS[(place // 2 * 2 + 2) % len(ORDERS)][0])

    def action_reverse(self) -> None:
        place = [order for order, _ in ORDERS].index(self._state.order)
        self._order_by(ORDERS[place ^ 1][0])

    def _order_by(self, order: Order) -> None:
        self._set(replace(self._state, order=order))
        self._read_from_start()

    def action_copy_id(self) -> None:
        if (application_id := self._current) is not None:
            self.copy(application_id, f"The ID {application_id}")

    def action_back(self) -> None:
        if self.stop_reads():
            self._set(replace(self._state, reading=False))
        elif self._state.filter:
            self._end_filter("")

    def action_leave(self) -> None:
        self.app.run_worker(self.app.action_quit(), name="quit", group="quit", description="quit")

    # The filter

    def action_filter(self) -> None:
        field_ = self.query_one("#filter", TextInput)
        field_.display = True
        field_.focus()

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self._set(replace(self._state, filter=event.value))

    @on(Input.Submitted, "#filter")
    def _filter_kept(self) -> None:
        self._end_filter(self._state.filter)

    def _end_filter(self, text: str) -> None:
        field_ = self.query_one("#filter", TextInput)
        field_.value = text
        field_.display = bool(text)
        self.query_one(ApplicationTable).focus()
