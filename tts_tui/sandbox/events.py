"""The events of the sandbox: kept for a while, and sent to whoever listens.

Source: `pkg/events`, with the Redis store as its backend; recordings/10_events.json and 23_events_names.json.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.wire import JSON, time_to

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Iterator
    from datetime import datetime

    from tts_tui.sandbox.records import EntityKind

__all__ = ["KEPT", "Event", "EventLog", "about", "about_device", "unique_id", "value_of"]

KEPT: Final = 100
"""How many events are kept of each application and device. (`pkg/events/redis/store.go` 517)"""
_SHORTEST_BUFFER: Final = 8
_LONGEST_BUFFER: Final = 1024
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID_LETTERS: Final = 26
ORIGIN: Final = "sandbox"


def unique_id(moment: datetime) -> str:
    """An ID of 26 letters that sorts by time: 48 bits of milliseconds, 80 random ones. (ULID)"""
    number = (int(moment.timestamp() * 1000) << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(number >> 5 * place) & 31] for place in reversed(range(_ULID_LETTERS)))


def about(kind: EntityKind, entity_id: str) -> JSON:
    """The identifiers of an application, a user or an organization."""
    return {f"{kind}_ids": {f"{kind}_id": entity_id}}


def value_of(value: list[str]) -> JSON:
    """A list of texts as an event's data."""
    return {"@type": "type.googleapis.com/google.protobuf.Value", "value": value}


def about_device(ids: JSON) -> JSON:
    """The identifiers of a device, as the API writes them: `device_id`, `application_ids`, and EUIs if any."""
    return {"device_ids": ids}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `rights`: whoever has one of them on one of `identifiers` may see it.

    What a device tells its application has `propagates`; else only the device's own stream has it. `caused_by` is who
    called, from where, where a call did it.
    """

    name: str
    time: datetime
    identifiers: tuple[JSON, ...]
    rights: tuple[str, ...] = ()
    data: JSON | None = None
    correlation_ids: tuple[str, ...] = ()
    caused_by: JSON = field(default_factory=dict)
    propagates: bool = True
    unique_id: str = ""

    def message(self) -> JSON:
        """The event as it is sent."""
        found: JSON = {"name": self.name, "time": time_to(self.time), "identifiers": list(self.identifiers)}
        if self.data is not None:
            found["data"] = self.data
        if self.correlation_ids:
            found["correlation_ids"] = list(self.correlation_ids)
        found["origin"] = ORIGIN
        if self.rights:
            found["visibility"] = {"rights": list(self.rights)}
        return {**found, **self.caused_by, "unique_id": self.unique_id}

    def streams(self) -> Iterator[str]:
        """The entities whose streams have it: what it is about, and a device's application where it `propagates`."""
        for each in self.identifiers:
            yield _key(each)
            if self.propagates and "device_ids" in each:
                yield _key(each["device_ids"])


def _key(identifiers: JSON) -> str:
    if (device := identifiers.get("device_ids")) is not None:
        return f"device {device['application_ids']['application_id']} {device['device_id']}"
    kind, ids = next(((kind, ids) for kind, ids in identifiers.items() if kind.endswith("_ids")), ("", {}))
    return f"{kind.removesuffix('_ids')} {next(iter(ids.values()), '')}"


class _Listener:
    """One open stream: the events that it wants, and those that it hasn't been sent yet."""

    def __init__(self, streams: Collection[str], names: Collection[str], length: int) -> None:
        self._streams = frozenset(streams)
        self._names = frozenset(names)
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._length = length
        self._loop = asyncio.get_running_loop()

    def wants(self, event: Event) -> bool:
        return (not self._names or event.name in self._names) and not self._streams.isdisjoint(event.streams())

    def offer(self, event: Event | None) -> None:
        """Send an event, or drop it if too many wait, as the server does. May be called from any thread."""
        self._loop.call_soon_threadsafe(self._put, event)

    def _put(self, event: Event | None) -> None:
        if event is None or self.queue.qsize() < self._length:
            self.queue.put_nowait(event)


class EventLog:
    """The latest events by application and device, and who listens. `heard_by` are called with each event."""

    def __init__(self) -> None:
        self.heard_by: list[Callable[[Event], None]] = []
        self._kept: dict[str, deque[Event]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._listeners: set[_Listener] = set()

    def publish(self, event: Event) -> None:
        """Keep an event, and send it to whoever listens."""
        for stream in event.streams():
            self._kept[stream].append(event)
        for listener in self._listeners:
            if listener.wants(event):
                listener.offer(event)
        for told in self.heard_by:
            told(event)

    def related(self, correlation_id: str) -> list[Event]:
        """All events of a correlation ID that are kept, the newest first."""
        found = {each.unique_id: each for kept in self._kept.values() for each in kept}
        chosen = [each for each in found.values() if correlation_id in each.correlation_ids]
        return sorted(chosen, key=lambda each: each.time, reverse=True)

    async def listen(
        self, identifiers: list[JSON], names: Collection[str], *, tail: int, after: datetime | None
    ) -> AsyncIterator[Event]:
        """The kept events of these entities, and all that follow, until `end_streams`.

        `tail` is how many are looked at of each entity, before names are; with `after` alone, all since.
        """
        streams = [_key(each) for each in identifiers]
        listener = _Listener(streams, names, min(max(tail, _SHORTEST_BUFFER), _LONGEST_BUFFER))
        self._listeners.add(listener)
        try:
            for event in self._history(streams, names, tail, after):
                yield event
            while (event_or_end := await listener.queue.get()) is not None:
                yield event_or_end
        finally:
            self._listeners.discard(listener)

    def _history(
        self, streams: list[str], names: Collection[str], tail: int, after: datetime | None
    ) -> Iterator[Event]:
        if not tail and after is None:
            return
        told: set[str] = set()
        for stream in streams:
            kept = [each for each in self._kept[stream] if after is None or each.time > after]
            for event in kept[-tail:] if tail else kept:
                if event.unique_id not in told and (not names or event.name in names):
                    told.add(event.unique_id)
                    yield event

    def end_streams(self) -> None:
        """End every open stream, as when the server goes down."""
        for listener in list(self._listeners):
            listener.offer(None)
