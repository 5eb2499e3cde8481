"""An end device at a glance: what each of the four servers knows of it, and its last frames."""

from __future__ import annotations

from collections import deque
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec
from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.api.resources.events import Event
from tts_tui.services.end_devices import in_words
from tts_tui.services.end_devices.frames import FRAME_EVENTS
from tts_tui.services.end_devices.servers import half_registered
from tts_tui.services.error_text import explain
from tts_tui.services.events.follow import follow
from tts_tui.services.events.in_words import essence, what_happened
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.device_tab import SIMULATE, DeviceTab
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import BACK, COPY_ID, REFRESH, Command, bindings
from tts_tui.tui.core.defects import unexpected_as_defects
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane
from tts_tui.tui.widgets.problem import Problem
from tts_tui.tui.widgets.property_groups import PropertyGroups

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Iterator
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from tts_tui.api.end_device_models import EndDevice, OnApplicationServer, OnJoinServer, OnNetworkServer
    from tts_tui.api.resources.end_devices import Where

__all__ = ["DeviceScreen"]

TRAFFIC: Final = "RIGHT_APPLICATION_TRAFFIC_READ"

_GROUPS: Final = {
    "About": ("Name", "Description", "Product", "Serial number", "Location", "Attributes"),
    "Identifiers": ("DevEUI", "JoinEUI", "DevAddr"),
    "Dates": ("Last seen", "Activated", "Created", "Changed"),
    "Network Server": ("Frequency plan", "LoRaWAN", "Regional parameters", "Activation", "Classes", "Device status"),
    "Session": ("Since", "FCntUp", "NFCntDown", "AFCntDown", "Data rate", "Receives"),
    "Application Server": ("Formatters", "Payload crypto"),
    "Join Server": ("Joins", "Join nonce"),
    "Servers": ("Network", "Application", "Join"),
}
_LEFT: Final = ("About", "Identifiers", "Dates")
_FRAMES: Final = 5
_DRAWN_EVERY: Final = 0.25
"""Seconds between two drawings of the last frames, at least."""
_MISSING: Final = NotAllowed("not registered here")
_NOT_READ: Final = NotAllowed("not read; press r to try again")


class Known(msgspec.Struct, frozen=True):
    """What each server knows of the device; None for what is being read."""

    identity: EndDevice | NotAllowed | None = None
    network: OnNetworkServer | NotAllowed | None = None
    application: OnApplicationServer | NotAllowed | None = None
    join: OnJoinServer | NotAllowed | None = None

    @property
    def missing(self) -> tuple[Where, ...]:
        """The servers that don't have the device, which the Identity Server has."""
        if self.identity is None or isinstance(self.identity, NotAllowed):
            return ()
        parts: dict[Where, object] = {"ns": self.network, "as": self.application, "js": self.join}
        return tuple(where for where, part in parts.items() if part is _MISSING)

    def without_waiting(self) -> Known:
        """The same once nothing more will come."""
        waited = [each for each in self.__struct_fields__ if getattr(self, each) is None]
        return replace(self, **dict.fromkeys(waited, _NOT_READ))


class DeviceScreen(DeviceTab):
    """The first tab of a device. Each server's part is read by itself: one that fails hides no other."""

    CSS_PATH = "overview.tcss"
    area = "Device"
    tab = 1
    COPY = replace(COPY_ID, footer=True, help="Copy the device's ID to your clipboard.")
    COPY_EUI = Command("copy_eui", ("Y", "shift+y"), "Copy DevEUI", "Copy the DevEUI", "Copy the device's DevEUI.")
    UTC = Command("utc", ("u",), "UTC", "Times in UTC", "Show times in UTC, or local ones again.", footer=False)
    DELETE = Command(
        "delete",
        ("d", "delete"),
        "Delete",
        "Delete",
        "Delete the device from all four servers (review first).",
        "RIGHT_APPLICATION_DEVICES_WRITE",
        destroys=True,
    )
    offers = (SIMULATE, DELETE, COPY, COPY_EUI, replace(REFRESH, footer=True), UTC, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._known = Known()
        self._frames: deque[Event] = deque(maxlen=_FRAMES)
        self._why_no_frames = ""
        self._timer: Timer | None = None
        self._utc = False

    def tab_body(self) -> ComposeResult:
        with Pane(id="device"):
            yield Static(id="half")
            with Area(title="Last frames", id="frames"):
                yield Static(id="last-frames")
            yield PropertyGroups(_GROUPS, left=_LEFT)

    def on_mount(self) -> None:
        self.query_one(Pane).focus()
        self.read_rights()
        self.action_refresh()
        self.run_worker(self._follow(), name="frames", group="stream", description="the last frames")

    def why_not(self, command: Command) -> str | None:
        if command is self.COPY_EUI and not self._eui:
            return "This device has no DevEUI, as far as could be read."
        return super().why_not(command)

    @property
    def _eui(self) -> str:
        known = self._known.identity
        return known.dev_eui if known is not None and not isinstance(known, NotAllowed) else ""

    # Reading

    def action_refresh(self) -> None:
        devices, where = self.session.client.devices, (self.application_id, self.device_id)
        self.show_problem(None)
        self._set(Known())
        self._ask("identity", devices.get(*where), Reading.DEVICE)
        self._ask("network", devices.on_network_server(*where), Reading.ON_NETWORK_SERVER)
        self._ask("application", devices.on_application_server(*where), Reading.ON_APPLICATION_SERVER)
        self._ask("join", devices.on_join_server(*where), Reading.ON_JOIN_SERVER)

    def _ask(self, name: str, call: Coroutine[Any, Any, Any], waiting: Reading) -> None:
        def take(answer: object) -> None:
            self._set(replace(self._known, **{name: answer}))

        self.read(_or_why_not(call, there=waiting is Reading.DEVICE), take, waiting=waiting, group=name)

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting is Reading.DEVICE and isinstance(error, NotFound):
            self._set(self._known.without_waiting())
            self.show_problem(
                replace(explain(error, "read the device"), what=f"There is no device {visible(self.device_id)}.")
            )
            return
        self._set(self._known.without_waiting())
        if self.query_one(Problem).explanation is None:
            super().read_failed(error, waiting)

    def stop_reads(self) -> bool:
        stopped = super().stop_reads()
        if stopped:
            self._set(self._known.without_waiting())
        return stopped

    # The last frames

    async def _follow(self) -> None:
        stream = follow(
            self.session.client,
            (self.application_id,),
            device_id=self.device_id,
            names=FRAME_EVENTS,
            clock=self.session.clock,
            on_away=lambda error, _: self._no_frames(explain(error).why),
        )
        try:
            with unexpected_as_defects(self.app):
                async with aclosing(stream) as events:
                    async for event in events:
                        if isinstance(event, Event):
                            self._frames.append(event)
                            self._draw_soon()
        except TTSError as error:
            self.call_later(self._no_frames, explain(error).why)

    def _no_frames(self, why: str) -> None:
        self._why_no_frames = why
        self._show_frames()

    def _draw_soon(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(_DRAWN_EVERY, self._show_frames)

    def _show_frames(self) -> None:
        self._timer = None
        if self._frames:
            shown = _listed(sorted(self._frames, key=lambda each: each.time), instants.local(self.session.clock()))
        elif self.rights is not None and (why := self.lacks(TRAFFIC)):
            shown = plain(why, "$foreground-muted")
        else:
            shown = plain(self._why_no_frames or "None yet. Live data shows more.", "$foreground-muted")
        self.query_one("#last-frames", Static).update(shown)

    def rights_read(self, rights: frozenset[str]) -> None:
        super().rights_read(rights)
        self._show_frames()

    # Showing

    def _set(self, known: Known) -> None:
        self._known = known
        rows = {**_of_identity(known, utc=self._utc), **_of_servers(known, utc=self._utc)}
        self.query_one(PropertyGroups).show(rows)
        words = half_registered(known.missing)
        half = self.query_one("#half", Static)
        half.update(plain(f"! {words}", "$text-warning"))
        half.display = bool(words)
        self._show_frames()
        self.refresh_bindings()

    # Actions

    def action_delete(self) -> None:
        from tts_tui.tui.screens.end_devices.delete import DeleteDevicesScreen

        screen = DeleteDevicesScreen(self.session, self.application_id, (self.device_id,), deleted=self._was_deleted)
        self.app.push_screen(screen, lambda _: self._plan_left())

    def _was_deleted(self, device_ids: Collection[str]) -> None:
        self.list_changed = self.list_changed or bool(device_ids)

    def _plan_left(self) -> None:
        """Nobody looks at a device that is gone."""
        if self.list_changed:
            self.leave()

    def action_utc(self) -> None:
        self._utc = not self._utc
        self._set(self._known)

    def action_copy_id(self) -> None:
        self.copy(self.device_id, f"The ID {visible(self.device_id)}")

    def action_copy_eui(self) -> None:
        self.copy(self._eui, f"The DevEUI {visible(self._eui)}")


async def _or_why_not(call: Coroutine[Any, Any, Any], *, there: bool) -> object:
    """The answer, or why there is none: a right that is missing, or that this server has no such device."""
    try:
        return await or_not_allowed(call)
    except NotFound:
        if there:
            raise
        return _MISSING


def _of(part: Any, words: tuple[str, ...], values: Callable[[Any], Iterator[Content | str]]) -> dict[str, Content]:
    """The rows of what one server has, or why they are missing, which the first row says."""
    if part is None:
        return dict.fromkeys(words, Content("…"))
    if isinstance(part, NotAllowed):
        why = plain(part.why, "$text-warning") if part is _MISSING else _muted(f"– {part.why}")
        return {**dict.fromkeys(words, _muted("–")), words[0]: why}
    found = (each if isinstance(each, Content) and each.plain else _text(str(each)) for each in values(part))
    return dict(zip(words, found, strict=True))


def _of_identity(known: Known, *, utc: bool) -> dict[str, Content]:
    def values(device: EndDevice) -> Iterator[Content | str]:
        yield device.name
        yield plain(device.description, lines=True) if device.description else ""
        yield in_words.version(device.version_ids)
        yield device.serial_number
        places = [plain(f"{in_words.place(place)} ({source})") for source, place in sorted(device.locations.items())]
        yield Content("\n").join(places)
        yield Content("\n").join(plain(f"{key} = {value}") for key, value in sorted(device.attributes.items()))
        yield device.dev_eui
        yield device.join_eui
        yield _moment(device.last_seen_at, "never", utc=utc)
        yield _moment(device.activated_at, "not yet", utc=utc)
        yield _moment(device.created_at, "–", utc=utc)
        yield _moment(device.updated_at, "–", utc=utc)
        yield device.network_server_address
        yield device.application_server_address
        yield device.join_server_address

    words = (*_GROUPS["About"], "DevEUI", "JoinEUI", *_GROUPS["Dates"], *_GROUPS["Servers"])
    return _of(known.identity, words, values)


def _of_servers(known: Known, *, utc: bool) -> dict[str, Content]:
    def network(device: OnNetworkServer) -> Iterator[Content | str]:
        yield device.frequency_plan_id
        yield in_words.lorawan(device.session_lorawan_version or device.lorawan_version)
        yield in_words.lorawan(device.lorawan_phy_version)
        yield in_words.activation(device)
        yield in_words.classes(device)
        yield in_words.battery(device)
        session = bool(device.dev_addr)
        yield _moment(device.session_started_at, "no session", utc=utc)
        yield f"{device.last_f_cnt_up:,}" if session else ""
        yield f"{device.last_n_f_cnt_down:,}" if session else ""
        yield f"index {device.data_rate_index}" if session else ""
        yield in_words.receive(device)
        yield device.dev_addr

    def application(device: OnApplicationServer) -> Iterator[Content | str]:
        yield in_words.formatters(device)
        yield in_words.payload_crypto(device)
        yield f"{device.last_a_f_cnt_down:,}" if device.dev_addr else ""

    def join(device: OnJoinServer) -> Iterator[Content | str]:
        yield f"{len(device.used_dev_nonces):,}" if device.used_dev_nonces else ""
        yield f"{device.last_join_nonce:,}" if device.last_join_nonce else ""

    since, up, down, application_down, *rest = _GROUPS["Session"]
    return {
        **_of(known.network, (*_GROUPS["Network Server"], since, up, down, *rest, "DevAddr"), network),
        **_of(known.application, (*_GROUPS["Application Server"], application_down), application),
        **_of(known.join, _GROUPS["Join Server"], join),
    }


def _listed(frames: list[Event], now: datetime) -> Content:
    """A line for each: when, what happened, and what it holds."""
    words = [visible(what_happened(each.name)) for each in frames]
    width = max(map(len, words))
    return Content("\n").join(
        Content.assemble(
            (_time(instants.local(each.time), now), "$foreground-muted"),
            f"  {happened:<{width}}  ",
            plain(essence(each)),
        )
        for each, happened in zip(frames, words, strict=True)
    )


def _time(moment: datetime, now: datetime) -> str:
    """To the second, with the date where that is not today's."""
    time = moment.time().isoformat("seconds")
    return time if moment.date() == now.date() else f"{moment.date().isoformat()} {time}"


def _text(value: str) -> Content:
    return plain(value) if value else _muted("–")


def _muted(words: str) -> Content:
    return plain(words, "$foreground-muted")


def _moment(instant: datetime | None, never: str, *, utc: bool) -> Content:
    if instant is None:
        return _muted(never)
    return Content(instants.moment_utc(instant) if utc else instants.moment(instant))
