"""Importing the servers and logins of ttn-lw-cli on this machine, one by one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tts_tui.servers.servers_file import ServerFault
from tts_tui.services.error_text import Explanation
from tts_tui.session.credentials import StoreFault
from tts_tui.session.imports.ttn_lw_cli import BadFile, Imported
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import BACK, Command, bindings
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.table import Column, Row, Table
from tts_tui.tui.widgets.text_input import TextInput
from tts_tui.tui.widgets.token_store_field import token_store_field

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.servers.model import Server
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.store_choices import StoreChoices

__all__ = ["ImportLoginsScreen"]


_NONE: Final = """\
ttn-lw-cli has no servers or logins in its usual places.
Press f to name a config file in another place."""


class ImportLoginsScreen(BaseScreen[bool]):
    """Lists what ttn-lw-cli has, with what can't be imported. Returns whether anything was imported."""

    CSS_PATH = "import_logins.tcss"
    area = "Import from ttn-lw-cli"
    TAKE = Command("take", ("enter", "ctrl+s", "f2"), "Import", "Import", "Import this server and its login.")
    CONFIG = Command("name_config", ("f",), "Config file", "Name a config file", "Read a config file in another place.")
    offers = (TAKE, CONFIG, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, manager: SessionManager) -> None:
        super().__init__()
        self._manager = manager
        self._found: dict[str, Imported] = {}
        self._taken: set[str] = set()
        self._took_any = False

    def body(self) -> ComposeResult:
        with Area(title="Servers and logins of ttn-lw-cli"):
            yield Static(id="none", classes="text")
            yield Table(
                [
                    Column("Server", 22, grows=True),
                    Column("Identity Server", 24, grows=True),
                    Column("Token", 7),
                    Column("", 10),
                ]
            )
            yield Static(id="notes", classes="muted text")
            yield Vertical(id="keep")
            path = Field(
                "path", "Config file", TextInput(id="path"), "A .ttn-lw-cli.yml file. Enter reads it, Esc cancels."
            )
            path.display, path.disabled = False, True  # a hidden field would still take the focus
            yield path

    def on_mount(self) -> None:
        self.query_one(Table).focus()
        self.read(self._look(), self._show, waiting=Reading.TTN_LW_CLI_FILES)

    async def _look(self, config: Path | None = None) -> tuple[tuple[Imported, ...], StoreChoices] | Explanation:
        try:
            found = await self._manager.of_ttn_lw_cli(config)
        except BadFile as fault:
            return Explanation("The files of ttn-lw-cli can't be read.", str(fault))
        return found, await self._manager.store_choices(None)

    def _show(self, looked: tuple[tuple[Imported, ...], StoreChoices] | Explanation) -> None:
        if isinstance(looked, Explanation):
            self.show_problem(looked)
            return
        found, offers = looked
        self._found = {each.server.name: each for each in found}
        self._taken.clear()
        self.query_one("#none").display = not found
        self.query_one("#none", Static).update(Content(_NONE))
        self.query_one(Table).display = bool(found)
        if found and not self.query("#token-store"):
            self.query_one("#keep").mount(token_store_field(offers))
        self._draw()

    def _draw(self) -> None:
        self.query_one(Table).show([self._row(each) for each in self._found.values()])
        self.refresh_bindings()

    def _row(self, imported: Imported) -> Row:
        server = imported.server
        return server.name, (
            cell(server.name),
            cell(server.identity_server.removeprefix("https://")),
            cell(imported.kind),
            cell("imported" if server.name in self._taken else ""),
        )

    @property
    def _current(self) -> Imported | None:
        return self._found.get(self.query_one(Table).current or "")

    def why_not(self, command: Command) -> str | None:
        if command is self.TAKE and self.is_attached and self._current is None:
            return "There is nothing to import."
        return super().why_not(command)

    @on(Table.Highlighted)
    def _tell_notes(self) -> None:
        if (imported := self._current) is not None:
            self.query_one("#notes", Static).update(Content("\n").join(plain(each) for each in imported.notes))

    @on(Table.Selected)
    def action_take(self) -> None:
        if (imported := self._current) is not None:
            self.show_problem(None)
            self.read(self._take(imported), self._took, waiting=Reading.SERVERS_FILE)

    async def _take(self, imported: Imported) -> tuple[str, Server] | Explanation:
        try:
            store_kind = self.query_one("#token-store", Choice).value
            return imported.server.name, await self._manager.take_over(imported, store_kind)
        except (ServerFault, StoreFault) as fault:
            return Explanation("The import failed.", str(fault))

    def _took(self, outcome: tuple[str, Server] | Explanation) -> None:
        if isinstance(outcome, Explanation):
            self.show_problem(outcome)
            return
        name, server = outcome
        self._taken.add(name)
        self._took_any = True
        self._draw()
        self.app.notify(f"Imported {server.name}.", markup=False)

    # A config file in another place

    def action_name_config(self) -> None:
        self._ask(asked=True)

    def _ask(self, *, asked: bool) -> None:
        for field in self.query(Field):
            if field.name == "path":
                field.display, field.disabled = asked, not asked
        self.query_one("#path" if asked else "Table").focus()

    @on(Input.Submitted, "#path")
    def _config_named(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            return
        self._ask(asked=False)
        self.show_problem(None)
        self.read(self._look(Path(event.value.strip())), self._show, waiting=Reading.TTN_LW_CLI_FILES)

    def action_back(self) -> None:
        if self.stop_reads():
            return
        if self.query_one("#path").has_focus:
            self._ask(asked=False)
        else:
            self.dismiss(self._took_any)
