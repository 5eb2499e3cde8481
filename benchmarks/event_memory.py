"""The memory of 50,000 recorded uplinks, and for how long a filter over all of them blocks the event loop.

`python -m benchmarks.event_memory` prints one JSON object: megabytes, and milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import resource
import time
from itertools import count
from typing import TYPE_CHECKING

from benchmarks.events_server import recorded_uplinks
from tts_tui.api.resources.events import Event, Events
from tts_tui.sandbox.events import unique_id
from tts_tui.services.events.buffer import KEPT, EventBuffer, shows
from tts_tui.services.events.in_words import KINDS
from tts_tui.text.instants import utc_now
from tts_tui.tui.screens.events.stream import SLICE

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from tts_tui.api.calls import Call


class _Recorded:
    """A stream of recorded uplinks without end, each with an ID of its own."""

    async def lines(self, call: Call, on_warning: Callable[[str], None] | None = None) -> AsyncGenerator[bytes, None]:
        del call, on_warning
        texts = [json.dumps({"result": each}) for each in recorded_uplinks()]
        ids = [each["unique_id"] for each in recorded_uplinks()]
        for number in count():
            which = number % len(texts)
            yield texts[which].replace(ids[which], unique_id(utc_now())).encode()


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def measure() -> dict[str, float]:
    """Fill a buffer, then filter all of it, slice by slice."""
    before = _megabytes()
    buffer = EventBuffer()
    async for event in Events(_Recorded()).stream(["radio-app"]):
        assert isinstance(event, Event)  # noqa: S101 - a benchmark of what can be read
        buffer.add(event)
        if len(buffer) == KEPT:
            break
    taken = _megabytes() - before
    kept, kinds, held = list(buffer), frozenset(KINDS), list[float]()
    for start in range(0, len(kept), SLICE):
        began = time.perf_counter()
        for each in kept[start : start + SLICE]:
            shows(each, ("nothing", "has", "this"), kinds)
        held.append(1000 * (time.perf_counter() - began))
    return {"megabytes": taken, "longest slice": max(held), "filter": sum(held)}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure())))
