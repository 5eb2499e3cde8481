"""The list of applications."""

from __future__ import annotations

import asyncio
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, TypeVar

from msgspec.structs import replace
from textual import on

from tts_tui.api.secret import SecretStr
from tts_tui.services.applications.counts import Counting
from tts_tui.services.end_devices.last_activity import LATE
from tts_tui.services.error_text import explain
from tts_tui.services.listing import Listing
from tts_tui.tui.base.list_screen import PANEL, REVERSE
from tts_tui.tui.base.long_list import SEARCH
from tts_tui.tui.base.marked_rows import MARK
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import (
    COPY_ID,
    DELETE_APPLICATION,
    FILTER,
    NEW,
    OPEN,
    ORDER,
    REFRESH,
    SERVERS,
    Command,
    bindings,
)
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.routes import audit, live_data, live_data_of_several
from tts_tui.tui.screens.applications.list_reading import ListedApplications
from tts_tui.tui.screens.applications.panel import ApplicationPanel
from tts_tui.tui.widgets.application_table import ApplicationTable
from tts_tui.tui.widgets.filter_input import SearchInput
from tts_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.models import Organization
    from tts_tui.api.pagination import Pages
    from tts_tui.api.resources.auth_info import AuthInfo
    from tts_tui.api.rows import ApplicationRow, Page
    from tts_tui.services.applications.list_state import ListState, Scope
    from tts_tui.session.drafts import Draft
    from tts_tui.session.session import Session
    from tts_tui.tui.base.application_tab import ApplicationTab
    from tts_tui.tui.screens.applications.create import CreatedApplication

__all__ = ["ApplicationsScreen"]

Tab = TypeVar("Tab", bound="ApplicationTab")


class ApplicationsScreen(ListedApplications):
    """Lists, filters, orders and opens applications; `pages` have been asked for already."""

    AUTO_FOCUS = "#applications"
    area = "Applications"
    CREATE = replace(NEW, help="Create an application.")
    DELETED = Command(
        "deleted", ("t",), "Deleted", "Deleted applications", "List deleted applications, and restore them."
    )
    SCOPE = Command(
        "scope",
        ("a",),
        "All",
        "All or own applications",
        "Show only your applications, or all that you can access.",
    )
    OF = Command(
        "of_organization",
        ("O", "shift+o"),
        "Organization",
        "Of an organization",
        "Show only the applications of one of your organizations.",
        footer=False,
    )
    COUNTS = Command(
        "counts",
        ("c",),
        "Counts",
        "Count devices and keys",
        "Show device and key counts, and when a device was last seen.",
        footer=False,
    )
    AUDIT = Command(
        "audit",
        ("A", "shift+a"),
        "Audit",
        "Audit all API keys",
        "Find risky keys in all applications: too powerful, expiring soon, never expiring, unnamed.",
    )
    MARK = replace(MARK, help="Mark or unmark the application, to watch several at once.")
    LIVE = Command(
        "live_data",
        ("L", "shift+l"),
        "Live data",
        "Live data",
        "Follow the events of the marked applications, or of the selected one.",
        footer=False,
    )
    QUIT = Command("leave", ("q",), "Quit", "Quit", "Quit.")
    CLEAR = Command("back", ("escape",), "Clear", "Clear", "Stop loading, or clear the filter.", footer=False)
    offers = (
        *(OPEN, CREATE, FILTER, SEARCH, ORDER, REVERSE, DELETE_APPLICATION, SERVERS, AUDIT, DELETED, SCOPE, OF, PANEL),
        *(MARK, LIVE, COUNTS, REFRESH, COPY_ID, CLEAR, QUIT),
    )
    of_row = (OPEN, COPY_ID, DELETE_APPLICATION, MARK, LIVE)
    no_row = "No application is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, pages: Pages[ApplicationRow] | None = None) -> None:
        super().__init__(session)
        self._pages = pages
        if pages is not None:
            pages.ask_ahead(self.limit)  # the answer comes while the screen is made

    def body(self) -> ComposeResult:
        yield from self.list_body(
            ApplicationTable(self.session.clock), filter_input=SearchInput(), side=ApplicationPanel(self.session)
        )

    def on_mount(self) -> None:
        pages, self._pages = self._pages, None
        listing: Listing[ApplicationRow] = Listing()
        if pages is not None and (page := pages.arrived()) is not None:  # then the first frame has the rows
            listing = listing.with_page(page)
            self.state = replace(self.state, listing=listing)
        self.read_on(listing, pages)

    def why_not(self, command: Command) -> str | None:
        if command is self.CREATE and not self._may_create:
            return (
                f"This token lacks RIGHT_{self.session.info.kind.upper()}_APPLICATIONS_CREATE. Press r to check again."
            )
        return super().why_not(command)

    @property
    def _may_create(self) -> bool:
        info = self.session.info
        return info.may(f"RIGHT_{info.kind.upper()}_APPLICATIONS_CREATE")

    @property
    def _current(self) -> str | None:
        return self.query_one(ApplicationTable).current

    async def get_ready(self) -> None:
        await super().get_ready()  # then what opening an application needs
        for module in (
            "pydantic.types",
            "tts_tui.api.models",
            "tts_tui.tui.screens.applications.overview",
            "tts_tui.tui.screens.applications.create",
        ):
            import_module(module)
            await asyncio.sleep(0)

    # Showing

    def show_state(self, state: ListState) -> None:
        everybodys = "Everyone's" if state.admin else "All"
        self.query_one(KeyBar).rename(self.SCOPE.action, everybodys if state.is_own else "Mine")
        super().show_state(state)

    def show_rows(self, rows: Sequence[ApplicationRow], *, more: bool) -> None:
        self.query_one(ApplicationTable).show_applications(rows, more=more)

    # Actions

    def action_open(self) -> None:
        if (application_id := self._current) is not None:
            from tts_tui.tui.screens.applications.overview import OverviewScreen

            self.app.push_screen(OverviewScreen(self.session, application_id, partial(self._changed, application_id)))

    def action_new(self, draft: Draft | None = None) -> None:
        from tts_tui.tui.screens.applications.create import NewApplicationScreen

        form = NewApplicationScreen(self.session)
        form.begin_with(draft)
        self.app.push_screen(form, self._created)

    def open_tab(self, kind: type[Tab], application_id: str) -> Tab:
        """Open an application on one of its tabs."""
        tab = kind(self.session, application_id, partial(self._changed, application_id))
        self.app.push_screen(tab)
        return tab

    def _created(self, application: CreatedApplication | None) -> None:
        if application is None:
            return
        from tts_tui.tui.screens.applications.overview import OverviewScreen

        self.read_again()
        if not self.state.over or self.state.order == "-created_at":  # elsewhere its page may never be read
            self.query_one(ApplicationTable).go_to(application.id)
        left = partial(self._changed, application.id)
        self.app.push_screen(OverviewScreen(self.session, application.id, left, new=not application.restored))

    def action_delete(self) -> None:
        if (application_id := self._current) is not None:
            from tts_tui.tui.screens.applications.delete import DeleteApplicationScreen

            self.app.push_screen(
                DeleteApplicationScreen(self.session, application_id), partial(self._deleted, application_id)
            )

    def _deleted(self, application_id: str, deleted: bool | None) -> None:
        if deleted:
            self.show_state(self.state.without(application_id))
            self.read_again()

    def action_deleted(self) -> None:
        from tts_tui.tui.screens.applications.deleted import DeletedApplicationsScreen

        def restored(application_id: str | None) -> None:
            if application_id is not None:
                self.read_again()
                if not self.state.over:  # elsewhere its page may never be read
                    self.query_one(ApplicationTable).go_to(application_id)

        self.app.push_screen(DeletedApplicationsScreen(self.session), restored)

    def _changed(self, application_id: str, changed: bool) -> None:
        """Another screen of this application was left; `changed` says whether it has to be read again."""
        if changed:
            self.panel.forget(application_id)
            self.read_again()

    def action_live_data(self) -> None:
        current = self._current
        chosen = tuple(sorted(self.marked)) or ((current,) if current is not None else ())
        if len(chosen) == 1:
            self.app.push_screen(live_data(self.session, chosen[0], partial(self._changed, chosen[0])))
        elif chosen:
            self.app.push_screen(live_data_of_several(self.session, chosen))

    def action_audit(self) -> None:
        self.app.push_screen(audit(self.session))

    def action_refresh(self) -> None:
        if self.query_one(ApplicationTable).counting is not None:
            self._count_with(Counting(self.session.client))
        self.panel.forget()
        self.read_again()
        # Rights change while the program runs: an account is approved, suspended, made an administrator.
        self.read(self.session.client.auth.info(), self._may_now, waiting=Reading.RIGHTS, group="info")

    def _may_now(self, info: AuthInfo) -> None:
        self.session.info = info
        self.show_state(replace(self.state, admin=info.is_admin))

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting != Reading.RIGHTS:  # the list, read at the same time, has failed for the same reason and says so
            super().read_failed(error, waiting)

    def action_scope(self) -> None:
        self._list_anew("all" if self.state.is_own else "own")

    def _list_anew(self, scope: Scope, organization: str = "") -> None:
        self.stop_search()
        state = replace(self.state, scope=scope, organization=organization)
        self.show_state(replace(state, listing=Listing(), reading=True, found=None))
        self.read_on(Listing())

    def action_of_organization(self) -> None:
        call = self.session.client.organizations.page()
        self.read(call, self._choose_organization, waiting=Reading.ORGANIZATIONS, group="organizations")

    def _choose_organization(self, page: Page[Organization]) -> None:
        from tts_tui.tui.widgets.menu import Menu  # the first list starts without it

        if not page.items:
            self.notify("You aren't a member of any organization.", severity="warning")
            return

        def picked(index: int | None) -> None:
            if index is not None:
                self._list_anew("own", page.items[index].id)

        options = [plain(f"{each.name} ({each.id})" if each.name else each.id) for each in page.items]
        self.app.push_screen(Menu("Applications of which organization?", options), picked)

    def holds(self) -> str | None:
        bearer = self.session.bearer
        if bearer.store is None and not isinstance(bearer.credential, SecretStr):
            return "You are logged in for this session only: the next start asks you to sign in again."
        return super().holds()

    def leave(self) -> None:
        """Do nothing: this is the first screen, and quitting has a key of its own."""

    def action_leave(self) -> None:
        self.app.run_worker(self.app.action_quit(), name="quit", group="quit", description="quit")

    # Counts

    def action_counts(self) -> None:
        self.show_problem(None)
        self._count_with(None if self.query_one(ApplicationTable).counting else Counting(self.session.client))
        self.show_state(self.state)

    def _count_with(self, counting: Counting | None) -> None:
        self.query_one(ApplicationTable).count_with(counting)
        self.say(LATE if counting is not None else "")

    @on(ApplicationTable.Highlighted)
    @on(ApplicationTable.Counted)
    def _say_why_not_counted(self) -> None:
        counting = self.query_one(ApplicationTable).counting
        if counting is not None and self._current is not None and not (self.state.reading or self.state.searching):
            counts = counting.of(self._current)
            self.say(
                f"Some counts are missing: {counts.why_not}." if counts and counts.why_not else self.state.note or LATE
            )

    @on(ApplicationTable.NotCounted)
    def _not_counted(self, event: ApplicationTable.NotCounted) -> None:
        explained = explain(event.error, "count devices and keys")
        self.show_problem(replace(explained, advice=f"{explained.advice} Press r to count again."))
