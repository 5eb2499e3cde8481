"""What the Application Server tells of an uplink: it was received, couldn't be decoded, was forwarded.

Source: `pkg/applicationserver`; recordings/13_events_traffic.json, 18_formatters.json and
23_events_names.json. A script is run by nothing
here: what one makes of an uplink is told where it was recorded, else the uplink is told without a decoded payload.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.cayenne_lpp import decoded
from tts_tui.sandbox.errors import DETAILS_TYPE, UNIMPLEMENTED, ApiError
from tts_tui.sandbox.events import Event, about_device, unique_id
from tts_tui.sandbox.formatter_kinds import CAYENNELPP, JAVASCRIPT
from tts_tui.sandbox.recorded_scripts import recorded
from tts_tui.sandbox.wire import message, text, time_to

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.sandbox.records import Device, Entity
    from tts_tui.sandbox.wire import JSON

__all__ = ["downlink_sent_event", "formatter_of", "join_event", "uplink_events"]

_RIGHTS: Final = ("RIGHT_APPLICATION_TRAFFIC_READ",)
_A_MOMENT: Final = timedelta(microseconds=300)
"""How long the Application Server takes between receiving an uplink and forwarding it."""
_NEXT: Final = timedelta(microseconds=1)
"""Between two events of one uplink, which keeps them in order."""
_TYPE: Final = "type.googleapis.com/ttn.lorawan.v3."
_WARNINGS: Final = {
    "decoded_payload_warnings": "as.up.data.decode.warning",
    "normalized_payload_warnings": "as.up.data.normalize.warning",
}


def formatter_of(application: Entity, device: Device | None, kind: str) -> tuple[str, str]:
    """Which formatter a device's payloads go through: its own on the Application Server, or else the application's.

    Its kind, and its script or address.
    """
    own = message(device.fields, "formatters") if device is not None else None
    found = own if own is not None else (application.link or {}).get("default_formatters", {})
    return text(found, kind), text(found, f"{kind}_parameter")


def uplink_events(
    device: Device,
    uplink: JSON,
    moment: datetime,
    correlation_ids: tuple[str, ...],
    formatter: tuple[str, str],
    **more: Any,
) -> list[Event]:
    """The events of one uplink, in the order in which they happen; `more` are fields of the message around it.

    It is decoded where `formatter`, which `formatter_of` gives, is CayenneLPP or a script that was recorded.
    """
    ids = (f"as:up:{unique_id(moment)}", *correlation_ids)

    def event(name: str, data: JSON | None, *, propagates: bool = True) -> Event:
        about, at = (about_device(device.ids),), moment + len(found) * _NEXT
        return Event(name, at, about, _RIGHTS, data, ids, propagates=propagates, unique_id=unique_id(at))

    found: list[Event] = []
    found.append(event("as.up.data.receive", None, propagates=False))
    moment += _A_MOMENT
    try:
        uplink = {**uplink, **_decoded(formatter, uplink)}
    except ApiError as error:
        if error.code != UNIMPLEMENTED:
            found.append(event("as.up.data.decode.fail", {"@type": DETAILS_TYPE, **error.details()}))
    for warnings, name in _WARNINGS.items():
        if uplink.get(warnings):
            found.append(event(name, {"@type": f"{_TYPE}ApplicationUplink", **uplink}))

    def forwarded(part: str, content: JSON) -> JSON:
        return {
            "@type": f"{_TYPE}ApplicationUp",
            "end_device_ids": device.ids,
            "correlation_ids": list(ids),
            "received_at": time_to(moment),
            part: content,
            **more,
        }

    found.append(event("as.up.data.forward", forwarded("uplink_message", uplink)))
    for each in uplink.get("normalized_payload", ()):
        kept = {name: value for name, value in uplink.items() if not name.startswith("decoded_payload")}
        normalized = {**kept, "normalized_payload": each}
        found.append(event("as.up.normalized.forward", forwarded("uplink_normalized", normalized)))
    return found


def _decoded(formatter: tuple[str, str], uplink: JSON) -> JSON:
    """What decoding adds to an uplink. Raises the ApiError that the formatter fails with."""
    kind, script = formatter
    if not uplink.get("frm_payload"):
        return {}
    if kind == JAVASCRIPT:
        return recorded("DecodeUplink", script, uplink)
    if kind != CAYENNELPP:
        return {}
    return {"decoded_payload": decoded(base64.b64decode(uplink["frm_payload"]))}


def join_event(device: Device, moment: datetime, dev_addr: str) -> Event:
    """A device has joined, and has this address from now on.

    (recordings/self-contained/24_traffic_radio.json)
    """
    ids = (f"gs:uplink:{unique_id(moment)}",)
    data = {
        "@type": "type.googleapis.com/ttn.lorawan.v3.ApplicationUp",
        "end_device_ids": {**device.ids, "dev_addr": dev_addr},
        "correlation_ids": list(ids),
        "received_at": time_to(moment),
        "join_accept": {"session_key_id": base64.b64encode(dev_addr.encode()).decode(), "received_at": time_to(moment)},
    }
    about = (about_device({**device.ids, "dev_addr": dev_addr}),)
    return Event("as.up.join.forward", moment, about, _RIGHTS, data, ids, unique_id=unique_id(moment))


def downlink_sent_event(device: Device, moment: datetime, downlink: JSON) -> Event:
    """A downlink has left the queue for the device.

    (recordings/self-contained/24_traffic_radio.json)
    """
    ids = tuple(downlink.get("correlation_ids", ()))
    data = {
        "@type": "type.googleapis.com/ttn.lorawan.v3.ApplicationUp",
        "end_device_ids": device.ids,
        "correlation_ids": list(ids),
        "received_at": time_to(moment),
        "downlink_sent": {name: value for name, value in downlink.items() if name != "confirmed_retry"},
    }
    about = (about_device(device.ids),)
    name = "as.down.data.sent.forward"
    return Event(name, moment, about, _RIGHTS, data, ids, unique_id=unique_id(moment))
