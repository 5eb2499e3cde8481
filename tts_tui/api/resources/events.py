"""The event stream: what happens in applications and to their devices, as it happens.

Source: `POST /events` (`events.proto` 64-105, `pkg/events/grpc/grpc.go`); recordings/10_events.json,
13_events_traffic.json, self-contained/23_events_names.json and 24_traffic_radio.json.
"""

from __future__ import annotations

import sys
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

from tts_tui.api.calls import Call
from tts_tui.api.decoding import json_object
from tts_tui.api.errors import is_the_stacks, server_error
from tts_tui.api.models import wire_time

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

    from tts_tui.api.calls import StreamSender

__all__ = ["LONGEST_TAIL", "Event", "Events", "RawEvent", "stream_call"]

LONGEST_TAIL: Final = 1024
"""The longest history that a stream may begin with, and with it the longest buffer that the server keeps for it.

What doesn't fit there the server drops without a word. (`pkg/events/grpc/grpc.go` 79-86)
"""
_OK: Final = 200
_YEARS: Final = range(1970, 9999)
"""Years in which an event can be: whatever its time zone, it can be reckoned with."""
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Event(msgspec.Struct, frozen=True, gc=False):
    """One event: its name, when it happened, whom it is about, and its JSON as it was received.

    `application_id` and `device_id` are empty where it names none; `unique_id` is the server's own. Its `data`, who
    did it and from where are in `content`, which is read again when the event is opened: as parsed dicts, 50,000 of
    them would take half a gigabyte.
    """

    name: str
    time: datetime
    application_id: str
    device_id: str
    unique_id: str
    content: bytes

    @property
    def correlation_ids(self) -> tuple[str, ...]:
        """What the server knows all of one doing by: an uplink, a call; read anew."""
        ids = self.json.get("correlation_ids")
        return tuple(each for each in ids if isinstance(each, str)) if isinstance(ids, list) else ()

    @property
    def json(self) -> Mapping[str, Any]:
        """The whole event, read anew."""
        return json_object(self.content) or {}


class RawEvent(msgspec.Struct, frozen=True, gc=False):
    """A line of the stream that can't be read as an event, as it was received."""

    content: bytes


class _ApplicationIDs(msgspec.Struct, gc=False):
    application_id: str = ""


class _DeviceIDs(msgspec.Struct, gc=False):
    device_id: str = ""
    application_ids: _ApplicationIDs = msgspec.field(default_factory=_ApplicationIDs)


class _Identifiers(msgspec.Struct, gc=False):
    application_ids: _ApplicationIDs | None = None
    device_ids: _DeviceIDs | None = None


class _Wire(msgspec.Struct, gc=False):
    name: str
    time: _Instant
    identifiers: list[_Identifiers] = []
    unique_id: str = ""


class _Line(msgspec.Struct, gc=False):
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_LINE: Final = msgspec.json.Decoder(_Line)
_EVENT: Final = msgspec.json.Decoder(_Wire)


class Events:
    """`/events`."""

    def __init__(self, sender: StreamSender) -> None:
        self._sender = sender

    async def stream(
        self,
        application_ids: Sequence[str],
        *,
        device_id: str = "",
        names: Sequence[str] = (),
        tail: int = LONGEST_TAIL,
        after: datetime | None = None,
        of_cluster: bool = False,
        on_warning: Callable[[str], None] | None = None,
    ) -> AsyncGenerator[Event | RawEvent, None]:
        """The events of these applications and of their devices, `events.stream.start` first, until the server ends.

        With a `device_id`, those of that device of the one application.
        Close it (`contextlib.aclosing`) when no more are wanted. For `names`, `tail` and `after` see `stream_call`.
        Each component tells of what it does: the Identity Server of changes, the cluster (`of_cluster`) of traffic.
        `on_warning` is given the `X-Warning` that comes with it, if any, such as that no events are kept.
        One application on which the caller has no right at all, or that isn't there, and the whole stream is refused.
        Raises one of `tts_tui.api.errors`: AnswerLost where the stream breaks off.
        """
        call = stream_call(application_ids, names, tail, after, device_id=device_id, of_cluster=of_cluster)
        async with aclosing(self._sender.lines(call, on_warning)) as lines:
            async for line in lines:
                yield _event(line)


def stream_call(
    application_ids: Sequence[str],
    names: Sequence[str] = (),
    tail: int = LONGEST_TAIL,
    after: datetime | None = None,
    *,
    device_id: str = "",
    of_cluster: bool = False,
) -> Call:
    """The call that opens the stream, of applications or of one device.

    `names` are names of events, and regular expressions between slashes; none stands for all. The stream begins with
    the last `tail` events of each application, whatever their names, or with those `after` an instant (exclusive, to
    the millisecond), where the server keeps some. Raises ValueError for a tail outside 1 to 1,024 and for a naive time.
    """
    if not 1 <= tail <= LONGEST_TAIL:
        raise ValueError(f"tail must be from 1 to {LONGEST_TAIL}")
    ids = [{"application_ids": {"application_id": each}} for each in application_ids]
    whom = [{"device_ids": {"device_id": device_id, **each}} for each in ids] if device_id else ids
    body: dict[str, Any] = {"identifiers": whom, "tail": tail}
    if after is not None:
        body["after"] = wire_time(after)
    if names:
        body["names"] = list(names)
    return Call("POST", "/events", body=body, only_asks=True, of_cluster=of_cluster)


def _event(line: bytes) -> Event | RawEvent:
    """What a line holds. Raises the ServerError that the server ends a stream with."""
    try:
        content = _LINE.decode(line).result
        if isinstance(content, msgspec.UnsetType):
            return _without_result(line)
        wire = _EVENT.decode(content)
    except (ValueError, msgspec.DecodeError, RecursionError):
        return RawEvent(line)
    if wire.time.year not in _YEARS:
        return RawEvent(line)
    application_id = device_id = ""
    for each in wire.identifiers:
        if each.device_ids is not None:
            device_id, application_id = each.device_ids.device_id, each.device_ids.application_ids.application_id
            break
        if each.application_ids is not None:
            application_id = application_id or each.application_ids.application_id
    return Event(
        _shared(wire.name), wire.time, _shared(application_id), _shared(device_id), wire.unique_id, bytes(content)
    )


_shared: Final = sys.intern
"""Names and IDs come again with every event: each is kept once."""


def _without_result(line: bytes) -> RawEvent:
    said = json_object(line)
    if is_the_stacks(said):
        raise server_error(_OK, said)
    return RawEvent(line)
