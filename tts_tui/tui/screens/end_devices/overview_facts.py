"""What each of the four servers knows about a device, as the rows of its overview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from textual.content import Content

from tts_tui.services.end_devices import in_words
from tts_tui.services.missing_rights import NotAllowed
from tts_tui.text import instants
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from tts_tui.api.end_device_models import EndDevice, OnApplicationServer, OnJoinServer, OnNetworkServer
    from tts_tui.api.resources.end_devices import Where

__all__ = ["GROUPS", "LEFT", "MISSING", "DeviceFacts"]

GROUPS: Final = {
    "About": ("Name", "Description", "Product", "Serial number", "Location", "Attributes"),
    "Identifiers": ("DevEUI", "JoinEUI", "DevAddr"),
    "Dates": ("Last seen", "Activated", "Created", "Changed"),
    "Network Server": ("Frequency plan", "LoRaWAN", "Regional parameters", "Activation", "Classes", "Device status"),
    "Session": ("Since", "FCntUp", "NFCntDown", "AFCntDown", "Data rate", "Receives"),
    "Application Server": ("Formatters", "Payload crypto"),
    "Join Server": ("Joins", "Join nonce"),
    "Servers": ("Network", "Application", "Join"),
}
LEFT: Final = ("About", "Identifiers", "Dates")
MISSING: Final = NotAllowed("not registered here")


class DeviceFacts(msgspec.Struct, frozen=True):
    """What each server knows about the device; None while it is being read."""

    identity: EndDevice | NotAllowed | None = None
    network: OnNetworkServer | NotAllowed | None = None
    application: OnApplicationServer | NotAllowed | None = None
    join: OnJoinServer | NotAllowed | None = None

    @property
    def missing(self) -> tuple[Where, ...]:
        """The servers that don't have the device although the Identity Server does."""
        if self.identity is None or isinstance(self.identity, NotAllowed):
            return ()
        parts: dict[Where, object] = {"ns": self.network, "as": self.application, "js": self.join}
        return tuple(where for where, part in parts.items() if part is MISSING)

    def rows(self, *, utc: bool) -> dict[str, Content]:
        """The values by the labels of `GROUPS`, with times in UTC or in local time."""
        return {**_of_identity(self, utc=utc), **_of_servers(self, utc=utc)}


def _of(part: Any, words: tuple[str, ...], values: Callable[[Any], Iterator[Content | str]]) -> dict[str, Content]:
    """The values of one server by label; where there are none, the first one says why."""
    if part is None:
        return dict.fromkeys(words, Content("…"))
    if isinstance(part, NotAllowed):
        why = plain(part.why, "$text-warning") if part is MISSING else _muted(f"– {part.why}")
        return {**dict.fromkeys(words, _muted("–")), words[0]: why}
    found = (each if isinstance(each, Content) and each.plain else _text(str(each)) for each in values(part))
    return dict(zip(words, found, strict=True))


def _of_identity(facts: DeviceFacts, *, utc: bool) -> dict[str, Content]:
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

    words = (*GROUPS["About"], "DevEUI", "JoinEUI", *GROUPS["Dates"], *GROUPS["Servers"])
    return _of(facts.identity, words, values)


def _of_servers(facts: DeviceFacts, *, utc: bool) -> dict[str, Content]:
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

    since, up, down, application_down, *rest = GROUPS["Session"]
    return {
        **_of(facts.network, (*GROUPS["Network Server"], since, up, down, *rest, "DevAddr"), network),
        **_of(facts.application, (*GROUPS["Application Server"], application_down), application),
        **_of(facts.join, GROUPS["Join Server"], join),
    }


def _text(value: str) -> Content:
    return plain(value) if value else _muted("–")


def _muted(words: str) -> Content:
    return plain(words, "$foreground-muted")


def _moment(instant: datetime | None, never: str, *, utc: bool) -> Content:
    if instant is None:
        return _muted(never)
    return Content(instants.moment_utc(instant) if utc else instants.moment(instant))
