"""Downlinks and uplinks of a device in words: what a payload is, and what is to be reviewed before it is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Literal

from tts_tui.services.differences import Difference, Line
from tts_tui.services.payload import as_hex
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tts_tui.api.resources.downlinks import Downlink
    from tts_tui.api.resources.uplinks import SimulatedUplink

__all__ = ["NO_BYTES", "decoded_words", "emptied", "payload_words", "queued", "simulated"]

NO_BYTES: Final = "no bytes: not encoded"
_SHOWN: Final = 20
"""Downlinks of a queue that a review lists."""


def payload_words(downlink: Downlink) -> str:
    """The bytes of a downlink, `01 67 00 EB`."""
    return as_hex(downlink.payload) if downlink.payload else NO_BYTES


def decoded_words(downlink: Downlink) -> str:
    """The data of a downlink as JSON in one line, safe to show; empty without any."""
    return visible(json.dumps(dict(downlink.decoded), ensure_ascii=False)) if downlink.decoded is not None else ""


def queued(downlink: Downlink, before: Sequence[Downlink] = ()) -> tuple[Difference, ...]:
    """What a downlink adds, and what waits `before` and goes where it replaces the queue."""
    payload = (
        f"Data, which the server encodes: {decoded_words(downlink)}"
        if downlink.decoded is not None
        else f"Payload {as_hex(downlink.payload)} ({quantity(len(downlink.payload), 'byte')})"
    )
    words = (f"FPort {downlink.f_port}", payload, "Confirmed" if downlink.confirmed else "Not confirmed")
    added = Difference("Downlink", tuple(Line("+", each) for each in words))
    return (added, *emptied(before)) if before else (added,)


def emptied(queue: Sequence[Downlink]) -> tuple[Difference, ...]:
    """What waits and is not sent any more."""
    return (Difference("Queue", tuple(_dropped(queue))),)


def _dropped(queue: Sequence[Downlink]) -> Iterator[Line]:
    for each in queue[:_SHOWN]:
        confirmed = ", confirmed" if each.confirmed else ""
        yield Line("-", f"FPort {each.f_port}: {payload_words(each)}{confirmed}")
    if len(queue) > _SHOWN:
        yield Line("-", f"and {len(queue) - _SHOWN:,} more")


def simulated(uplink: SimulatedUplink) -> tuple[Difference, ...]:
    """What a simulated uplink has."""
    mark: Literal["+"] = "+"
    words = (
        f"FPort {uplink.f_port}",
        f"Payload {as_hex(uplink.payload)} ({quantity(len(uplink.payload), 'byte')})",
        f"FCnt {uplink.f_cnt}",
    )
    return (Difference("Simulated uplink", tuple(Line(mark, each) for each in words)),)
