"""The list of named servers: open one, add, change, remove; the welcome of a first start."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tts_tui.servers.model import why_reserved
from tts_tui.servers.servers_file import ServerFault, Servers
from tts_tui.servers.token_stores import in_short
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.error_text import Explanation
from tts_tui.session.credentials import StoreFault, UnsuitableToken
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.waiting_for_changes import when_answered
from tts_tui.tui.core.commands import BACK, NEW, OPEN, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.servers.model import Server
    from tts_tui.session.drafts import Draft
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.session import Session

__all__ = ["ServersScreen"]

_NOT_ENCRYPTED: Final = "NOT ENCRYPTED"
_WIDE: Final = 100
"""Width of the table, in cells, from which there is room for all marks."""


class ServersScreen(ListScreen["Server"]):
    """Returns the server to open, or None. `session` is the open one, if any.

    Without any server it is the welcome of a first start, which offers the demo if `has_demo`: it posts `TryDemo` to
    the App. It posts `LoggedOut` to the App after the open session was logged out.
    """

    CSS_PATH = "list.tcss"
    area = "Servers"
    belongs_to = ""
    NEW = replace(NEW, word="Add", title="Add a server", help="Add a server: one of your own, the Sandbox, or Cloud.")
    EDIT = Command("edit", ("e",), "Edit", "Edit", "Change the server's name, addresses and the rest.")
    REMOVE = Command(
        "remove",
        ("d", "delete"),
        "Remove",
        "Remove",
        "Remove the server from the list; nothing changes on it.",
        destroys=True,
    )
    DEFAULT = Command(
        "make_default", ("u",), "Default", "Use by default", "Open this server when tts-tui starts without a name."
    )
    LOG_OUT = Command(
        "log_out", ("x",), "Log out", "Log out", "Revoke the login on the server, and delete the token here."
    )
    IMPORT = Command("import", ("i",), "Import", "Import from ttn-lw-cli", "Import servers and logins of ttn-lw-cli.")
    TRY_DEMO = Command(
        "try_demo", ("t",), "Try", "Try it on sample data", "Open the demo. It doesn't touch your servers."
    )
    REFRESH = replace(REFRESH, help="Reload the servers file.")
    offers = (OPEN, NEW, EDIT, REMOVE, DEFAULT, LOG_OUT, IMPORT, TRY_DEMO, REFRESH, BACK)
    of_row = (OPEN, EDIT, REMOVE, DEFAULT, LOG_OUT)
    no_row = "No server is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    class LoggedOut(Message):
        """The open session was logged out. Posted to the App, as the screen may have been left."""

        def __init__(self, session: Session) -> None:
            super().__init__()
            self.session = session

    class TryDemo(Message):
        """The person wants the demo instead of servers of their own."""

    def __init__(self, manager: SessionManager, session: Session | None, *, has_demo: bool = False) -> None:
        super().__init__(session)
        self._has_demo = has_demo
        self._manager = manager
        self._servers = Servers()
        self._broken = False
        self._draft: tuple[Draft, Callable[[], object]] | None = None

    def body(self) -> ComposeResult:
        table = Table(
            [
                Column("", 1),
                Column("Name", 16, grows=True),
                Column("Identity Server", 23, grows=True),
                Column("Token", 13),
                Column(" ", len(_NOT_ENCRYPTED), below_width=_WIDE),
                Column("  ", len(_NOT_ENCRYPTED) + len(", default"), from_width=_WIDE),
            ],
            id="servers",
        )
        yield from self.list_body(table)
        yield Static(id="about", classes="muted")

    def on_mount(self) -> None:
        self.show_heading("Servers")
        self.table.focus()
        self._read()

    def why_not(self, command: Command) -> str | None:
        changes = command in (self.NEW, self.EDIT, self.REMOVE, self.DEFAULT, self.IMPORT)
        if command is self.IMPORT and not self._manager.keeps:
            return "The demo reads nothing from this machine."
        if changes and self._broken:
            return "Fix the servers file first."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide commands about a row on the welcome, which has none, and the demo everywhere else."""
        if action == self.TRY_DEMO.action and not (self._has_demo and self._is_welcome):
            return False
        if self._is_welcome and any(action == each.action for each in self.of_row):
            return False
        return super().check_action(action, parameters)

    @property
    def _is_welcome(self) -> bool:
        return not (self._servers.servers or self._broken)

    @property
    def _current(self) -> Server | None:
        name = self.table.current
        return self._servers.named(name) if name is not None else None

    # Reading

    def _read(self) -> None:
        self.show_problem(None)
        self.read(self._look(), self._show, waiting=Reading.SERVERS_FILE)

    def action_refresh(self) -> None:
        self._read()

    async def _look(self) -> Servers | Explanation:
        try:
            return await self._manager.servers()
        except ServerFault as fault:
            return Explanation("The servers can't be read.", str(fault))

    def _show(self, servers: Servers | Explanation) -> None:
        self._broken = isinstance(servers, Explanation)
        if isinstance(servers, Explanation):
            self.show_problem(servers)
        else:
            self._servers = servers
        self.table.show([self._row(each) for each in self._servers.servers])
        self.show_empty(self._welcome() if self._is_welcome else None)
        self._about()
        self.refresh_bindings()
        self._resume()

    def _welcome(self) -> EmptyList:
        ways = (("n", "Add your server"), ("i", "Import from ttn-lw-cli"))
        if self._session is not None:
            address = self._session.server.identity_server.partition("://")[2]
            return EmptyList("No saved servers", f"{address} is open and not saved.", ways)
        if not self._has_demo:
            return EmptyList("No servers", "Add one to sign in to it.", ways)
        about = "Applications and API keys of The Things Stack, in your terminal."
        return EmptyList("Welcome to tts-tui", about, (*ways, ("t", "Try it on sample data")))

    def begin_with(self, draft: Draft, opened: Callable[[], object]) -> None:
        """Open the form of a draft once the servers have been read, then call `opened`."""
        self._draft = draft, opened
        if self.is_mounted:
            self._read()

    def _resume(self) -> None:
        if self._draft is None or self._broken:
            return
        (draft, opened), self._draft = self._draft, None
        opened()
        if not draft.server:
            self._open_form(None, draft)
        elif (server := self._servers.named(draft.server)) is not None:
            self._open_form(server, draft)
        else:
            self.notify(
                f"The server {visible(draft.server)}, which you were editing, no longer exists.",
                severity="warning",
                markup=False,
            )

    def _row(self, server: Server) -> Row:
        marks = {_NOT_ENCRYPTED: not server.protected, "default": server.name == self._servers.default}
        words = cell(", ".join(word for word, marked in marks.items() if marked))
        return server.name, (
            cell("•" if self._is_open(server) else ""),
            cell(server.name),
            cell(server.identity_server.removeprefix("https://")),
            cell(in_short(server.token)),
            words,
            words,
        )

    @on(Table.Highlighted)
    def _about(self) -> None:
        server = self._current
        words = []
        if server is not None:
            apart = {"cluster": server.cluster, "OAuth": server.oauth, "CA file": server.ca_file}
            is_default = server.name == self._servers.default
            words = [f"! {why_reserved(server.name)} Rename it: e"] if why_reserved(server.name) else []
            words += [server.name, server.identity_server]
            words += ["open"] if self._is_open(server) else []
            words += ["default"] if is_default else []
            words += [f"{name} {value}" for name, value in apart.items() if value]
        self.query_one("#about", Static).update(plain(" · ".join(words)))

    # Actions

    def action_open(self) -> None:
        if (server := self._current) is not None:
            self.dismiss(server)

    def action_new(self) -> None:
        self._open_form(None)

    def action_edit(self) -> None:
        if (server := self._current) is not None:
            self._open_form(server)

    def _open_form(self, server: Server | None, draft: Draft | None = None) -> None:
        from tts_tui.tui.screens.servers.form import ServerFormScreen

        form = ServerFormScreen(self._manager, server)
        form.begin_with(draft)
        self.app.push_screen(form, self._changed)

    def _changed(self, server: Server | None) -> None:
        if server is not None:
            self.table.go_to(server.name)
            self._read()

    def action_remove(self) -> None:
        if (server := self._current) is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._change(partial(self._manager.remove, server.name))

        self.app.push_screen(
            Confirm(
                Content.assemble("Remove ", plain(server.name), "?"),
                "Its addresses are removed here. A stored token stays: press x first to log out.",
                yes="Remove",
                no="Keep",
                danger=True,
            ),
            answered,
        )

    def action_make_default(self) -> None:
        if (server := self._current) is not None:
            name = None if server.name == self._servers.default else server.name
            self._change(partial(self._manager.set_default, name))

    def action_log_out(self) -> None:
        if (server := self._current) is None:
            return

        session = self._session if self._is_open(server) else None

        def log_out(told: str) -> None:
            self.show_problem(None)
            if told:
                self.app.notify(told, severity="warning", markup=False)
            self.write(
                self._logged_out(server, session),
                partial(self._tell, session),
                doing="log out",
                well=lambda outcome: isinstance(outcome, str),
            )

        def answered(yes: bool | None) -> None:
            if yes and session is not None:
                when_answered(self.app, "log out", log_out)
            elif yes:
                log_out("")

        question = Content.assemble("Log out of ", plain(server.name), "?")
        details = "A login is revoked on the server. An API key is only deleted here and stays valid."
        if session is not None:
            details += " Everything that is open is closed; unsaved input is lost."
        self.app.push_screen(Confirm(question, details, yes="Log out", no="Stay", danger=True), answered)

    async def _logged_out(self, server: Server, session: Session | None) -> str | Explanation:
        try:
            return await self._manager.log_out(server, session)
        except (StoreFault, UnsuitableToken) as fault:
            return Explanation("Could not log out.", str(fault), "The token is still stored here.")

    def _tell(self, session: Session | None, outcome: str | Explanation) -> None:
        if isinstance(outcome, Explanation):
            self.tell_problem(outcome)
            return
        self.app.notify(outcome, markup=False)
        if session is not None:
            self.app.post_message(self.LoggedOut(session))

    def action_try_demo(self) -> None:
        self.app.post_message(self.TryDemo())

    def action_import(self) -> None:
        from tts_tui.tui.screens.servers.import_logins import ImportLoginsScreen

        self.app.push_screen(ImportLoginsScreen(self._manager), lambda imported: self._read() if imported else None)

    def _is_open(self, server: Server) -> bool:
        """Whether the open session is this server's: several servers may have the same address."""
        return self._session is not None and self._servers.known(self._session.server) == server

    def _change(self, change: Callable[[], Awaitable[None]]) -> None:
        async def changed() -> Servers | Explanation:
            try:
                await change()
            except (ServerFault, StoreFault) as fault:
                return Explanation("The change failed.", str(fault))
            return await self._look()

        self.show_problem(None)
        self.read(changed(), self._show, waiting=Reading.SERVERS_FILE)
