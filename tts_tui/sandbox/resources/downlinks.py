"""The downlink queue of a device: push, replace, list.

Source: `pkg/applicationserver/grpc.go` and `applicationserver.go`; recordings/self-contained/24_traffic_radio.json and
23_events_names.json. Scripts are run by nothing here: unless it was recorded, what one would encode is
queued without its bytes.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.cayenne_lpp import downlink_decoded, encoded
from tts_tui.sandbox.end_devices import device_ids
from tts_tui.sandbox.errors import (
    DETAILS_TYPE,
    FAILED_PRECONDITION,
    INVALID_ARGUMENT,
    NOT_FOUND,
    UNIMPLEMENTED,
    ApiError,
    PlainError,
)
from tts_tui.sandbox.events import Event, about_device, unique_id
from tts_tui.sandbox.formatter_kinds import CAYENNELPP, JAVASCRIPT
from tts_tui.sandbox.recorded_scripts import recorded
from tts_tui.sandbox.traffic import formatter_of
from tts_tui.sandbox.validation import invalid, nested
from tts_tui.sandbox.wire import JSON, message, number, text, texts

if TYPE_CHECKING:
    from tts_tui.sandbox.records import Device

__all__ = ["RPCS", "queue"]

_READ: Final = "RIGHT_APPLICATION_TRAFFIC_READ"
_WRITE: Final = "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"
_PRIORITIES: Final = ("LOWEST", "LOW", "BELOW_NORMAL", "NORMAL", "ABOVE_NORMAL", "HIGH", "HIGHEST")
_PORT_MAX: Final = 255
_FOR_TESTS: Final = 224
"""The port of the protocol's own tests."""
_LONGEST: Final = 242
"""Bytes of a downlink at the fastest data rate of Europe."""


def _list(call: APIRequest) -> JSON:
    application_id, device_id = device_ids(call)
    call.require("application", application_id, _READ)
    device = call.store.registries["as"].get((application_id, device_id))
    if device is None:
        raise ApiError(NOT_FOUND, "pkg/redis", "not_found", "entity not found")
    return {"downlinks": list(device.downlinks)} if device.downlinks else {}


def _push(call: APIRequest) -> JSON:
    return queue(call, replaced=False)


def _replace(call: APIRequest) -> JSON:
    return queue(call, replaced=True)


def queue(call: APIRequest, *, replaced: bool) -> JSON:
    """Queue the downlinks in the body, in the place of those that are there or behind them."""
    application_id, device_id = device_ids(call)
    written = call.body.get("downlinks") or []
    for at, each in enumerate(written):
        _check(call.rpc.request, at, each)
    application = call.require("application", application_id, _WRITE)
    device = call.store.registries["as"].get((application_id, device_id))
    if device is None:
        uid = f"{application_id}.{device_id}"
        words = "device `{device_uid}` not found"
        raise ApiError(NOT_FOUND, "pkg/applicationserver", "device_not_found", words, device_uid=uid)
    formatter = formatter_of(application, device, "down_formatter")
    session = message(device.fields, "session")
    queued, events = [], []
    for each in written:
        item, told = _item(call, device, each, formatter)
        queued.append(item)
        events += told
    if session is None:
        words = "no device session; check device activation"
        raise ApiError(FAILED_PRECONDITION, "pkg/applicationserver", "no_device_session", words)
    call.happened += events
    for item in queued:
        _check_whole(item)
    if replaced:
        device.downlinks.clear()
    for item in queued:
        session["last_a_f_cnt_down"] = session.get("last_a_f_cnt_down", 0) + 1
        of_session = {"session_key_id": key} if (key := _session_key(session)) else {}
        device.downlinks.append({**of_session, **item, "f_cnt": session["last_a_f_cnt_down"]})
    return {}


def _session_key(session: JSON) -> str:
    return text(message(session, "keys") or {}, "session_key_id")


def _check(request: str, at: int, downlink: JSON) -> None:
    try:
        base64.b64decode(text(downlink, "frm_payload"), validate=True)
    except (binascii.Error, ValueError):
        words = 'unmarshal error at path "downlinks": invalid value: illegal base64 data at input byte 0'
        raise PlainError(INVALID_ARGUMENT, words) from None
    if (priority := text(downlink, "priority")) and priority not in _PRIORITIES:
        words = f'unmarshal error at path "downlinks": unknown value for enum: "{priority}"'
        raise PlainError(INVALID_ARGUMENT, words)
    port = number(downlink, "f_port")
    reason = (
        f"value must be less than or equal to {_PORT_MAX}"
        if port > _PORT_MAX
        else f"value must not be in list [{_FOR_TESTS}]"
        if port == _FOR_TESTS
        else ""
    )
    if reason:
        raise nested(request, f"downlinks[{at}]", invalid("ApplicationDownlink", "f_port", reason))


def _item(call: APIRequest, device: Device, written: JSON, formatter: tuple[str, str]) -> tuple[JSON, list[Event]]:
    """What is queued of one downlink, but for its counter, and what is told of it."""
    moment = call.store.now()
    ids = [f"as:downlink:{unique_id(moment)}", *texts(written, "correlation_ids"), call.correlation_id]
    item = {name: value for name, value in written.items() if name not in ("f_cnt", "session_key_id") and value}
    item["correlation_ids"] = ids
    if item.get("priority") == _PRIORITIES[0]:
        del item["priority"]
    if written.get("confirmed"):
        item["confirmed_retry"] = {"attempt": 1}

    def event(name: str, data: JSON) -> Event:
        rights, about = (_READ,), (about_device(device.ids),)
        told = (ids[0], call.correlation_id)
        return Event(name, moment, about, rights, data, told, call.caused_by(), unique_id=unique_id(moment))

    events = []
    try:
        item |= _formatted(formatter, written)
    except ApiError as error:
        if error.code != UNIMPLEMENTED:
            what = "decode" if "frm_payload" in item else "encode"
            events.append(event(f"as.down.data.{what}.fail", {"@type": DETAILS_TYPE, **error.details()}))
    data = {"@type": "type.googleapis.com/ttn.lorawan.v3.ApplicationDownlink", **item}
    return item, [*events, event("as.down.data.receive", data)]


def _formatted(formatter: tuple[str, str], written: JSON) -> JSON:
    """What encoding or decoding adds to a downlink. Raises the ApiError that the formatter fails with."""
    kind, script = formatter
    payload, values = base64.b64decode(text(written, "frm_payload")), message(written, "decoded_payload")
    if bool(payload) == (values is not None):
        return {}
    if kind == JAVASCRIPT:
        return recorded("DecodeDownlink" if payload else "EncodeDownlink", script, written)
    if kind != CAYENNELPP:
        return {}
    if payload:
        return {"decoded_payload": downlink_decoded(payload)}
    payload = encoded(values or {})
    made = {"frm_payload": base64.b64encode(payload).decode()} if payload else {}
    return {**made, "decoded_payload": downlink_decoded(payload)}


def _check_whole(item: JSON) -> None:
    if not number(item, "f_port"):
        raise ApiError(INVALID_ARGUMENT, "pkg/applicationserver", "no_f_port", "no FPort")
    payload = base64.b64decode(text(item, "frm_payload"))
    if not payload and "decoded_payload" not in item:
        raise ApiError(INVALID_ARGUMENT, "pkg/applicationserver", "no_payload", "no payload")
    if len(payload) > _LONGEST:
        raise ApiError(
            INVALID_ARGUMENT,
            "pkg/networkserver",
            "application_downlink_too_long",
            "application downlink payload length `{length}` exceeds maximum '{max}'",
            length=len(payload),
            max=str(_LONGEST),
        )


_DOWN: Final = "/as/applications/{application_id}/devices/{device_id}/down"
RPCS: Final = (
    RPC("GET", _DOWN, "AppAs/DownlinkQueueList", "EndDeviceIdentifiers", _list),
    RPC("POST", f"{_DOWN}/push", "AppAs/DownlinkQueuePush", "DownlinkQueueRequest", _push),
    RPC("POST", f"{_DOWN}/replace", "AppAs/DownlinkQueueReplace", "DownlinkQueueRequest", _replace),
)
