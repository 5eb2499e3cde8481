"""The latest events, which a screen keeps, and which of them a filter shows."""

from __future__ import annotations

from collections import deque
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api.resources.events import Event, RawEvent
from tts_tui.services.events.follow import Gap
from tts_tui.services.events.in_words import KINDS, essence, kind_of, what_happened
from tts_tui.services.events.rates import MessageRates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tts_tui.services.events.follow import Followed
    from tts_tui.services.events.in_words import EventKind

__all__ = [
    "KEPT",
    "EventBuffer",
    "KeptEvent",
    "as_received",
    "correlations",
    "event_words",
    "is_related",
    "shows",
    "what_may_be_missing",
]

KEPT: Final = 50_000
"""How many events are kept; then the oldest are dropped."""


class KeptEvent(msgspec.Struct, frozen=True, gc=False):
    """What came, with its number: an event, a line that can't be read as one, or a gap of the stream."""

    number: int
    what: Followed
    kind: EventKind

    @classmethod
    def of(cls, number: int, what: Followed) -> KeptEvent:
        """What can't be read and a stream that was away are errors."""
        return cls(number, what, kind_of(what.name) if isinstance(what, Event) else "error")

    @property
    def key(self) -> str:
        """A key that no other event has."""
        return str(self.number)

    @property
    def device(self) -> tuple[str, str] | None:
        """The IDs of the application and the device that it is about, or None where it is about none."""
        what = self.what
        return (what.application_id, what.device_id) if isinstance(what, Event) and what.device_id else None


class EventBuffer:
    """The latest events in the order in which they came."""

    def __init__(self, max_events: int = KEPT) -> None:
        self._max_events = max_events
        self._kept: deque[KeptEvent] = deque(maxlen=max_events)
        self.count = 0
        """How many have come in all."""
        self.unreadable = 0
        """How many of them were no events that could be read."""
        self.of_kind: dict[EventKind, int] = dict.fromkeys(KINDS, 0)
        """How many are kept of each kind."""
        self.rates = MessageRates()
        self.names: set[str] = set()
        """The names of all that have come."""
        self.longest_ids = (0, 0)
        """Letters of the longest ID of an application and of a device that came."""

    @property
    def dropped(self) -> int:
        """How many are not kept any more."""
        return self.count - len(self._kept)

    def add(self, what: Followed) -> KeptEvent:
        """Keep one more."""
        kept = KeptEvent.of(self.count, what)
        self.count += 1
        if len(self._kept) == self._max_events:
            self.of_kind[self._kept[0].kind] -= 1
        self._kept.append(kept)
        self.of_kind[kept.kind] += 1
        if isinstance(what, Event):
            self.rates.count(what)
            self.names.add(what.name)
            application, device = self.longest_ids
            self.longest_ids = max(application, len(what.application_id)), max(device, len(what.device_id))
        elif isinstance(what, RawEvent):
            self.unreadable += 1
        return kept

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[KeptEvent]:
        return iter(self._kept)

    def since(self, number: int) -> Iterator[KeptEvent]:
        """Those from that number on."""
        first = self.count - len(self._kept)
        return islice(self._kept, max(0, number - first), None)


def shows(
    event: KeptEvent,
    words: Iterable[str],
    kinds: frozenset[EventKind],
    known: Callable[[KeptEvent], str] | None = None,
) -> bool:
    """Whether a filter shows it: an event of one of these kinds that has each of these words, in lower case.

    They are looked for in what happened, as it is shown, in all that the event holds, and in what else is `known` of
    it. That the stream was away is always shown.
    """
    what = event.what
    if not isinstance(what, Event):
        return True
    if event.kind not in kinds:
        return False
    if not (wanted := tuple(words)):
        return True
    held = what.content.lower()
    shown = what_happened(what.name).lower()
    if known is not None:
        shown = f"{shown} {known(event).lower()}"
    return all(word in shown or word.encode() in held for word in wanted)


def by_time(events: list[KeptEvent]) -> list[KeptEvent]:
    """Events that came together, in the order in which they happened.

    The server tells what it has kept one application after the other, and may tell the rest out of order. Where
    something else came in between, such as that the stream was away, it stays as it came.
    """
    times = [each.what.time for each in events if isinstance(each.what, Event)]
    if len(times) < len(events):
        return events
    return [event for _, event in sorted(zip(times, events, strict=True), key=itemgetter(0))]


def correlations(event: KeptEvent) -> tuple[bytes, ...]:
    """What `is_related` looks for, to find what belongs to this event: its correlation IDs."""
    what = event.what
    return tuple(f'"{each}"'.encode() for each in what.correlation_ids) if isinstance(what, Event) else ()


def is_related(event: KeptEvent, ids: Iterable[bytes]) -> bool:
    """Whether an event has one of these correlation IDs, such as those of one uplink on its way."""
    what = event.what
    return isinstance(what, Event) and any(each in what.content for each in ids)


def as_received(event: KeptEvent) -> str:
    """The event as the server sent it; an empty string for a gap."""
    what = event.what
    return what.content.decode("utf-8", "replace") if isinstance(what, Event | RawEvent) else ""


def what_may_be_missing(gap: Gap) -> str:
    """What a gap means for what is shown."""
    if gap.kept:
        return "Some events may be missing: the server keeps only the last 100 or so of each application."
    return "Events of that time are missing: this server keeps none."


def event_words(event: KeptEvent) -> tuple[str, str]:
    """What happened, and its most important data. Server text: not safe to show as it is."""
    match event.what:
        case Event() as what:
            return what_happened(what.name), essence(what).replace("\n", " ")
        case RawEvent(content=content):
            return "Unreadable", content.decode("utf-8", "replace")
        case Gap() as gap:
            return f"Offline for {gap.seconds:.0f} s", what_may_be_missing(gap)
