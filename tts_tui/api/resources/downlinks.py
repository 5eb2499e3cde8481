"""The downlink queue of a device, which the Application Server keeps: list, push, replace.

Source: `applicationserver.proto` 204-256, `messages.proto`; recordings/self-contained/24_traffic_radio.json.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping  # noqa: TC003 - msgspec reads it
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect
from tts_tui.api.errors import NotTheAPI, OutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.api.calls import Sender

__all__ = ["MAX_PORT", "PRIORITIES", "TEST_PORT", "Downlink", "Downlinks", "Priority", "push_call", "replace_call"]

Priority = Literal["LOWEST", "LOW", "BELOW_NORMAL", "NORMAL", "ABOVE_NORMAL", "HIGH", "HIGHEST"]

PRIORITIES: Final[tuple[Priority, ...]] = (
    "LOWEST",
    "LOW",
    "BELOW_NORMAL",
    "NORMAL",
    "ABOVE_NORMAL",
    "HIGH",
    "HIGHEST",
)
MAX_PORT: Final = 255
TEST_PORT: Final = 224
"""The one port from 1 to `MAX_PORT` that no downlink may have."""


class Downlink(msgspec.Struct, frozen=True):
    """A downlink: its bytes, or data that the server's formatter makes bytes of (`decoded`).

    In a queue the server has given it its counter `f_cnt`, and `decoded` where the formatter knows its bytes. A
    confirmed one is sent again, in all `attempt` times so far, until the device has acknowledged it. The server adds
    correlation IDs of its own, and keeps those that it got.
    """

    f_port: int
    payload: bytes = b""
    decoded: Mapping[str, Any] | None = None
    confirmed: bool = False
    priority: str = "LOWEST"
    correlation_ids: tuple[str, ...] = ()
    f_cnt: int = 0
    attempt: int = 0


class _Retry(msgspec.Struct):
    attempt: int = 0


class _Wire(msgspec.Struct):
    f_port: int = 0
    frm_payload: str = ""
    decoded_payload: dict[str, Any] | None = None
    confirmed: bool = False
    priority: str = "LOWEST"
    correlation_ids: tuple[str, ...] = ()
    f_cnt: int = 0
    confirmed_retry: _Retry = msgspec.field(default_factory=_Retry)


class _Queue(msgspec.Struct):
    downlinks: list[_Wire] = []


def push_call(application_id: str, device_id: str, downlinks: Sequence[Downlink]) -> Call:
    """Put downlinks at the end of the queue. RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE."""
    return _queued("push", application_id, device_id, downlinks)


def replace_call(application_id: str, device_id: str, downlinks: Sequence[Downlink]) -> Call:
    """Have these in the queue and no others: with none, it is cleared."""
    return _queued("replace", application_id, device_id, downlinks)


def _queued(what: str, application_id: str, device_id: str, downlinks: Sequence[Downlink]) -> Call:
    where = path("as", "applications", application_id, "devices", device_id, "down", what)
    return Call("POST", where, body={"downlinks": [_wire(each) for each in downlinks]})


def _wire(downlink: Downlink) -> dict[str, Any]:
    payload = base64.b64encode(downlink.payload).decode()
    found: dict[str, Any] = {"f_port": downlink.f_port}
    found |= {"frm_payload": payload} if downlink.decoded is None else {"decoded_payload": dict(downlink.decoded)}
    if downlink.confirmed:
        found["confirmed"] = True
    if downlink.priority != PRIORITIES[0]:
        found["priority"] = downlink.priority
    if downlink.correlation_ids:
        found["correlation_ids"] = list(downlink.correlation_ids)
    return found


def _read(wire: _Wire) -> Downlink:
    return Downlink(
        wire.f_port,
        base64.b64decode(wire.frm_payload, validate=True),
        wire.decoded_payload,
        wire.confirmed,
        wire.priority,
        wire.correlation_ids,
        wire.f_cnt,
        wire.confirmed_retry.attempt,
    )


class Downlinks:
    """`/as/applications/{app}/devices/{dev}/down`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def all(self, application_id: str, device_id: str) -> tuple[Downlink, ...]:
        """What waits for the device, in the order in which it is sent; RIGHT_APPLICATION_TRAFFIC_READ.

        NotFound (`pkg/redis:not_found`) where the Application Server doesn't know the device.
        """
        call = Call("GET", path("as", "applications", application_id, "devices", device_id, "down"))
        answer = expect((await self._sender.send(call)).json, "downlinks")
        try:
            return tuple(map(_read, msgspec.convert(answer, _Queue).downlinks))
        except (msgspec.ValidationError, binascii.Error) as error:
            raise NotTheAPI(str(error)) from None

    async def push(self, application_id: str, device_id: str, downlinks: Sequence[Downlink]) -> None:
        """Put downlinks at the end of the queue.

        FailedPrecondition `no_device_session` before the device has joined, InvalidArgument
        `application_downlink_too_long`, NotFound `device_not_found`. Data that the formatter can't encode is queued
        without bytes, and the server says nothing of it.
        """
        await self._queue(push_call(application_id, device_id, downlinks))

    async def replace(self, application_id: str, device_id: str, downlinks: Sequence[Downlink]) -> None:
        """Have these in the queue and no others; errors as in `push`."""
        await self._queue(replace_call(application_id, device_id, downlinks))

    async def _queue(self, call: Call) -> None:
        expect((await self._sender.send(call)).json, otherwise=OutcomeUnknown)
