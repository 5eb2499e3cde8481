"""The applications that were deleted, and how long they can still be restored."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import msgspec
from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.api.errors import PermissionDenied
from tts_tui.api.field_rules import MAX_ID
from tts_tui.services.applications.restore_window import TOO_LATE, changes_in, how_near, time_left
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.error_text import explain
from tts_tui.services.listing import Listing
from tts_tui.services.missing_rights import ONLY_ADMINISTRATORS_PURGE
from tts_tui.text import instants
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import BACK, COPY_ID, PURGE, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from tts_tui.api.errors import TTSError
    from tts_tui.api.rows import ApplicationRow
    from tts_tui.services.applications.list_state import Scope
    from tts_tui.session.session import Session

__all__ = ["DeletedApplicationsScreen"]

_ROLES: Final = {"later": "", "soon": "warning", "over": "muted"}


class DeletedListState(msgspec.Struct, frozen=True):
    """What the screen shows; `restored` is the ID of the application that was restored last."""

    scope: Scope = "own"
    listing: Listing[ApplicationRow] = msgspec.field(default_factory=Listing)
    reading: bool = False
    restored: str | None = None
    too_late: frozenset[str] = frozenset()
    """The IDs of those that the server has refused to restore, as they were deleted too long ago."""


class DeletedApplicationsScreen(ListScreen[str]):
    """Lists deleted applications, the last deleted first; gives the ID of the one that was restored last."""

    CSS_PATH = "deleted.tcss"
    area = "Deleted applications"
    RESTORE = Command("restore", ("enter", "u"), "Restore", "Restore", "Restore the application (asks first).")
    SCOPE = Command(
        "scope",
        ("a",),
        "All",
        "All or own applications",
        "Show only what you deleted, or all that you can access.",
    )
    PURGE = replace(PURGE, footer=True)
    offers = (RESTORE, SCOPE, COPY_ID, PURGE, replace(REFRESH, footer=True), BACK)
    of_row = (RESTORE, COPY_ID, PURGE)
    no_row = "No application is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._state = DeletedListState()
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        table = Table(
            [
                Column("ID", MAX_ID),
                Column("Name", 10, grows=True, from_width=70),
                Column("Deleted", 10, below_width=100, from_width=90, muted=True),
                Column("Deleted", 16, from_width=100, muted=True),
                Column("Time left", 16),
            ],
            id="deleted",
        )
        window = Content("Time left is an estimate: 24 hours is usual; the server decides.")
        yield from self.list_body(table, Static(window, id="window"))

    def on_mount(self) -> None:
        self.table.focus()
        self._read_from_start()

    @property
    def _current(self) -> ApplicationRow | None:
        current = self.table.current
        return next((row for row in self._state.listing.rows if row.id == current), None)

    # Reading

    def _read_from_start(self) -> None:
        self._set(replace(self._state, reading=True))
        self.read(self._read_pages(self._state.scope), lambda _: None, waiting=Reading.DELETED_APPLICATIONS)

    async def _read_pages(self, scope: Scope) -> None:
        listing: Listing[ApplicationRow] = Listing()
        while not listing.complete:
            page = await self.session.client.applications.page(
                order="-created_at", page=listing.pages + 1, deleted=True, search=scope == "all"
            )
            listing = listing.with_page(page)
            self.call_later(self._read_so_far, listing)

    def _read_so_far(self, listing: Listing[ApplicationRow]) -> None:
        self._set(replace(self._state, listing=listing, reading=not listing.complete))

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        explained = explain(error, f"read {waiting.words()}")
        if isinstance(error, PermissionDenied) and self._state.scope == "own" and not error.warning:
            explained = replace(explained, advice="Press a to search instead: it shows what you can access.")
        self.show_problem(explained)
        self._set(replace(self._state, reading=False))

    # Showing

    def _set(self, state: DeletedListState) -> None:
        self._state = state
        now = self.session.clock()
        rows = sorted(state.listing.rows, key=_last_first)
        self.table.show([_row(each, now, too_late=each.id in state.too_late) for each in rows])
        self._look_again(min(filter(None, (changes_in(each.deleted_at, now) for each in rows)), default=None))
        self.show_empty(self._words_for_empty() if not rows and state.listing.complete else None)
        title = {"own": "Deleted applications", "all": "All deleted applications"}[state.scope]
        self.show_heading(f"{title} {state.listing.count}")
        everybodys = "Everyone's" if self.session.info.is_admin else "All"
        self.query_one(KeyBar).rename(self.SCOPE.action, everybodys if state.scope == "own" else "Mine")
        self.refresh_bindings()

    def _look_again(self, after: timedelta | None) -> None:
        """Show the time left once it has changed: not before, since a screen at rest writes nothing."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = None if after is None else self.set_timer(max(after.total_seconds(), 1.0), self.show_time_left)

    def show_time_left(self) -> None:
        """Show how long each can still be restored, by now."""
        self._set(self._state)

    def _words_for_empty(self) -> EmptyList:
        if self._state.scope == "all":
            return EmptyList("No deleted applications found.", keys=(("a", "Show your own"),))
        everybody = (("a", "Show all you can access"),) if self.session.info.is_admin else ()
        return EmptyList(
            "Nothing to restore", "You have no deleted applications that can still be restored.", everybody
        )

    # Actions

    def action_restore(self) -> None:
        if (row := self._current) is not None:
            from tts_tui.tui.screens.applications.restore import RestoreApplicationScreen

            def left(restored: bool | None) -> None:
                if restored:
                    self._gone(row.id)

            self.app.push_screen(RestoreApplicationScreen(self.session, row, lambda: self._too_late(row.id)), left)

    def why_not(self, command: Command) -> str | None:
        if command is self.PURGE and not self.session.info.is_admin:
            return ONLY_ADMINISTRATORS_PURGE
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == self.PURGE.action and not self.session.info.is_admin:
            return False  # the key bar shows what this account may do; its key still says why it can't
        return super().check_action(action, parameters)

    def action_purge(self) -> None:
        if (row := self._current) is not None:
            from tts_tui.tui.screens.applications.purge import PurgeApplicationScreen

            def left(purged: object) -> None:
                if purged:
                    self._set(replace(self._state, listing=self._state.listing.without(row.id)))

            too_late = row.id in self._state.too_late
            screen = PurgeApplicationScreen(self.session, row.id, deleted=row, too_late=too_late)
            self.app.push_screen(screen, left)

    def _too_late(self, application_id: str) -> None:
        self._set(replace(self._state, too_late=self._state.too_late | {application_id}))

    def _gone(self, application_id: str) -> None:
        self._set(replace(self._state, listing=self._state.listing.without(application_id), restored=application_id))

    def action_scope(self) -> None:
        self.show_problem(None)
        self._state = replace(self._state, scope="own" if self._state.scope == "all" else "all", listing=Listing())
        self._read_from_start()

    def action_refresh(self) -> None:
        self.show_problem(None)
        self._read_from_start()

    def reading_stopped(self) -> None:
        self._set(replace(self._state, reading=False))

    def leave(self) -> None:
        self.dismiss(self._state.restored)


def _last_first(row: ApplicationRow) -> float:
    return -row.deleted_at.timestamp() if row.deleted_at else 0.0


def _row(row: ApplicationRow, now: datetime, *, too_late: bool) -> Row:
    near = how_near(row.deleted_at, now)
    return row.id, (
        cell(row.id),
        cell(row.name) if row.name else cell("–", "muted"),
        cell(instants.date(row.deleted_at)),
        cell(instants.moment(row.deleted_at)),
        cell(TOO_LATE, "error") if too_late else cell(time_left(row.deleted_at, now), _ROLES[near]),
    )
