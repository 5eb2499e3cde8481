"""Cayenne Low Power Payload, as the server decodes uplinks in it, and encodes and decodes downlinks.

Source: `pkg/messageprocessors/cayennelpp`; recordings/13_events_traffic.json and 18_formatters.json.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.errors import INVALID_ARGUMENT, ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["decoded", "downlink_decoded", "encoded"]

_SIGNED: Final = True
_TYPES: Final[dict[int, tuple[str, int, bool, float]]] = {
    0x00: ("digital_in", 1, False, 1),
    0x01: ("digital_out", 1, False, 1),
    0x02: ("analog_in", 2, _SIGNED, 100),
    0x03: ("analog_out", 2, _SIGNED, 100),
    0x65: ("luminosity", 2, False, 1),
    0x66: ("presence", 1, False, 1),
    0x67: ("temperature", 2, _SIGNED, 10),
    0x68: ("relative_humidity", 1, False, 2),
    0x73: ("barometric_pressure", 2, False, 10),
}
"""Of each type its name, its bytes, whether it has a sign, and what it is divided by. Types of several values are left
out: nothing here sends them."""


def decoded(payload: bytes) -> dict[str, float]:
    """The values of a payload, each named by its type and channel. Raises the ApiError of one that is none."""
    found: dict[str, float] = {}
    at = 0
    while at < len(payload):
        if at + 2 > len(payload) or payload[at + 1] not in _TYPES:
            raise _invalid_output()
        channel, (name, length, signed, divisor) = payload[at], _TYPES[payload[at + 1]]
        value = payload[at + 2 : at + 2 + length]
        if len(value) < length:
            raise _invalid_output()
        found[f"{name}_{channel}"] = int.from_bytes(value, "big", signed=signed) / divisor
        at += 2 + length
    return found


_VALUE: Final = re.compile(r"value_([0-9]{1,3})")
_CHANNELS: Final = 256
_END: Final = 0xFF


def encoded(data: Mapping[str, Any]) -> bytes:
    """A downlink's payload: each `value_N` in hundredths after its channel. Whatever else there is, is left out."""
    found = b""
    for name, value in data.items():
        named = _VALUE.fullmatch(name)
        if named and int(named[1]) < _CHANNELS and isinstance(value, int | float) and not isinstance(value, bool):
            found += bytes([int(named[1])]) + (round(value * 100) & 0xFFFF).to_bytes(2, "big")
    return found


def downlink_decoded(payload: bytes) -> dict[str, float]:
    """The values of a downlink's payload by their channels. Raises the ApiError of one that is none."""
    found: dict[str, float] = {}
    at = 0
    while at < len(payload) and payload[at] != _END:
        value = payload[at + 1 : at + 3]
        if len(value) < 2:  # noqa: PLR2004 - bytes of a value
            raise _invalid_output()
        found[f"value_{payload[at]}"] = int.from_bytes(value, "big", signed=True) / 100
        at += 3
    return found


def _invalid_output() -> ApiError:
    return ApiError(INVALID_ARGUMENT, "pkg/messageprocessors/cayennelpp", "output", "invalid output")
