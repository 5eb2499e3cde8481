"""What the Application Server tells of an uplink: it was received, couldn't be decoded, was forwarded.

Source: `pkg/applicationserver`; recordings/13_events_traffic.json and 23_events_names.json. A script is run by nothing
here: what one would decode is told without a decoded payload.
"""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.cayenne_lpp import decoded
from tts_tui.sandbox.events import Event, about_device, unique_id
from tts_tui.sandbox.wire import message, text, time_to

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.sandbox.store import Device, Entity
    from tts_tui.sandbox.wire import Message

__all__ = ["CAYENNE", "downlink_sent_event", "formatter_of", "join_event", "not_decoded", "uplink_events"]

_RIGHTS: Final = ("RIGHT_APPLICATION_TRAFFIC_READ",)
_A_MOMENT: Final = timedelta(microseconds=300)
"""How long the Application Server takes between receiving an uplink and forwarding it."""
CAYENNE: Final = "FORMATTER_CAYENNELPP"


def formatter_of(application: Entity, device: Device | None, kind: str) -> str:
    """Which formatter a device's payloads go through: its own on the Application Server, or else the application's."""
    own = message(device.fields, "formatters") if device is not None else None
    found = own if own is not None else (application.link or {}).get("default_formatters", {})
    return text(found, kind)


def uplink_events(
    device: Device,
    uplink: Message,
    moment: datetime,
    correlation_ids: tuple[str, ...],
    formatter: str,
    **more: Any,
) -> list[Event]:
    """The events of one uplink, in the order in which they happen; `more` are fields of the message around it.

    It is decoded where `formatter` is CayenneLPP.
    """
    ids = (f"as:up:{unique_id(moment)}", *correlation_ids)

    def event(name: str, data: Message | None, *, propagates: bool = True) -> Event:
        about = (about_device(device.ids),)
        return Event(name, moment, about, _RIGHTS, data, ids, propagates=propagates, unique_id=unique_id(moment))

    found = [event("as.up.data.receive", None, propagates=False)]
    moment += _A_MOMENT
    if formatter == CAYENNE and uplink.get("frm_payload"):
        values = decoded(base64.b64decode(uplink["frm_payload"]))
        if values is None:
            found.append(event("as.up.data.decode.fail", not_decoded()))
        else:
            uplink = {**uplink, "decoded_payload": values}
    data = {
        "@type": "type.googleapis.com/ttn.lorawan.v3.ApplicationUp",
        "end_device_ids": device.ids,
        "correlation_ids": list(ids),
        "received_at": time_to(moment),
        "uplink_message": uplink,
        **more,
    }
    return [*found, event("as.up.data.forward", data)]


def join_event(device: Device, moment: datetime, dev_addr: str) -> Event:
    """A device has joined, and has this address from now on. (recordings: 24_traffic_radio)"""
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


def downlink_sent_event(device: Device, moment: datetime, downlink: Message) -> Event:
    """A downlink has left the queue for the device. (recordings: 24_traffic_radio)"""
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


def not_decoded() -> Message:
    """What is told of a payload that is no CayenneLPP."""
    return {
        "@type": "type.googleapis.com/ttn.lorawan.v3.ErrorDetails",
        "namespace": "pkg/messageprocessors/cayennelpp",
        "name": "output",
        "message_format": "invalid output",
        "correlation_id": uuid.uuid4().hex,
        "code": 3,
    }
