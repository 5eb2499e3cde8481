"""An event in words: what happened, its kind, and its most important data.

Names are those of the server (`config/messages.json`, `event:…`); what they hold was recorded
(self-contained/23_events_names.json and 24_traffic_radio.json).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

if TYPE_CHECKING:
    from tts_tui.api.resources.events import Event

__all__ = ["KINDS", "EventKind", "Message", "application_up", "essence", "kind_of", "message_of", "what_happened"]

EventKind = Literal["join", "uplink", "downlink", "status", "administration", "error"]
KINDS: Final[Mapping[EventKind, str]] = {
    "join": "Joins",
    "uplink": "Uplinks",
    "downlink": "Downlinks",
    "status": "Status",
    "administration": "Administration",
    "error": "Errors",
}
"""The kinds of events, as a person chooses among them."""

_WORDS: Final[Mapping[str, str]] = {
    "application.api-key.create": "API key created",
    "application.api-key.delete": "API key deleted",
    "application.api-key.update": "API key changed",
    "application.collaborator.delete": "Collaborator removed",
    "application.collaborator.update": "Collaborator added or changed",
    "application.create": "Application created",
    "application.delete": "Application deleted",
    "application.issue_dev_eui": "DevEUI issued",
    "application.purge": "Application purged",
    "application.restore": "Application restored",
    "application.update": "Application changed",
    "as.down.data.ack.forward": "Downlink acknowledged",
    "as.down.data.decode.fail": "Downlink not decoded",
    "as.down.data.decode.warning": "Downlink decoded with a warning",
    "as.down.data.drop": "Downlink dropped",
    "as.down.data.encode.fail": "Downlink not encoded",
    "as.down.data.encode.warning": "Downlink encoded with a warning",
    "as.down.data.failed.forward": "Downlink failed",
    "as.down.data.forward": "Downlink forwarded",
    "as.down.data.nack.forward": "Downlink not acknowledged",
    "as.down.data.queue.invalidated.forward": "Downlink queue invalid",
    "as.down.data.receive": "Downlink queued",
    "as.down.data.sent.forward": "Downlink sent",
    "as.mqtt.connect.fail": "MQTT connection refused",
    "as.pubsub.delete": "Pub/sub deleted",
    "as.pubsub.fail": "Pub/sub failed",
    "as.pubsub.set": "Pub/sub set",
    "as.pubsub.start": "Pub/sub started",
    "as.pubsub.stop": "Pub/sub stopped",
    "as.up.data.decode.fail": "Uplink not decoded",
    "as.up.data.decode.warning": "Uplink decoded with a warning",
    "as.up.data.drop": "Uplink dropped",
    "as.up.data.forward": "Uplink",
    "as.up.data.normalize.warning": "Uplink normalized with a warning",
    "as.up.data.receive": "Uplink received",
    "as.up.join.drop": "Join dropped",
    "as.up.join.forward": "Joined",
    "as.up.join.receive": "Join received",
    "as.up.location.forward": "Location solved",
    "as.up.normalized.forward": "Uplink, normalized",
    "as.up.service.forward": "Service data",
    "as.webhook.fail": "Webhook failed",
    "end_device.batch.delete": "Devices deleted",
    "end_device.create": "Device created",
    "end_device.delete": "Device deleted",
    "end_device.update": "Device changed",
    "events.stream.start": "Stream opened",
    "js.join.accept": "Join accepted",
    "js.join.reject": "Join rejected",
    "notification.api_key_changed": "API key changed",
    "notification.api_key_created": "API key created",
    "notification.collaborator_changed": "Collaborator added or changed",
    "ns.up.data.drop": "Uplink dropped by the Network Server",
    "ns.up.data.process": "Uplink processed",
    "ns.up.data.receive": "Uplink received by the Network Server",
    "ns.up.join.cluster.fail": "Join failed",
    "ns.up.join.drop": "Join dropped",
    "ns.up.join.process": "Join processed",
}
_SERVERS: Final[Mapping[str, str]] = {
    "as": "Application Server",
    "js": "Join Server",
    "ns": "Network Server",
}
_BAD: Final = frozenset({"drop", "fail", "nack", "reject", "invalidated", "failed", "unanswered"})
_WARNING: Final = "warning"


def what_happened(name: str) -> str:
    """An event's name in words. One that isn't known is its own name: server text, not safe to show as it is."""
    if name in _WORDS:
        return _WORDS[name]
    server, dot, rest = name.partition(".")
    if dot and server in _SERVERS and rest in _WORDS:
        return f"{_WORDS[rest]} on the {_SERVERS[server]}"
    return name


def kind_of(name: str) -> EventKind:
    """The kind of an event, by its name."""
    parts = name.split(".")
    if not _BAD.isdisjoint(parts) or parts[-1] == _WARNING:
        return "error"
    if parts[0] in ("application", "end_device", "notification") or "end_device" in parts:
        return "administration"
    if "join" in parts:
        return "join"
    if "up" in parts[:2]:
        return "uplink"
    return "downlink" if "down" in parts[:2] else "status"


def essence(event: Event) -> str:
    """An event's most important data, in one line; empty if its name says it all. Server text: not safe to show."""
    data = event.json.get("data")
    if not isinstance(data, Mapping):
        return ""
    what = str(data.get("@type", "")).rpartition(".")[2]
    reader = _READERS.get(what)
    return reader(data) if reader else ""


def _value(data: Mapping[str, Any]) -> str:
    value = data.get("value")
    return ", ".join(map(str, value)) if isinstance(value, list) else _text(value)


def _error(data: Mapping[str, Any]) -> str:
    from tts_tui.api.errors import ErrorDetails
    from tts_tui.services.formatters.positions import as_written

    attributes = data.get("attributes")
    details = ErrorDetails(
        message_format=_text(data.get("message_format")),
        attributes=attributes if isinstance(attributes, Mapping) else {},
    )
    cause = data.get("cause")
    return as_written(details.text) + (f": {_error(cause)}" if isinstance(cause, Mapping) else "")


def _key(data: Mapping[str, Any]) -> str:
    rights = data.get("rights")
    count = len(rights) if isinstance(rights, list) else 0
    return f"{_text(data.get('name')) or _text(data.get('id'))} · {count} right{'' if count == 1 else 's'}"


def _collaborator(data: Mapping[str, Any]) -> str:
    ids, rights = data.get("ids"), data.get("rights")
    account = next((_text(id_) for each in _maps(ids) for id_ in each.values()), "")
    count = len(rights) if isinstance(rights, list) else 0
    return f"{account} · {count} right{'' if count == 1 else 's'}"


def _devices(data: Mapping[str, Any]) -> str:
    listed = data.get("end_device_ids")
    ids = (
        [_text(each.get("device_id")) for each in listed if isinstance(each, Mapping)]
        if isinstance(listed, list)
        else []
    )
    return ", ".join(ids)


_UP: Final = (
    "uplink_message", "downlink_sent", "downlink_ack", "downlink_nack", "downlink_failed", "downlink_queued",
    "join_accept", "location_solved", "service_data", "uplink_normalized",
)  # fmt: skip


def application_up(data: Mapping[str, Any]) -> str:
    """What a message of a device (`ApplicationUp`) holds, in one line. Server text: not safe to show."""
    if isinstance(data.get("join_accept"), Mapping):
        ids = data.get("end_device_ids")
        address = _text(ids.get("dev_addr")) if isinstance(ids, Mapping) else ""
        return f"DevAddr {address}" if address else ""
    message, more = _carried(data)
    return _joined(_message(message), more)


def _carried(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """The message that an `ApplicationUp` is about, and what else there is to say of it."""
    name = next((each for each in _UP if isinstance(data.get(each), Mapping)), "")
    inner: Mapping[str, Any] = data.get(name) or {}
    if name == "downlink_failed":
        failed, error = inner.get("downlink"), inner.get("error")
        return failed if isinstance(failed, Mapping) else {}, _error(error) if isinstance(error, Mapping) else ""
    return inner, "simulated" if data.get("simulated") else ""


def _message(message: Mapping[str, Any]) -> str:
    """The payload, its port, and of an uplink how well it was heard."""
    port = message.get("f_port")
    on_port = f"port {port}" if isinstance(port, int) else ""
    return _joined(_payload(message), on_port, _best(message), _data_rate(message))


class Message(msgspec.Struct, frozen=True):
    """An uplink or a downlink in parts: for columns. `rssi` is in dBm, `snr` in dB. Server text: not safe to show."""

    payload: str
    values: tuple[tuple[str, str], ...]
    """What was decoded, if anything: `payload` is the same in one line."""
    more: str
    port: int | None
    rssi: float | None
    snr: float | None
    data_rate: str

    def within(self, room: int) -> str:
        """The payload and what else there is to say, with names of values cut where they have no room together."""
        whole = _joined(self.payload, self.more)
        if len(whole) <= room or not self.values:
            return whole
        first = self.values[: room // 4 + 1]  # of further ones nothing would be seen
        letters = min(room, max(len(name) for name, _ in first))
        for fewest, cells in ((_FEW, _VALUE), (_FEWEST, 0)):
            spare = room - len(_joined(", ".join(f" {value:<{cells}}" for _, value in first), self.more))
            while letters > fewest and sum(min(letters, len(name)) for name, _ in first) > spare:
                letters -= 1
        return _joined(", ".join(f"{_cut(name, letters)} {value}" for name, value in first), self.more)


_VALUE: Final = 5
"""Room for a value at least, so that of one device the same letters are left in most rows."""
_FEW: Final = 4
"""Letters that are left of a value's name, the last an ellipsis, as long as the values have room beside them."""
_FEWEST: Final = 2


def _cut(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def message_of(event: Event) -> Message | None:
    """The message that an event is about, or None if there is none with a port or a signal."""
    data = event.json.get("data")
    if not isinstance(data, Mapping):
        return None
    what = str(data.get("@type", "")).rpartition(".")[2]
    if what == "ApplicationUp":
        message, more = _carried(data)
    elif what in ("ApplicationDownlink", "ApplicationUplink"):
        message, more = data, ""
    else:
        return None
    port, (rssi, snr) = message.get("f_port"), _signal(message)
    if not isinstance(port, int) and rssi is None:
        return None
    values = tuple((name, _short(value)) for name, value in _decoded(message).items())
    on_port = port if isinstance(port, int) else None
    return Message(_payload(message), values, more, on_port, rssi, snr, _data_rate(message))


def _payload(message: Mapping[str, Any]) -> str:
    if found := _decoded(message):
        return ", ".join(f"{name} {_short(value)}" for name, value in found.items())
    return _hexadecimal(_text(message.get("frm_payload")))


def _decoded(message: Mapping[str, Any]) -> Mapping[str, Any]:
    for decoded in ("normalized_payload", "decoded_payload"):
        found = message.get(decoded)
        if isinstance(found, Mapping) and found:
            return found
    return {}


def _hexadecimal(payload: str) -> str:
    try:
        return base64.b64decode(payload, validate=True).hex().upper()
    except ValueError:
        return payload


def _best(message: Mapping[str, Any]) -> str:
    rssi, snr = _signal(message)
    if rssi is None:
        return ""
    return f"{_short(rssi)} dBm" + (f", {_short(snr)} dB" if snr is not None else "")


def _signal(message: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Signal strength and quality at the gateway that heard it best."""
    heard = [each for each in _maps(message.get("rx_metadata")) if isinstance(each.get("rssi"), int | float)]
    if not heard:
        return None, None
    best = max(heard, key=lambda each: float(each["rssi"]))
    snr = best.get("snr")
    return best["rssi"], snr if isinstance(snr, int | float) else None


def _data_rate(message: Mapping[str, Any]) -> str:
    settings = message.get("settings")
    rate = settings.get("data_rate") if isinstance(settings, Mapping) else None
    lora = rate.get("lora") if isinstance(rate, Mapping) else None
    if not isinstance(lora, Mapping):
        return ""
    factor, width = lora.get("spreading_factor"), lora.get("bandwidth")
    return f"SF{factor}BW{width // 1000}" if isinstance(factor, int) and isinstance(width, int) else ""


def _maps(value: Any) -> list[Mapping[str, Any]]:
    """The objects that a list or an object holds."""
    if isinstance(value, Mapping):
        value = list(value.values())
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value) if isinstance(value, str | int) else "…"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


_READERS: Final = {
    "APIKey": _key,
    "ApplicationDownlink": _message,
    "ApplicationUp": application_up,
    "ApplicationUplink": _message,
    "Collaborator": _collaborator,
    "EndDeviceIdentifiersList": _devices,
    "ErrorDetails": _error,
    "Value": _value,
}
