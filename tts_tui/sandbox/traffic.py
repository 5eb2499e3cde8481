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
from tts_tui.sandbox.wire import time_to

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.sandbox.store import Device, Entity
    from tts_tui.sandbox.wire import Message

__all__ = ["join_event", "uplink_events"]

_RIGHTS: Final = ("RIGHT_APPLICATION_TRAFFIC_READ",)
_A_MOMENT: Final = timedelta(microseconds=300)
"""How long the Application Server takes between receiving an uplink and forwarding it."""
_CAYENNE: Final = "FORMATTER_CAYENNELPP"


def uplink_events(
    application: Entity,
    device: Device,
    uplink: Message,
    moment: datetime,
    correlation_ids: tuple[str, ...],
    *,
    by_device: bool = False,
    **more: Any,
) -> list[Event]:
    """The events of one uplink, in the order in which they happen; `more` are fields of the message around it.

    It is decoded where the application's formatter is CayenneLPP, or, `by_device`, that of the device.
    """
    ids = (f"as:up:{unique_id(moment)}", *correlation_ids)

    def event(name: str, data: Message | None, *, propagates: bool = True) -> Event:
        about = (about_device(device.ids),)
        return Event(name, moment, about, _RIGHTS, data, ids, propagates=propagates, unique_id=unique_id(moment))

    found = [event("as.up.data.receive", None, propagates=False)]
    moment += _A_MOMENT
    formatters = (application.link or {}).get("default_formatters", {})
    if (by_device or formatters.get("up_formatter") == _CAYENNE) and uplink.get("frm_payload"):
        values = decoded(base64.b64decode(uplink["frm_payload"]))
        if values is None:
            found.append(event("as.up.data.decode.fail", _not_decoded()))
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


def _not_decoded() -> Message:
    return {
        "@type": "type.googleapis.com/ttn.lorawan.v3.ErrorDetails",
        "namespace": "pkg/messageprocessors/cayennelpp",
        "name": "output",
        "message_format": "invalid output",
        "correlation_id": uuid.uuid4().hex,
        "code": 3,
    }
