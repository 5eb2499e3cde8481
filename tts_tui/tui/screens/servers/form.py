"""The form that adds or changes a named server."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal
from urllib.parse import urlsplit

from msgspec.structs import asdict, replace
from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input

from tts_tui.servers import model
from tts_tui.servers.addresses import with_scheme
from tts_tui.servers.hosted import hosted
from tts_tui.servers.model import BadServer, Server
from tts_tui.servers.servers_file import NameTaken, ServerFault
from tts_tui.services.error_text import Explanation
from tts_tui.session.credentials import StoreFault
from tts_tui.session.drafts import Draft
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import CLOSE, SUBMIT, bindings
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.shell_export import Export
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.store_choices import StoreChoices

__all__ = ["ServerFormScreen"]

Hosting = Literal["own", "sandbox", "cloud"]

_HOSTING: Final[tuple[tuple[Hosting, str], ...]] = (
    ("own", "my own"),
    ("sandbox", "TTS Sandbox"),
    ("cloud", "TTS Cloud"),
)
_ALLOW: Final = "Allow http"
_OF_HOSTED: Final = ("hosting", "tenant", "cluster_name")


class ServerFormScreen(FormScreen[Server]):
    """Returns the server as it was saved, or None. `server` is the one to change, None for a new one."""

    CSS_PATH = "form.tcss"
    area = "Server"
    SAVE = replace(SUBMIT, help="Save the server on this machine. Sends nothing.")
    offers = (SAVE, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, manager: SessionManager, server: Server | None) -> None:
        super().__init__()
        self._manager = manager
        self._server = server
        self._given: dict[str, Any] = {}
        self._store_typed: str | None = None

    def body(self) -> ComposeResult:
        there = asdict(self._server) if self._server else {}

        def row(name: str, label: str, hint: str, preset: str = "") -> Field:
            return Field(name, label, TextInput(str(there.get(name) or preset)), hint)

        title = f"Change {self._server.name}" if self._server else "Add a server"
        with Area(title=title), VerticalScroll(id="fields", can_focus=False):
            if self._server is None:
                yield Field("hosting", "Which server", Choice(_HOSTING, "own", id="hosting"))
            yield row("name", "Name", "Short name; open it with tts-tui NAME.")
            with Vertical(id="hosted"):
                yield row("tenant", "Tenant", "First part of its address, e.g. my-company.")
                yield row("cluster_name", "Cluster", f"E.g. {', '.join(model.CLUSTERS)}.", model.CLUSTERS[0])
            with Vertical(id="own"):
                yield row("identity_server", "Address", "E.g. https://thethings.example.com")
                yield row("cluster", "Cluster", "Address of the Application Server, if it differs.")
                yield row("oauth", "OAuth", "Only if OAuth isn't at /oauth of the address.")
                yield row("ca_file", "CA file", "PEM file, if this machine doesn't trust the server.")
                insecure = Choice([(False, "no"), (True, "yes")], there.get("insecure", False), id="insecure")
                yield Field("insecure", _ALLOW, insecure, "Yes is insecure: others on the network can read your token.")
            yield Vertical(id="keep")

    def on_mount(self) -> None:
        self._show_hosting()
        self._given = self._typed()
        self.query_one(Choice if self._server is None else TextInput).focus()
        if self._server is not None:
            self.read(self._manager.store_choices(self._server), self._offer, waiting=Reading.KEYRING)

    def _offer(self, offers: StoreChoices) -> None:
        store_kind = self._server.token if self._server else None
        if store_kind is None:  # it is asked for when the server is opened for the first time
            return
        options = [(each.store_kind, each.words) for each in offers.all]
        if store_kind not in dict(options):  # such as a keyring that is locked now
            options.insert(0, (store_kind, f"As it is now: {store_kind}"))
        self._given["token"] = store_kind
        chosen = self._store_typed if self._store_typed in dict(options) else store_kind
        hint = offers.no_keyring or "A stored token moves, too."
        self.query_one("#keep").mount(
            Field("token", "Token stored in", Choice(options, chosen, id="token"), hint, always=True)
        )

    @property
    def _hosting(self) -> Hosting:
        return self.query_one("#hosting", Choice).value if self._server is None else "own"

    @on(Choice.Changed, "#hosting")
    def _show_hosting(self) -> None:
        hosting = self._hosting
        self.query_one("#own").display = hosting == "own"
        self.query_one("#hosted").display = hosting != "own"
        for field in self.query(Field):
            if field.name == "tenant":
                field.display = hosting == "cloud"
        self.show_problem(None)  # it is about fields that are hidden now

    @on(Input.Changed)
    @on(Choice.Changed)
    def _clear_complaint(self, event: Input.Changed | Choice.Changed) -> None:
        """Clear a field's complaint as soon as it is changed: all fields are checked again when the server is saved."""
        for field in self.query(Field):
            if field.control is event.control:
                field.complain(None)

    # What is typed

    def changed(self) -> bool:
        return self._typed() != self._given

    def exports(self) -> Sequence[Export]:
        return ()

    def blank_draft(self) -> Draft:
        return Draft("server", {}, server=self._server.name if self._server else "")

    def typed(self) -> Mapping[str, Any]:
        return {name: value for name, value in self._typed().items() if value != self._given.get(name)}

    def fill(self, fields: Mapping[str, Any]) -> None:
        self._store_typed = fields.get("token")
        for field in self.query(Field):
            value = fields.get(field.name or "")
            if isinstance(field.control, Input | Choice) and value is not None:
                with contextlib.suppress(ValueError):  # an option that isn't offered any more
                    field.control.value = value

    def _typed(self) -> dict[str, Any]:
        """The values of all fields by their names."""
        return {
            str(field.name): field.control.value.strip() if isinstance(field.control, Input) else field.control.value
            for field in self.query(Field)
            if isinstance(field.control, Input | Choice)
        }

    # Saving

    def action_submit(self) -> None:
        for field in self.query(Field):
            field.complain(None)
        self.show_problem(None)
        self.write(self._saved(self._hosting, self._typed()), self._done, doing="save the server")

    async def _saved(self, hosting: Hosting, typed: dict[str, Any]) -> Server | BadServer | Explanation:
        try:
            fields = await asyncio.to_thread(_meant, hosting, typed)
            kept = {"token": self._server.token} if self._server else {}
            server = model.make(**{**kept, **fields})
            if self._server is None:
                await self._manager.add(server)
            else:
                await self._manager.replace(self._server.name, server)
        except BadServer as error:
            return error
        except NameTaken as fault:
            return BadServer({"name": str(fault)})
        except (ServerFault, StoreFault) as fault:
            return Explanation("The server is not saved.", str(fault))
        return server

    def _done(self, outcome: Server | BadServer | Explanation) -> None:
        match outcome:
            case Server():
                self.finish(outcome, f"Saved {outcome.name}.")
            case Explanation():
                self.tell_problem(outcome)
            case BadServer() if self.is_attached:
                self._complain(outcome)
            case BadServer():
                self.app.notify(f"The server is not saved. {outcome}", severity="error", markup=False)

    def _complain(self, error: BadServer) -> None:
        called = {"cluster": "cluster_name"} if self._hosting != "own" else {}
        problems = dict(error.problems)
        if "identity_server" in problems:
            problems["identity_server"] = (
                problems["identity_server"].replace("--insecure", f"“{_ALLOW}”")
                if self._typed()["identity_server"]
                else "Enter an address, e.g. https://thethings.example.com"
            )
        if "identity_server" in problems and self._put_right():
            problems["identity_server"] += " Both are filled in now: save again."
        elif "identity_server" in problems and (meant := with_scheme(self._typed()["identity_server"])) is not None:
            self._fill_in({"identity_server": meant})
            scheme = meant.partition("//")[0]
            problems["identity_server"] = f"{scheme}// was missing and is filled in now: save again."
        wrong = [(self.field(called.get(name, name)), sentence) for name, sentence in problems.items()]
        for field, sentence in wrong:
            if field is not None:
                field.complain(sentence)
        first = next((field for field, _ in wrong if field is not None), None)
        if first is not None:
            self.show_field(first)

    def _put_right(self) -> bool:
        """Fill in both addresses if a cluster's was typed for the Identity Server. Returns whether it was."""
        there = hosted(urlsplit(self._typed()["identity_server"]).hostname or "")
        if there is None:
            return False
        self._fill_in({"identity_server": there.identity_server, "cluster": there.address})
        return True

    def _fill_in(self, right: Mapping[str, str]) -> None:
        for field in self.query(Field):
            value = right.get(field.name or "")
            if value is not None and isinstance(field.control, Input):
                with field.control.prevent(Input.Changed):  # it would clear the complaint
                    field.control.value = value


def _meant(hosting: Hosting, typed: dict[str, Any]) -> dict[str, Any]:
    """The fields of the server, from what is typed. Reads the CA file. Raises BadServer."""
    name = typed["name"]
    if hosting == "sandbox":
        return {"name": name, **model.sandbox(typed["cluster_name"])}
    if hosting == "cloud":
        return {"name": name, **model.cloud(typed["tenant"], typed["cluster_name"])}
    needed = ("name", "identity_server")
    fields = {key: value for key, value in typed.items() if key not in _OF_HOSTED and (value != "" or key in needed)}
    if "ca_file" in fields:
        fields["ca_file"] = model.ca_file(fields["ca_file"])
    return fields
