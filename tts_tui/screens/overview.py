"""An application at a glance, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tts_tui import times
from tts_tui.api.errors import PermissionDenied
from tts_tui.commands import BACK, COPY_ID, REFRESH, Command, bindings
from tts_tui.screens.application import ApplicationTab
from tts_tui.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.models import Account, APIKey, Application, Page
    from tts_tui.session import Session

__all__ = ["OverviewScreen"]

T = TypeVar("T")

DOCS: Final = "https://www.thethingsindustries.com/docs"
NEXT_STEPS: Final = (
    (
        "Add end devices",
        "Register each device with its EUIs and keys; the server then answers its joins and hears its uplinks.",
        f"{DOCS}/hardware/devices/adding-devices/",
    ),
    (
        "Webhooks",
        "Have the server send every message to an HTTP address of yours, and take downlinks back.",
        f"{DOCS}/integrations/webhooks/",
    ),
    (
        "Storage integration",
        "Let the server keep messages for a while, to be fetched later. Not in the open-source edition.",
        f"{DOCS}/integrations/storage/",
    ),
)


class OverviewScreen(ApplicationTab):
    """The first tab of an application. A `new` one says that it was created."""

    CSS_PATH = "overview.tcss"
    area = "Application"
    KEYS = Command("tab(2)", ("2",), "API keys", "API keys", "Give programs access, and see who has it.")
    SETTINGS = Command(
        "tab(3)", ("3", "e"), "Settings", "Settings", "Change name, description, addresses and the rest."
    )
    DELETE = Command(
        "delete",
        ("d", "delete"),
        "Delete",
        "Delete",
        "Delete the application, after its ID was typed.",
        "RIGHT_APPLICATION_DELETE",
        destroys=True,
    )
    offers = (KEYS, SETTINGS, DELETE, REFRESH, COPY_ID, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self, session: Session, application_id: str, left: Callable[[bool], None], *, new: bool = False, **kept: Any
    ) -> None:
        super().__init__(session, application_id, left, **kept)
        self._new = new

    def tab_body(self) -> ComposeResult:
        with VerticalScroll(id="overview"):
            if self._new:
                yield Static(
                    Content.styled("✓ Created. Nothing else is needed; what usually comes next is below."), id="new"
                )
            yield Static(id="facts")
            yield Static(id="counts")
            yield Static(_next_steps(), id="next")

    def on_mount(self) -> None:
        self.query_one("#overview").focus()
        self.action_refresh()

    def action_refresh(self) -> None:
        self.show_problem(None)
        client = self.session.client
        self._counts: dict[str, str] = {"End devices": "…", "API keys": "…"}
        self._show_counts()
        self.read(
            client.applications.get(self.application_id), self._show, waiting="the application", group="application"
        )
        self.read_rights()
        self.read(
            _or_denied(client.devices.count(self.application_id)),
            self._devices_read,
            waiting="its devices",
            group="devices",
        )
        self.read(
            _or_denied(client.api_keys.page(self.application_id)), self._keys_read, waiting="its API keys", group="keys"
        )

    def _show(self, application: Application) -> None:
        facts = [
            ("Name", plain(application.name) if application.name else _none("no name")),
            ("Description", plain(application.description, lines=True) if application.description else _none("none")),
            ("Attributes", _attributes(application)),
            ("Network Server", _address(application.network_server_address)),
            ("Application Server", _address(application.application_server_address)),
            ("Join Server", _address(application.join_server_address)),
            ("Administrative contact", _contact(application.administrative_contact)),
            ("Technical contact", _contact(application.technical_contact)),
            ("Created", _moment(application.created_at)),
            ("Changed", _moment(application.updated_at)),
        ]
        self.query_one("#facts", Static).update(_table(facts))

    def _devices_read(self, count: int | str) -> None:
        self._counts["End devices"] = f"{count:,}" if isinstance(count, int) else count
        self._show_counts()

    def _keys_read(self, page: Page[APIKey] | str) -> None:
        if isinstance(page, str):
            self._counts["API keys"] = page
        else:
            self._counts["API keys"] = f"{page.total if page.total is not None else len(page.items):,}"
        self._show_counts()

    def _show_counts(self) -> None:
        self.query_one("#counts", Static).update(
            _table([(word, Content(count)) for word, count in self._counts.items()])
        )

    def action_copy_id(self) -> None:
        self.copy(self.application_id, f"The ID {self.application_id}")

    def action_delete(self) -> None:
        from tts_tui.screens.delete_application import DeleteApplicationScreen

        self.app.push_screen(DeleteApplicationScreen(self.session, self.application_id), self._deleted)

    def _deleted(self, deleted: bool | None) -> None:
        if deleted:
            self.list_changed = True
            self.leave()


async def _or_denied(call: Coroutine[Any, Any, T]) -> T | str:
    """The answer, or in words that the right to it is missing: a count that can't be had is no failure."""
    try:
        return await call
    except PermissionDenied as error:
        return f"– you lack {', '.join(error.missing_rights) or 'the right to see them'}"


def _table(rows: list[tuple[str, Content]]) -> Content:
    width = 24
    lines = []
    for word, value in rows:
        first, *more = value.split("\n") or [Content("")]
        lines.append(Content.assemble((f"{word:<{width}}", "$foreground-muted"), first))
        lines.extend(Content.assemble(" " * width, line) for line in more)
    return Content("\n").join(lines)


def _none(words: str) -> Content:
    return Content.styled(words, "$foreground-muted")


def _attributes(application: Application) -> Content:
    pairs = [plain(f"{key} = {value}") for key, value in sorted(application.attributes.items())]
    return Content("\n").join(pairs) if pairs else _none("none")


def _address(address: str) -> Content:
    return plain(address) if address else _none("any")


def _contact(account: Account | None) -> Content:
    if account is None:
        return _none("none")
    return plain(account.id if account.kind == "user" else f"organization {account.id}")


def _moment(instant: datetime | None) -> Content:
    return Content.assemble(times.moment(instant), ("  ", ""), (times.moment_utc(instant), "$foreground-muted"))


def _next_steps() -> Content:
    lines = [Content.styled("Next steps", "bold")]
    for word, text, where in NEXT_STEPS:
        lines += [Content.assemble((f"• {word}  ", "$accent"), text), Content.styled(f"  {where}", "$foreground-muted")]
    return Content("\n").join(lines)
