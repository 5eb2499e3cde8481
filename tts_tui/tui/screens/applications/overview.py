"""An application at a glance, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import msgspec
from msgspec.structs import replace
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from tts_tui.api.errors import NotFound, PermissionDenied
from tts_tui.api.field_rules import ADDRESSES
from tts_tui.api.rights import APPLICATION_ALL, APPLICATION_RIGHTS
from tts_tui.services.api_keys import expiry
from tts_tui.services.applications.settings import LABELS
from tts_tui.services.error_text import Explanation, explain
from tts_tui.services.missing_rights import ONLY_ADMINISTRATORS_PURGE, NotAllowed, not_allowed, or_not_allowed
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.application_tab import ApplicationTab, tab_key
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import BACK, COPY_ID, PURGE, REFRESH, Command, bindings
from tts_tui.tui.core.hyperlinks import terminal_has_hyperlinks
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.routes import new_api_key
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane
from tts_tui.tui.widgets.problem import Problem
from tts_tui.tui.widgets.property_groups import PropertyGroups

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
    ("Webhooks", "Send messages to your own URL.", f"{_DOCS}/integrations/webhooks/"),
    (
        "Storage integration",
        "Store messages to fetch them later; not available in the open-source edition.",
        f"{_DOCS}/integrations/storage/",
    ),
)
"""What the guide names after the creation of an application. (`integrations/adding-applications`)"""

_GROUPS: Final = {
    "About": (LABELS["name"], LABELS["description"], LABELS["attributes"]),
    "In use": ("End devices", "API keys", "Collaborators", "Your rights"),
    "Servers": tuple(LABELS[field] for field in ADDRESSES),
    "Contacts": ("Administrative", "Technical"),
    "Dates": ("Created", "Changed"),
}
"""The facts, by the title of their group."""
_LEFT: Final = ("About", "In use")
"""The groups of the left column; the others stand in the right one, or below where there is only one column."""
_OF_APPLICATION: Final = tuple(word for title in ("About", "Servers", "Contacts", "Dates") for word in _GROUPS[title])
_API_KEYS: Final = tab_key("API keys")
_ACCESS: Final = tab_key("Access")
_SETTINGS: Final = tab_key("Settings")
_LIVE: Final = tab_key("Live data")
_DEVICES: Final = tab_key("Devices")
_INTEGRATIONS: Final = tab_key("Integrations")
_NOT_READ: Final = NotAllowed("not read; press r to try again")


class OverviewState(msgspec.Struct, frozen=True):
    """What was read; None for what is being read."""

    application: Application | NotAllowed | None = None
    devices: int | NotAllowed | None = None
    keys: Page[APIKey] | NotAllowed | None = None
    collaborators: Page[Collaborator] | NotAllowed | None = None
    rights: frozenset[str] | NotAllowed | None = None

    def without_waiting(self) -> OverviewState:
        """The same once nothing more will come."""
        waited = [each for each in self.__struct_fields__ if getattr(self, each) is None]
        return replace(self, **dict.fromkeys(waited, _NOT_READ))


class OverviewScreen(ApplicationTab):
    """The first tab of an application. A `new` one shows the next steps before all else."""

    CSS_PATH = "overview.tcss"
    area = "Application"
    NEW_KEY = Command(
        "new_key",
        ("n",),
        "New API key",
        "New API key",
        "Create an API key for a program.",
        "RIGHT_APPLICATION_SETTINGS_API_KEYS",
    )
    KEYS = Command(
        f"tab({_API_KEYS})", (_API_KEYS,), "API keys", "API keys", "Give programs access, and see which have it."
    )
    SETTINGS = Command(
        f"tab({_SETTINGS})", (_SETTINGS, "e"), "Settings", "Settings", "Change the name, addresses, contacts and more."
    )
    ACCESS = Command(
        f"tab({_ACCESS})", (_ACCESS,), "Access", "Access", "See and change who shares the application.", footer=False
    )
    LIVE = Command(f"tab({_LIVE})", (_LIVE,), "Live data", "Live data", "Follow events as they happen.", footer=False)
    DEVICES = Command(
        f"tab({_DEVICES})", (_DEVICES,), "Devices", "End devices", "See the end devices, and delete them.", footer=False
    )
    INTEGRATIONS = Command(
        f"tab({_INTEGRATIONS})",
        (_INTEGRATIONS,),
        "Integrations",
        "Integrations",
        "See and change webhooks, MQTT, pub/subs, packages and payload formatters.",
        footer=False,
    )
    DELETE = Command(
        "delete",
        ("d", "delete"),
        "Delete",
        "Delete",
        "Delete the application (you confirm by typing its ID).",
        "RIGHT_APPLICATION_DELETE",
        destroys=True,
    )
    UTC = Command("utc", ("u",), "UTC", "Times in UTC", "Show times in UTC, or local ones again.", footer=False)
    offers = (
        KEYS,
        SETTINGS,
        ACCESS,
        LIVE,
        DEVICES,
        INTEGRATIONS,
        NEW_KEY,
        DELETE,
        PURGE,
        replace(COPY_ID, footer=True),
        replace(REFRESH, footer=True),
        UTC,
        BACK,
    )
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
        self._new = new
        self._utc = False
        self._state = OverviewState()

    def tab_body(self) -> ComposeResult:
        with Pane(id="overview"):
            yield Static(id="status")
            if self._new:
                with Area(title=Content.styled("✓ Created · next steps", "$text-success"), classes="next"):
                    yield Static(_next_steps())
            yield PropertyGroups(_GROUPS, left=_LEFT)
            if not self._new:
                with Area(title="Next steps", id="undone", classes="next"):
                    yield Static(_next_steps())

    def on_mount(self) -> None:
        self.query_one(Pane).focus()
        self.action_refresh()

    # Reading

    def action_refresh(self) -> None:
        """Read everything at once: each part is shown when it comes."""
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
            if self.query_one(Problem).explanation is None:  # one is enough; that of the application comes first
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
            facts = dict.fromkeys(_OF_APPLICATION, _pending(application))
        else:
            facts = dict(zip(_OF_APPLICATION, _facts(application, utc=self._utc), strict=True))
        facts |= {
            "End devices": _count_of(state.devices),
            "API keys": _count_of(keys),
            "Collaborators": _count_of(state.collaborators),
            "Your rights": _pending(rights) if rights is None or isinstance(rights, NotAllowed) else _rights(rights),
        }
        self.query_one("#status", Static).update(_status(state, self.session.clock()))
        for undone in self.query("#undone"):
            undone.display = state.devices == 0 or (keys is not None and _number(keys) == 0)
        self.query_one(PropertyGroups).show(facts)

    # Actions

    def why_not(self, command: Command) -> str | None:
        if command is PURGE and not self.session.info.is_admin:
            return ONLY_ADMINISTRATORS_PURGE
        return super().why_not(command)

    def action_purge(self) -> None:
        from tts_tui.tui.screens.applications.purge import PurgeApplicationScreen

        self.app.push_screen(
            PurgeApplicationScreen(self.session, self.application_id), lambda purged: self._deleted(bool(purged))
        )

    def action_utc(self) -> None:
        self._utc = not self._utc
        self._set(self._state)

    def action_new_key(self) -> None:
        keys = self._state.keys
        read = None if keys is None or isinstance(keys, NotAllowed) else keys
        self.app.push_screen(
            new_api_key(
                self.session,
                self.application_id,
                keys=read.items if read is not None and read.total in (None, len(read.items)) else None,
                rights=self.rights,
                done=lambda _: self.when_seen(self.action_refresh) if self.is_attached else None,
            )
        )

    def action_copy_id(self) -> None:
        self.copy(self.application_id, f"The ID {self.application_id}")


def _why_no_application(error: TTSError, application_id: str) -> Explanation:
    explained = explain(error, "read the application")
    match error:
        case PermissionDenied() if error.missing_rights:
            return replace(explained, what=f"You may not see {application_id}.")
        case PermissionDenied() if not error.warning:
            return replace(
                explained,
                what=f"You can't see {application_id}.",
                advice="It may not exist: the server doesn't say. Check the ID, or ask for rights.",
            )
        case NotFound():
            return replace(
                explained,
                what=f"There is no application {application_id}.",
                advice="If it was deleted, press t in the list of applications to restore it.",
            )
    return explained


def _facts(application: Application, *, utc: bool) -> Iterator[Content]:
    """The values of `_OF_APPLICATION`."""
    yield plain(application.name) if application.name else _muted("none")
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
    yield _moment(application.created_at, utc=utc)
    yield _moment(application.updated_at, utc=utc)


def _muted(words: str) -> Content:
    return Content.styled(words, "$foreground-muted")


def _contact(account: Account | None) -> Content:
    if account is None:
        return _muted("none")
    return plain(account.id if account.kind == "user" else f"organization {account.id}")


def _moment(instant: datetime | None, *, utc: bool) -> Content:
    """Local, with UTC beside it only where the days differ; or in UTC."""
    if instant is None:
        return _muted("–")
    if utc:
        return Content(instants.moment_utc(instant))
    other_day = instants.local(instant).date() != instants.in_utc(instant).date()
    beside = instants.utc_beside(instant) if other_day else ""
    return Content.assemble(instants.moment(instant), (f"  {beside}" if beside else "", "$foreground-muted"))


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


def _number(found: int | Page[Any] | NotAllowed | None) -> int | None:
    """How many there are; None where that is not known."""
    if found is None or isinstance(found, NotAllowed):
        return None
    if isinstance(found, int):
        return found
    return len(found.items) if found.total is None else found.total


def _status(state: OverviewState, now: datetime) -> Content:
    """What there is and what needs a look, in a line; what is not known is left out."""
    parts: list[Content] = []
    for one, found in (("device", state.devices), ("API key", state.keys), ("collaborator", state.collaborators)):
        if (number := _number(found)) is not None:
            parts.append(Content(f"{number:,} {one}{'' if number == 1 else 's'}"))
        if found is state.keys and state.keys is not None and not isinstance(state.keys, NotAllowed):
            parts += _need_a_look(state.keys, now)
    return Content.styled(" · ", "$foreground-muted").join(parts)


def _need_a_look(page: Page[APIKey], now: datetime) -> Iterator[Content]:
    """How many keys have expired or soon will; they come by expiry, so the page has those."""
    near = [expiry.nearness(key.expires_at, now) for key in page.items]
    if expired := near.count("expired"):
        yield Content.styled(f"✗ {expired:,} expired", "$text-error")
    if soon := near.count("soon"):
        yield Content.styled(f"! {soon:,} {'expires' if soon == 1 else 'expire'} soon", "$text-warning")


def _rights(held: frozenset[str]) -> Content:
    if APPLICATION_ALL in held:
        return Content("all rights, including future ones")
    known = [each for each in APPLICATION_RIGHTS if each.name != APPLICATION_ALL]
    words = [each.word for each in known if each.name in held]
    words += [visible(name) for name in sorted(held - {each.name for each in known})]
    if not words:
        return _muted("none")
    return Content(f"{len(words)} of {len(known)}: {', '.join(words)}")


def _next_steps() -> Content:
    """A line for each: what it is, and where it is done."""
    lines = [
        _step("API key", Content.assemble(("n", "bold $accent"), " gives a program access to this application."), "")
    ]
    linked = terminal_has_hyperlinks()
    for word, text, url in NEXT_STEPS:
        where = Content(text) if linked else plain(url, "$foreground-muted")
        lines.append(_step(word, where, url if linked else ""))
    return Content("\n").join(lines)


def _step(word: str, text: Content, url: str) -> Content:
    label = Content(word).stylize(Style(link=url, underline=True) if url else "")
    return Content.assemble(label.stylize_before("$accent"), " " * (20 - len(word)), text)
