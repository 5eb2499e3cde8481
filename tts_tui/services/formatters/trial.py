"""Trying a formatter out on the server, which stores nothing and looks at no device."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tts_tui.api.errors import ServerError
from tts_tui.api.resources.formatters import (
    Decoded,
    Encoded,
    Uplink,
    decode_downlink_call,
    decode_uplink_call,
    encode_downlink_call,
)
from tts_tui.services.error_text import explain
from tts_tui.services.formatters.positions import as_written
from tts_tui.services.payload import as_hex
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.calls import Call
    from tts_tui.api.client import Client
    from tts_tui.api.resources.formatters import Formatter

__all__ = ["ANY_DEVICE", "DownlinkData", "DownlinkPayload", "Input", "TrialOutcome", "call_of", "tried"]

ANY_DEVICE: Final = "any-device"
"""A trial names a device, and none is looked at: this one need not exist."""

_OF_THE_FORMATTER: Final = ("pkg/scripting", "pkg/messageprocessors", "pkg/devicerepository", "tts-tui/sandbox")
"""Where errors come from that tell of the formatter, and not of the call."""


class DownlinkData(msgspec.Struct, frozen=True):
    """Data to encode."""

    data: Mapping[str, Any]
    f_port: int
    device_id: str = ANY_DEVICE


class DownlinkPayload(msgspec.Struct, frozen=True):
    """A downlink's payload to decode."""

    payload: bytes
    f_port: int
    device_id: str = ANY_DEVICE


Input = Uplink | DownlinkData | DownlinkPayload


class TrialOutcome(msgspec.Struct, frozen=True):
    """What came of a trial, safe to show: a result with its warnings, or errors with advice.

    `result` is JSON in lines, or a payload in hex with its port; `normalized` is JSON, empty where there is none.
    """

    result: str = ""
    warnings: tuple[str, ...] = ()
    normalized: str = ""
    errors: tuple[str, ...] = ()
    advice: str = ""
    reference: str = ""


def call_of(application_id: str, formatter: Formatter, given: Input) -> Call:
    """The call of a trial."""
    match given:
        case Uplink():
            return decode_uplink_call(application_id, formatter, given)
        case DownlinkData():
            return encode_downlink_call(application_id, given.device_id, formatter, given.f_port, given.data)
        case DownlinkPayload():
            return decode_downlink_call(application_id, given.device_id, formatter, given.f_port, given.payload)


async def tried(client: Client, application_id: str, formatter: Formatter, given: Input) -> TrialOutcome:
    """Try it out. What the formatter or its script fails with is an outcome.

    Whatever else fails raises one of `tts_tui.api.errors`.
    """
    calls = client.formatters
    try:
        match given:
            case Uplink():
                return _decoded(await calls.decode_uplink(application_id, formatter, given))
            case DownlinkData():
                return _encoded(
                    await calls.encode_downlink(application_id, given.device_id, formatter, given.f_port, given.data)
                )
            case DownlinkPayload():
                return _decoded(
                    await calls.decode_downlink(application_id, given.device_id, formatter, given.f_port, given.payload)
                )
    except ServerError as error:
        if not error.details.namespace.startswith(_OF_THE_FORMATTER):
            raise
        return _failed(error, formatter)


def _decoded(found: Decoded) -> TrialOutcome:
    return TrialOutcome(
        _json(found.data),
        tuple(map(visible, (*found.warnings, *found.normalized_warnings))),
        _json(found.normalized[0] if len(found.normalized) == 1 else list(found.normalized))
        if found.normalized
        else "",
    )


def _encoded(found: Encoded) -> TrialOutcome:
    payload = as_hex(found.payload) or "(no payload)"
    return TrialOutcome(f"{payload}\nFPort {found.f_port}", tuple(map(visible, found.warnings)))


def _failed(error: ServerError, formatter: Formatter) -> TrialOutcome:
    told = explain(error)
    words = (as_written(visible(each.text), formatter.parameter) for each in error.chain[:2] if each.text)
    return TrialOutcome(errors=tuple(words), advice=told.advice, reference=told.reference)


def _json(value: Any) -> str:
    return "\n".join(map(visible, json.dumps(value, ensure_ascii=False, indent=2).split("\n")))
