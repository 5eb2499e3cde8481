"""The integrations of an application: how many it has of each kind, or what is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from tts_tui.api.errors import NotFound
from tts_tui.api.resources.formatters import NONE as NO_FORMATTER
from tts_tui.services.formatters.kinds import kind_word
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.base.reading import NOT_READ, Reading
from tts_tui.tui.core.commands import BACK, OPEN, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.routes import ScreenRoute, formatters, mqtt, packages, pubsubs, storage, webhooks
from tts_tui.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.client import Client
    from tts_tui.api.errors import TTSError
    from tts_tui.tui.widgets.table import Row

__all__ = ["IntegrationsScreen"]

NONE_HERE: Final = "not on this server"
_READ: Final = "RIGHT_APPLICATION_TRAFFIC_READ"


class _Integration(msgspec.Struct, frozen=True):
    """A kind of integration: what it is called, what it is for, the right to see it, and the screen that it opens.

    `summary` reads of an application how many there are, or a few words on what is set up.
    """

    word: str
    about: str
    right: str
    waiting: Reading
    summary: Callable[[Client, str], Awaitable[str | int]]
    opens: ScreenRoute[..., Any]


async def _address(tts: Client, application_id: str) -> str:
    found = await tts.mqtt.get(application_id)
    return found.public_tls_address or found.public_address or NONE_HERE


async def _stored(tts: Client, application_id: str) -> str | int:
    try:
        return await tts.storage.count(application_id)
    except NotFound as error:
        if error.name:
            raise
        return NONE_HERE


async def _formatters(tts: Client, application_id: str) -> str:
    found = await tts.formatters.get(application_id)
    kinds = [(word, each.kind) for word, each in (("up", found.up), ("down", found.down)) if each.kind != NO_FORMATTER]
    return ", ".join(f"{word} {kind_word(kind)}" for word, kind in kinds) or "none"


INTEGRATIONS: Final = (
    _Integration(
        "Webhooks",
        "Send messages to your own URL",
        _READ,
        Reading.WEBHOOK_COUNT,
        lambda tts, app: tts.webhooks.count(app),
        webhooks,
    ),
    _Integration(
        "MQTT",
        "Receive messages, and send downlinks",
        "RIGHT_APPLICATION_INFO",
        Reading.MQTT_CONNECTION,
        _address,
        mqtt,
    ),
    _Integration(
        "Pub/subs",
        "Through your own MQTT or NATS server",
        _READ,
        Reading.PUBSUB_COUNT,
        lambda tts, app: tts.pubsubs.count(app),
        pubsubs,
    ),
    _Integration(
        "Package associations",
        "What the server does with messages by FPort",
        "RIGHT_APPLICATION_SETTINGS_PACKAGES",
        Reading.PACKAGE_COUNT,
        lambda tts, app: tts.packages.count(app),
        packages,
    ),
    _Integration(
        "Payload formatters",
        "Decode and encode payloads, the application's default",
        "RIGHT_APPLICATION_SETTINGS_BASIC",
        Reading.FORMATTER,
        _formatters,
        formatters,
    ),
    _Integration("Storage", "Uplinks that the server has kept", _READ, Reading.STORED_UPLINK_COUNT, _stored, storage),
)
"""In the order of the rows."""


class IntegrationsScreen(ListScreen[None], ApplicationTab):
    """The sixth tab of an application: a line for each kind of integration. Enter opens one."""

    area = "Integrations"
    tab = 6
    OPEN = msgspec.structs.replace(OPEN, help="Open the selected integration.")
    offers = (OPEN, REFRESH, BACK)
    of_row = (OPEN,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._summaries: dict[str, str | int | NotAllowed] = {}

    def tab_body(self) -> ComposeResult:
        columns = [
            Column("Integration", 20),
            Column("What is there", 16, grows=True),
            Column("For", 48, grows=True, from_width=100, muted=True),
        ]
        yield from self.list_body(Table(columns, id="integrations"))

    def on_mount(self) -> None:
        self.table.focus()
        self.show_heading("Integrations")
        self.read_rights()
        self.action_refresh()

    def action_refresh(self) -> None:
        """Read all summaries at once, but for those that the caller may not see."""
        self.show_problem(None)
        self._summaries.clear()
        for each in INTEGRATIONS:
            if not self.lacks(each.right):
                call = or_not_allowed(each.summary(self.session.client, self.application_id))
                self.read(call, self._taking(each), waiting=each.waiting, group=each.word)
        self._show()

    def _taking(self, each: _Integration) -> Callable[[str | int | NotAllowed], None]:
        def take(found: str | int | NotAllowed) -> None:
            self._summaries[each.word] = found
            self._show()

        return take

    def rights_read(self, rights: frozenset[str]) -> None:
        super().rights_read(rights)
        self._show()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        super().read_failed(error, waiting)
        for each in INTEGRATIONS:
            if each.waiting is waiting:
                self._summaries[each.word] = NOT_READ
        self._show()

    def reading_stopped(self) -> None:
        for each in INTEGRATIONS:
            self._summaries.setdefault(each.word, NOT_READ)
        self._show()

    def _show(self) -> None:
        self.table.show([self._row(each) for each in INTEGRATIONS])
        self.refresh_bindings()

    def _row(self, each: _Integration) -> Row:
        lacking, found = self.lacks(each.right), self._summaries.get(each.word)
        if lacking or isinstance(found, NotAllowed):
            why = lacking or (found.why if isinstance(found, NotAllowed) else "")
            return each.word, (cell(each.word, "muted"), cell(visible(why), "muted"), cell(each.about))
        if found is None:
            summary = cell("…", "muted")
        elif isinstance(found, int):
            summary = cell(f"{found:,}" if found else "none", "" if found else "muted")
        else:
            summary = cell(found, "muted" if found == NONE_HERE else "")
        return each.word, (cell(each.word), summary, cell(each.about))

    @property
    def _current(self) -> _Integration | None:
        return next((each for each in INTEGRATIONS if each.word == self.table.current), None)

    def why_not(self, command: Command) -> str | None:
        if reason := super().why_not(command):
            return reason
        if command is self.OPEN and self.is_attached and (current := self._current) is not None:
            if self._summaries.get(current.word) == NONE_HERE and current.word == "Storage":
                return "This server has no storage integration: the open-source edition comes without it."
            return self.lacks(current.right)
        return None

    def action_open(self) -> None:
        if (current := self._current) is not None:
            screen = current.opens(self.session, self.application_id, rights=self.rights)
            self.app.push_screen(screen, lambda _: self.action_refresh())
