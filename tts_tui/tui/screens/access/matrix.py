"""The access matrix of an application: users, organizations with their members, and API keys, by right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.content import Content
from textual.widgets import Input, Static

from tts_tui.api.models import Account
from tts_tui.api.rights import APPLICATION_ALL
from tts_tui.services.access import reading
from tts_tui.services.access.export import as_csv
from tts_tui.services.access.matrix import NOT_IN_IT, AccessRow, HolderKind, matching
from tts_tui.services.collaborators.reading import names
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.missing_rights import NotAllowed, you_lack
from tts_tui.services.rights_selection import named
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.saves_file import SavesFile
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, OPEN, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.routes import edit_api_key, edit_collaborator
from tts_tui.tui.widgets.access_table import LEGEND, WIDE, AccessTable, GroupNames
from tts_tui.tui.widgets.filter_input import FilterInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.models import Collaborator
    from tts_tui.services.access.reading import Access
    from tts_tui.session.session import Session

__all__ = ["AccessMatrixScreen"]

SEE_COLLABORATORS = "RIGHT_APPLICATION_SETTINGS_COLLABORATORS"


class AccessMatrixScreen(SavesFile[None]):
    """Shows the matrix, those with the most rights first, and exports it as CSV. Rights are edited on other screens.

    `done` is called with the ID of each collaborator that was changed from here.
    """

    CSS_PATH = "matrix.tcss"
    area = "Who can do what"
    EDIT = replace(OPEN, word="Edit", title="Edit", help="Change the rights of the collaborator or key.")
    MEMBERS = Command(
        "members", ("m",), "Members", "Members", "Show or hide the organization's members and their rights."
    )
    FIND = replace(FILTER, word="Filter by right", help="Filter by right or by name.")
    EXPORT = Command(
        "export",
        ("w",),
        "Export CSV",
        "Export as CSV",
        "Save everything, members included, to a new CSV file (mode 0600).",
    )
    COPY = replace(COPY_ID, help="Copy the ID of the selected row to your clipboard.")
    offers = (EDIT, FIND, MEMBERS, EXPORT, REFRESH, COPY, BACK)
    of_row = (EDIT, MEMBERS, COPY)
    no_row = "Nobody is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, *, done: Callable[[str], None]) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._done = done
        self._access: Access | None = None
        self._members: dict[str, tuple[Collaborator, ...]] = {}
        self._opened: frozenset[str] = frozenset()
        self._names: dict[Account, str] = {}
        self._filter = ""
        self._rows: list[AccessRow] = []

    def body(self) -> ComposeResult:
        table = AccessTable()
        yield from self.list_body(table, Static(LEGEND, id="legend"), GroupNames(table), filter_input=FilterInput())
        yield Static(id="about")
        yield Static(id="notes")
        yield self.path_field("Enter saves to a new file (mode 0600), Esc cancels.", always=True)

    def on_mount(self) -> None:
        self.table.focus()
        self._show()
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if reason := super().why_not(command):
            return reason
        row = self._current
        if command == self.MEMBERS and row is not None and self._organization_of(row) is None:
            return "Only organizations have members."
        if command == self.EDIT and row is not None and row.rights is None:
            return you_lack(SEE_COLLABORATORS)
        if command == self.EXPORT and self._access is None:
            return "Still loading."
        return None

    @property
    def _current(self) -> AccessRow | None:
        key = self.table.current
        return next((each for each in self._rows if each.key == key), None)

    @staticmethod
    def _organization_of(row: AccessRow) -> str | None:
        return row.id if row.kind is HolderKind.ORGANIZATION else row.through or None

    def _called(self, row: AccessRow) -> str:
        if row.kind is HolderKind.KEY:
            return row.name
        kind = "organization" if row.kind is HolderKind.ORGANIZATION else "user"
        return self._names.get(Account(kind=kind, id=row.id), "")

    # Reading

    def action_refresh(self) -> None:
        self.show_problem(None)
        self._members = {}
        call = reading.read(self.session.client, self.session.info, self.application_id)
        self.read(call, self._access_read, waiting=Reading.ACCESS, group="access")

    def _access_read(self, access: Access) -> None:
        self._access = access
        self._opened &= set(access.organizations)
        self._show()
        self._read_names(each.account for each in access.sharing.collaborators)
        self._read_members(self._opened, self._show)

    def _read_names(self, accounts: Iterable[Account]) -> None:
        unnamed = [each for each in accounts if each not in self._names]
        if unnamed:
            self.read(names(self.session.client, unnamed), self._names_read, waiting=Reading.NAMES, group="names")

    def _names_read(self, found: dict[Account, str]) -> None:
        self._names |= found
        self._show()

    def _read_members(self, organizations: frozenset[str], then: Callable[[], object]) -> None:
        """Read the members of those organizations that were not read yet, then call `then`."""
        missing = sorted(organizations - self._members.keys())

        def members_read(found: dict[str, tuple[Collaborator, ...]]) -> None:
            self._members |= found
            then()
            self._read_names(each.account for members in found.values() for each in members)

        if missing:
            call = reading.read_members(self.session.client, missing)
            self.read(call, members_read, waiting=Reading.MEMBERS, group="members")
        else:
            then()

    # Showing

    def _show(self) -> None:
        opened = {each: self._members[each] for each in self._opened if each in self._members}
        self._rows = self._access.rows(self.session.clock(), opened) if self._access is not None else []
        shown = matching(self._rows, self._filter, self._called)
        me = self.session.info
        mine = f"/KEY/{me.key_id}" if me.kind == "application" else f"/{me.kind.upper()}/{me.entity_id}"
        self.query_one(AccessTable).show_access(shown, self._called, mine)
        self.show_empty(None if shown else self._words_for_empty())
        self._show_groups()
        found = (
            f" · {len(shown)} of {len(self._rows)}" if self._filter else f" · {len(self._rows)}" if self._rows else ""
        )
        self.show_heading(f"Who can do what{found}", "most rights first")
        self.show_side()

    def _show_groups(self) -> None:
        """Show the names of groups above the columns only where there is one column for each right."""
        wide = self.app.size.width >= WIDE and self.table.display
        self.query_one("#legend").display = wide
        self.query_one(GroupNames).display = wide
        self.query_one(GroupNames).refresh()

    def on_resize(self) -> None:
        self._show_groups()

    def _words_for_empty(self) -> EmptyList:
        if self._access is None:
            return EmptyList("")
        return EmptyList(f"Nobody here matches “{self._filter}”.", keys=(("esc", "Show everybody"),))

    def show_side(self) -> None:
        """Describe the selected row below the table, which takes the whole width."""
        row, about = self._current, self.query_one("#about", Static)
        about.display = row is not None
        if row is not None:
            about.update(_about(row, self._called(row)))
        unread = self._access.unread if self._access is not None else ()
        notes = [plain(f"! {each}", "$text-warning") for each in unread]
        notes.append(Content.styled("✓ yes  ≤ at most  ? can't be read. " + NOT_IN_IT, "$foreground-muted"))
        self.query_one("#notes", Static).update(Content("\n").join(notes))
        self.refresh_bindings()

    # Actions

    def action_open(self) -> None:
        if (row := self._current) is None or self._access is None:
            return
        keys = self._access.keys
        if row.kind is HolderKind.KEY and not isinstance(keys, NotAllowed):
            key = next(each for each in keys if each.id == row.id)
            sharing = self._access.sharing
            self.app.push_screen(
                edit_api_key(
                    self.session,
                    self.application_id,
                    key,
                    keys=keys,
                    rights=sharing.held,
                    done=lambda _: self._changed(""),
                )
            )
            return
        organization = self._organization_of(row)
        account = (
            Account(kind="user", id=row.id) if organization is None else Account(kind="organization", id=organization)
        )
        if row.kind is HolderKind.MEMBER:
            self.notify(f"Members get at most the rights of {visible(account.id)}. This changes those.", markup=False)
        self.app.push_screen(
            edit_collaborator(
                self.session, self.application_id, account, sharing=self._access.sharing, done=self._changed
            )
        )

    def _changed(self, account_id: str) -> None:
        if self.is_attached:
            self.action_refresh()
        if account_id:
            self._done(account_id)

    def action_members(self) -> None:
        if (row := self._current) is None or (organization := self._organization_of(row)) is None:
            return
        if organization in self._opened:
            self._opened -= {organization}
            self.table.go_to(f"/{HolderKind.ORGANIZATION.name}/{organization}")
            self._show()
        else:
            self._opened |= {organization}
            self._read_members(self._opened, self._show)

    def action_copy_id(self) -> None:
        if (row := self._current) is not None:
            self.copy(row.id, f"The ID {visible(row.id)}")

    def filter_changed(self, text: str) -> None:
        self._filter = text
        self._show()

    # The file

    def action_export(self) -> None:
        self.ask_for_path(f"access-{self.application_id}.csv")

    @on(Input.Submitted, "#path")
    def _path_given(self, event: Input.Submitted) -> None:
        path, access = event.value, self._access
        if access is None:
            return

        def write() -> None:
            rows = access.rows(self.session.clock(), self._members)
            text = as_csv([replace(each, name=self._called(each)) for each in rows])
            self.save_file(path, [text], f"{len(rows)} rows")

        self._read_members(frozenset(access.organizations), write)

    def reading_stopped(self) -> None:
        self._show()


def _about(row: AccessRow, name: str) -> Content:
    """What the row has no room for: all rights in words, and through whom they are held."""
    what = {HolderKind.USER: "user", HolderKind.ORGANIZATION: "organization", HolderKind.KEY: "API key"}.get(row.kind)
    details = f"{what} {row.id}" if what else f"user {row.id}, member of {row.through}"
    head = Content.assemble(plain(name or row.id, "bold"), plain(f" · {details}", "$foreground-muted"))
    if row.rights is None:
        return Content("\n").join([head, Content(f"Their rights can't be read. {you_lack(SEE_COLLABORATORS)}")])
    most = "At most the organization's rights: " if row.at_most else ""
    expired = "Expired, so none of: " if row.expired else ""
    rights = {APPLICATION_ALL} if APPLICATION_ALL in row.rights else row.rights
    return Content("\n").join([head, plain(f"{expired}{most}{named(rights) or 'nothing here'}")])
