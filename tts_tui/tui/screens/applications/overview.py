"""An application at a glance, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import msgspec
from msgspec.structs import replace
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from tts_tui.api.errors import NotFound, PermissionDenied
from tts_tui.api.rights import APPLICATION_ALL, APPLICATION_RIGHTS
from tts_tui.services.api_keys import expiry
from tts_tui.services.applications.settings import LABELS, SKIP
from tts_tui.services.error_text import Explanation, explain
from tts_tui.services.missing_rights import NotAllowed, not_allowed, or_not_allowed
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import BACK, COPY_ID, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.facts import Facts
from tts_tui.tui.widgets.pane import Pane
from tts_tui.tui.widgets.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.models import Account, APIKey, Application, Collaborator
    from tts_tui.api.rows import Page
    from tts_tui.session.session import Session

__all__ = ["NEXT_STEPS", "OverviewScreen"]

T = TypeVar("T")

_DOCS: Final = "https://www.thethingsindustries.com/docs"
NEXT_STEPS: Final = (
    (
        "Add end devices",
        "Register each with its EUIs and keys; then it can join.",
        f"{_DOCS}/hardware/devices/adding-devices/",
    ),
    ("Webhooks", "Have every message sent to a web address of yours.", f"{_DOCS}/integrations/webhooks/"),
    (
        "Storage integration",
        "Keep messages to fetch them later; not in open source.",
        f"{_DOCS}/integrations/storage/",
    ),
)
"""What the guide names after the creation of an application. (`integrations/adding-applications`)"""

_GLANCE: Final = (LABELS["name"], "End devices", "API keys", "Collaborators", "Your rights")
_FACTS: Final = (
    *(label for field, label in LABELS.items() if field not in ("name", SKIP)),
    "Created",
    "Changed",
)
_NOT_READ: Final = NotAllowed("not read; r asks again")


class OverviewState(msgspec.Struct, frozen=True):
    """What has been read; None for what is being read."""

    application: Application | NotAllowed | None = None
    devices: int | NotAllowed | None = None
    keys: Page[APIKey] | NotAllowed | None = None
    collaborators: Page[Collaborator] | NotAllowed | None = None
    rights: frozenset[str] | NotAllowed | None = None

    def without_waiting(self) -> OverviewState:
        """The same when nothing more will come."""
        waited = [each for each in self.__struct_fields__ if getattr(self, each) is None]
        return replace(self, **dict.fromkeys(waited, _NOT_READ))


class OverviewScreen(ApplicationTab):
    """The first tab of an application. A `new` one says that it was created, and what comes next before all else."""

    CSS_PATH = "overview.tcss"
    area = "Application"
    KEYS = Command("tab(2)", ("2",), "API keys", "API keys", "Give programs access, and see who has it.")
    SETTINGS = Command(
        "tab(3)", ("3", "e"), "Settings", "Settings", "Change name, description, addresses and the rest."
    )
    ACCESS = Command("tab(5)", ("5",), "Access", "Access", "See and change who shares the application.", footer=False)
    DELETE = Command(
        "delete",
        ("d", "delete"),
        "Delete",
        "Delete",
        "Delete the application, after its ID was typed.",
        "RIGHT_APPLICATION_DELETE",
        destroys=True,
    )
    offers = (KEYS, SETTINGS, ACCESS, DELETE, replace(COPY_ID, footer=True), replace(REFRESH, footer=True), BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        session: Session,
        application_id: str,
        left: Callable[[bool], None] | None,
        *,
        new: bool = False,
        **kept: Any,
    ) -> None:
        super().__init__(session, application_id, left, **kept)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
        self._new = new
        self._state = OverviewState()

    def tab_body(self) -> ComposeResult:
        with Pane(id="overview"):
            if self._new:
                yield Static(Content("✓ Created. Nothing else is needed; this is what usually comes next:"), id="new")
                yield Static(_next_steps(), id="next")
            with Container(id="known"):
                yield Facts(_GLANCE, id="glance")
                yield Facts(_FACTS, id="facts")
            if not self._new:
                yield Static(Content.assemble(("Next steps\n", "bold"), _next_steps()), id="next")

    def on_mount(self) -> None:
        self.query_one(Pane).focus()
        self.action_refresh()

    # Reading

    def action_refresh(self) -> None:
        """Ask for everything at once: what is shown first needs one answer and no other."""
        client, about = self.session.client, self.application_id
        self.show_problem(None)
        self._set(OverviewState())
        call = client.applications.get(about)
        self.read(call, self._take("application"), waiting=Reading.APPLICATION, group="application")
        self.read(client.applications.rights(about), self.rights_read, waiting=Reading.RIGHTS, group="rights")
        self._count("devices", client.devices.count(about), Reading.DEVICE_COUNT)
        self._count("keys", client.api_keys.page(about, order="expires_at"), Reading.KEY_COUNT)
        self._count("collaborators", client.collaborators.page(about), Reading.COLLABORATORS)

    def _count(self, name: str, call: Awaitable[object], waiting: Reading) -> None:
        self.read(or_not_allowed(call), self._take(name), waiting=waiting, group=name)

    def _take(self, name: str) -> Callable[[Any], None]:
        return lambda answer: self._set(replace(self._state, **{name: answer}))

    def rights_read(self, rights: frozenset[str]) -> None:
        super().rights_read(rights)
        self._set(replace(self._state, rights=rights))

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting == Reading.APPLICATION:
            refused = error if isinstance(error, PermissionDenied) and not error.warning else None
            self._set(replace(self._state, application=not_allowed(refused) if refused else _NOT_READ))
            self.show_problem(_why_no_application(error, visible(self.application_id)))
        else:
            self._set(self._state.without_waiting())
            if self.query_one(Problem).explanation is None:  # one is enough; the application's own goes before
                super().read_failed(error, waiting)

    def stop_reads(self) -> bool:
        stopped = super().stop_reads()
        if stopped:
            self._set(self._state.without_waiting())
        return stopped

    # Showing

    def _set(self, state: OverviewState) -> None:
        self._state = state
        application, keys, rights = state.application, state.keys, state.rights
        if application is None or isinstance(application, NotAllowed):
            name, facts = _pending(application), dict.fromkeys(_FACTS, _pending(application))
        else:
            name = plain(application.name) if application.name else _muted("no name")
            facts = dict(zip(_FACTS, _facts(application), strict=True))
        glance = (
            name,
            _count_of(state.devices),
            _count_of(keys) if keys is None or isinstance(keys, NotAllowed) else _keys(keys, self.session.clock()),
            _count_of(state.collaborators),
            _pending(rights) if rights is None or isinstance(rights, NotAllowed) else _rights(rights),
        )
        self.query_one("#glance", Facts).show(dict(zip(_GLANCE, glance, strict=True)))
        self.query_one("#facts", Facts).show(facts)

    # Actions

    def action_copy_id(self) -> None:
        self.copy(self.application_id, f"The ID {self.application_id}")


def _why_no_application(error: TTSError, application_id: str) -> Explanation:
    explained = explain(error, "read the application")
    match error:
        case PermissionDenied() if error.missing_rights:
            return replace(explained, what=f"You may not see what {application_id} is.")
        case PermissionDenied() if not error.warning:
            return replace(
                explained,
                what=f"You can't see {application_id}.",
                advice="The server says the same of one that doesn't exist. Check the ID, or ask for rights.",
            )
        case NotFound():
            return replace(
                explained,
                what=f"There is no application {application_id}.",
                advice="If it was deleted, t on the list of applications may restore it.",
            )
    return explained


def _facts(application: Application) -> Iterator[Content]:
    yield plain(application.description, lines=True) if application.description else _muted("none")
    pairs = [plain(f"{key} = {value}") for key, value in sorted(application.attributes.items())]
    yield Content("\n").join(pairs) if pairs else _muted("none")
    for address in (
        application.network_server_address,
        application.application_server_address,
        application.join_server_address,
    ):
        yield plain(address) if address else _muted("any")
    yield _contact(application.administrative_contact)
    yield _contact(application.technical_contact)
    yield _moment(application.created_at)
    yield _moment(application.updated_at)


def _muted(words: str) -> Content:
    return Content.styled(words, "$foreground-muted")


def _contact(account: Account | None) -> Content:
    if account is None:
        return _muted("none")
    return plain(account.id if account.kind == "user" else f"organization {account.id}")


def _moment(instant: datetime | None) -> Content:
    return Content.assemble(instants.moment(instant), "  ", (instants.moment_utc(instant), "$foreground-muted"))


def _pending(why: NotAllowed | None) -> Content:
    return Content("…") if why is None else _muted(f"– {why.why}")


def _count_of(found: int | Page[Any] | NotAllowed | None) -> Content:
    match found:
        case None | NotAllowed():
            return _pending(found)
        case int(count):
            return Content(f"{count:,}")
        case page:
            return Content(f"{len(page.items) if page.total is None else page.total:,}")


def _keys(page: Page[APIKey], now: datetime) -> Content:
    """How many keys there are, and how many of them need a look. They come by expiry, so the page has all of those."""
    near = [expiry.nearness(key.expires_at, now) for key in page.items]
    parts = [_count_of(page)]
    if expired := near.count("expired"):
        parts.append(Content.styled(f"✗ {expired:,} expired", "$text-error"))
    if soon := near.count("soon"):
        parts.append(Content.styled(f"! {soon:,} {'expires' if soon == 1 else 'expire'} soon", "$text-warning"))
    return Content("  ").join(parts)


def _rights(held: frozenset[str]) -> Content:
    if APPLICATION_ALL in held:
        return Content("every one, present and future")
    known = [each for each in APPLICATION_RIGHTS if each.name != APPLICATION_ALL]
    words = [each.word for each in known if each.name in held]
    words += [visible(name) for name in sorted(held - {each.name for each in known})]
    if not words:
        return _muted("none")
    return Content(f"{len(words)} of {len(known)}: {', '.join(words)}")


def _next_steps() -> Content:
    lines = []
    for word, text, where in NEXT_STEPS:
        lines += [Content.assemble((f"{word:<21}", "$accent"), text), Content.styled(f"  {where}", "$foreground-muted")]
    return Content("\n").join(lines)
