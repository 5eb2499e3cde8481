"""An event stream that is followed: opened again where it breaks off, and each event told once."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import aclosing
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api import errors
from tts_tui.api.resources.events import LONGEST_TAIL, Event, RawEvent

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from datetime import datetime

    from tts_tui.api.client import Client

__all__ = ["Gap", "follow"]

_OVERLAP: Final = timedelta(seconds=5)
"""What is asked for again: events may arrive out of order, and one of the same millisecond would be skipped."""
_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 30.0
_REMEMBERED: Final = 4096
"""IDs of events, so that none is told twice: four times what a stream can begin with."""
_START: Final = "events.stream.start"


class Gap(msgspec.Struct, frozen=True):
    """The stream was away for some seconds. What happened then may be missing: the server keeps only the latest."""

    seconds: float


async def follow(
    client: Client,
    application_ids: Sequence[str],
    *,
    names: Sequence[str] = (),
    tail: int = LONGEST_TAIL,
    clock: Callable[[], datetime],
    on_away: Callable[[errors.TTSError, float], None],
) -> AsyncGenerator[Event | RawEvent | Gap, None]:
    """What the server has kept, and then all that happens, for as long as it is wanted.

    A stream that breaks off, or can't be opened again, is tried until it is there: `on_away` is given the error and the
    seconds until the next try. Raises one of `tts_tui.api.errors` where the first try fails, and where the server
    refuses: a token that is gone, rights that are gone, an application that is gone.
    """
    told: deque[str] = deque(maxlen=_REMEMBERED)
    known: set[str] = set()
    newest: datetime | None = None
    away_since: datetime | None = None
    wait = _FIRST_WAIT
    opened = False
    while True:
        try:
            after = newest - _OVERLAP if newest is not None else None
            length = LONGEST_TAIL if opened else tail
            stream = client.events.stream(application_ids, names=names, tail=length, after=after)
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, RawEvent):
                        yield event
                        continue
                    if event.name == _START:
                        opened, wait = True, _FIRST_WAIT
                        newest = newest or event.time
                        if away_since is not None:
                            yield Gap((clock() - away_since).total_seconds())
                            away_since = None
                        continue
                    if event.unique_id in known:
                        continue
                    if len(told) == _REMEMBERED:
                        known.discard(told[0])
                    told.append(event.unique_id)
                    known.add(event.unique_id)
                    newest = max(newest or event.time, event.time)
                    yield event
            broken: errors.TTSError = errors.AnswerLost("the server ended the stream")
        except errors.TTSError as error:
            if not opened or not _may_come_back(error):
                raise
            broken = error
        away_since = away_since or clock()
        on_away(broken, wait)
        await asyncio.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT)


def _may_come_back(error: errors.TTSError) -> bool:
    return isinstance(
        error,
        errors.AnswerLost
        | errors.Unreachable
        | errors.Unavailable
        | errors.ResourceExhausted
        | errors.DeadlineExceeded,
    )
