"""The first tab of an application: its facts, what it has, and next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.api.errors import NotFound, PermissionDenied
from tts_tui.api.field_rules import ADDRESSES
from tts_tui.services.applications.settings import LABELS
from tts_tui.services.error_text import Explanation, explain
from tts_tui.services.missing_rights import ONLY_ADMINISTRATORS_PURGE, NotAllowed, not_allowed, or_not_allowed
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.application_tab import ApplicationTab, tab_key
from tts_tui.tui.base.reading import NOT_READ, Reading, without_waiting
from tts_tui.tui.core.commands import BACK, COPY_ID, DELETE_APPLICATION, PURGE, REFRESH, Command, bindings
from tts_tui.tui.routes import new_api_key
from tts_tui.tui.screens.applications.overview_facts import (
    OverviewState,
    application_facts,
    counted,
    how_many,
    keys_counted,
    next_steps,
    pending,
    rights_in_words,
)
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane
from tts_tui.tui.widgets.problem import Problem
from tts_tui.tui.widgets.property_groups import PropertyGroups

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.session.session import Session

__all__ = ["OverviewScreen"]

T = TypeVar("T")

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


class OverviewScreen(ApplicationTab):
    """Shows an application; a `new` one shows the next steps first, any other below its facts."""

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
        f"tab({_API_KEYS})",
        (_API_KEYS,),
        "API keys",
        "API keys",
        "Give programs access, and see which have it.",
        footer=False,
    )
    SETTINGS = Command(
        f"tab({_SETTINGS})",
        (_SETTINGS, "e"),
        "Settings",
        "Settings",
        "Change the name, addresses, contacts and more.",
        footer=False,
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
    DELETE = replace(DELETE_APPLICATION, right="RIGHT_APPLICATION_DELETE")
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
            if self._new:
                with Area(title=Content.styled("✓ Created · next steps", "$text-success"), classes="next"):
                    yield Static(next_steps())
            yield PropertyGroups(_GROUPS, left=_LEFT)
            if not self._new:
                with Area(title="Next steps", id="undone", classes="next"):
                    yield Static(next_steps())

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
            self._set(replace(self._state, application=not_allowed(refused) if refused else NOT_READ))
            self.show_problem(_why_no_application(error, visible(self.application_id)))
        else:
            self._set(without_waiting(self._state))
            if self.query_one(Problem).explanation is None:  # one is shown; that of the application matters most
                super().read_failed(error, waiting)

    def stop_reads(self) -> bool:
        stopped = super().stop_reads()
        if stopped:
            self._set(without_waiting(self._state))
        return stopped

    # Showing

    def _set(self, state: OverviewState) -> None:
        self._state = state
        application, keys, rights = state.application, state.keys, state.rights
        if application is None or isinstance(application, NotAllowed):
            facts = dict.fromkeys(_OF_APPLICATION, pending(application))
        else:
            facts = dict(zip(_OF_APPLICATION, application_facts(application, utc=self._utc), strict=True))
        facts |= {
            "End devices": counted(state.devices),
            "API keys": keys_counted(keys, self.session.clock()),
            "Collaborators": counted(state.collaborators),
            "Your rights": rights_in_words(rights) if isinstance(rights, frozenset) else pending(rights),
        }
        for undone in self.query("#undone"):
            undone.display = state.devices == 0 or how_many(keys) == 0
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
