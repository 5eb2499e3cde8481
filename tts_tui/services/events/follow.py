"""Following an event stream: it is opened again when it breaks off, and each event is given once."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api import errors
from tts_tui.api.resources.events import LONGEST_TAIL, Event, RawEvent

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from datetime import datetime

    from tts_tui.api.client import Client

__all__ = ["Followed", "Gap", "follow"]

_OVERLAP: Final = timedelta(seconds=5)
"""How much is requested again: events may arrive out of order, and one of the same millisecond would be skipped."""
_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 30.0
_REMEMBERED: Final = 4096
"""IDs of events, so that none is given twice: four times what a stream can begin with."""
_START: Final = "events.stream.start"
_NONE_KEPT: Final = "events storage is not enabled"
"""In the warning of a server whose events have no store. (`pkg/events/grpc/grpc.go` 107)"""


class Gap(msgspec.Struct, frozen=True):
    """The stream was away for some seconds. What happened then may be missing.

    `kept` is whether the server keeps events at all: if so, it gives the latest hundred or so of each application.
    """

    seconds: float
    kept: bool = True


Followed = Event | RawEvent | Gap
"""What following a stream gives."""


async def follow(
    client: Client,
    application_ids: Sequence[str],
    *,
    device_id: str = "",
    names: Sequence[str] = (),
    tail: int = LONGEST_TAIL,
    clock: Callable[[], datetime],
    on_away: Callable[[errors.TTSError, float], None],
) -> AsyncGenerator[Followed, None]:
    """What the server has kept, and then all that happens, for as long as it is wanted.

    There is a stream for each of the server's hosts, as each tells of what it does itself. One that breaks off, or
    can't be opened again, is tried until it is there: `on_away` is given the error and the seconds until the next try.
    Raises one of `tts_tui.api.errors` where a first try fails, and where the server refuses: a token that is gone,
    rights that are gone, an application that is gone.
    """
    seen = _SeenEvents()

    def stream(*, of_cluster: bool) -> AsyncGenerator[Followed, None]:
        asked = partial(client.events.stream, application_ids, device_id=device_id, names=names, of_cluster=of_cluster)
        return _Stream(asked, tail, seen, clock, on_away).events()

    streams = [stream(of_cluster=False)]
    if client.hosts.split:
        streams.append(stream(of_cluster=True))
    async with aclosing(streams[0] if len(streams) == 1 else _merged(streams)) as events:
        async for event in events:
            yield event


class _SeenEvents:
    """The IDs of the latest events, so that none is given twice: streams that are opened again overlap."""

    def __init__(self) -> None:
        self._order: deque[str] = deque(maxlen=_REMEMBERED)
        self._known: set[str] = set()

    def is_new(self, unique_id: str) -> bool:
        """Whether the event wasn't seen before; from now on it was."""
        if unique_id in self._known:
            return False
        if len(self._order) == _REMEMBERED:
            self._known.discard(self._order[0])
        self._order.append(unique_id)
        self._known.add(unique_id)
        return True


class _Stream:
    """One host's stream, opened as often as it takes."""

    def __init__(
        self,
        asked: Callable[..., AsyncGenerator[Event | RawEvent, None]],
        tail: int,
        seen: _SeenEvents,
        clock: Callable[[], datetime],
        on_away: Callable[[errors.TTSError, float], None],
    ) -> None:
        self._asked = asked
        self._tail = tail
        self._seen = seen
        self._clock = clock
        self._on_away = on_away
        self._newest: datetime | None = None
        self._away_since: datetime | None = None
        self._opened = False
        self._wait = _FIRST_WAIT
        self._kept = True

    async def events(self) -> AsyncGenerator[Followed, None]:
        while True:
            try:
                async with aclosing(self._once()) as events:
                    async for event in events:
                        yield event
                broken: errors.TTSError = errors.AnswerLost("the server ended the stream")
            except errors.TTSError as error:
                if not self._opened or not _may_come_back(error):
                    raise
                broken = error
            self._away_since = self._away_since or self._clock()
            self._on_away(broken, self._wait)
            await asyncio.sleep(self._wait)
            self._wait = min(2 * self._wait, _LONGEST_WAIT)

    async def _once(self) -> AsyncGenerator[Followed, None]:
        after = self._newest - _OVERLAP if self._newest is not None else None
        self._kept = True
        tail = LONGEST_TAIL if self._opened else self._tail
        async with aclosing(self._asked(tail=tail, after=after, on_warning=self._warned)) as events:
            async for event in events:
                if isinstance(event, RawEvent):
                    yield event
                elif event.name == _START:
                    if (gap := self._begun(event)) is not None:
                        yield gap
                elif self._seen.is_new(event.unique_id):
                    self._newest = max(self._newest or event.time, event.time)
                    yield event

    def _begun(self, start: Event) -> Gap | None:
        """Note that the stream is open. Returns the gap, if it was away."""
        self._opened, self._wait = True, _FIRST_WAIT
        self._newest = self._newest or start.time
        since, self._away_since = self._away_since, None
        return Gap((self._clock() - since).total_seconds(), self._kept) if since is not None else None

    def _warned(self, warning: str) -> None:
        if _NONE_KEPT in warning.lower():
            self._kept = False


async def _merged(streams: Sequence[AsyncGenerator[Followed, None]]) -> AsyncGenerator[Followed, None]:
    """The events of several streams as they come. Ends with the first error that one of them raises."""
    came: asyncio.Queue[Followed | None] = asyncio.Queue(LONGEST_TAIL)

    async def read(stream: AsyncGenerator[Followed, None]) -> None:
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    await came.put(event)
        except Exception:
            await came.put(None)
            raise

    readers = [asyncio.ensure_future(read(each)) for each in streams]
    try:
        while (event := await came.get()) is not None:
            yield event
        for each in readers:
            if each.done():
                each.result()
    finally:
        for each in readers:
            each.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


def _may_come_back(error: errors.TTSError) -> bool:
    return isinstance(
        error,
        errors.AnswerLost
        | errors.Unreachable
        | errors.Unavailable
        | errors.ResourceExhausted
        | errors.DeadlineExceeded,
    )
