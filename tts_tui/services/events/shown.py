"""The events that a screen shows: later ones come below, the oldest go, and none of the rest is touched."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, overload

from tts_tui.services.events.buffer import KeptEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Shown", "Window"]

_GONE: Final = 10_000
"""Events that are gone and still take room; after so many the rest moves."""


class Window(Sequence[KeptEvent]):
    """What was shown at one time. It stays as it is, and shares its events with the windows before and after it."""

    def __init__(self, events: Sequence[KeptEvent] = (), first: int = 0, gone: int = 0) -> None:
        self._events = events
        self._first = first
        self._count = len(events) - first
        self.begins = gone + first
        """How many were shown before its first one, and are gone."""

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> KeptEvent: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[KeptEvent]: ...
    def __getitem__(self, at: int | slice) -> KeptEvent | Sequence[KeptEvent]:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._count)
            return self._events[self._first + start : self._first + max(start, stop) : step]
        if not -self._count <= at < self._count:
            raise IndexError(at)
        return self._events[self._first + at % self._count]

    def __iter__(self) -> Iterator[KeptEvent]:
        return islice(self._events, self._first, self._first + self._count)


class Shown:
    """Events in the order in which they are shown.

    A list made anew for each drawing would be as quick, but for garbage collection, which looks at all that is new:
    25 ms for 50,000 events, several times a second.
    """

    def __init__(self, events: Iterable[KeptEvent] = ()) -> None:
        self._events = list(events)
        self._first = 0
        self._gone = 0

    def __len__(self) -> int:
        return len(self._events) - self._first

    def add(self, events: Iterable[KeptEvent]) -> None:
        """Show these below."""
        self._events += events

    def drop_before(self, number: int) -> None:
        """Show those no longer at the top that came before the one of that number."""
        while self._first < len(self._events) and self._events[self._first].number < number:
            self._first += 1
        if self._first > _GONE:
            self._events = self._events[self._first :]
            self._gone, self._first = self._gone + self._first, 0

    def window(self) -> Window:
        """What is shown now."""
        return Window(self._events, self._first, self._gone)
