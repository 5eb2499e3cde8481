"""Live data without a terminal: what a key's answer takes with and without events, and for how long the loop is held.

`python -m benchmarks.events URL TOKEN SECONDS` prints one JSON object, and, with more than a minute, the memory of each
minute on stderr. The server is `benchmarks.events_server`. The loop is taken to be held while its thread works without
a pause, by the processor's clock: what else the machine does doesn't count.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.events import Key

from benchmarks.events_server import BUSY, QUIET
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import by_address
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp
from tts_tui.tui.routes import live_data
from tts_tui.tui.screens.applications.list import ApplicationsScreen
from tts_tui.tui.screens.events.list import LiveDataScreen
from tts_tui.tui.screens.events.table import EventTable

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYS: Final = 100
_PAUSE: Final = 0.05
"""Seconds between two keys."""
_ROWS: Final = 50
"""Rows that there are before a key is pressed."""
_MINUTE: Final = 60


def _megabytes() -> float:
    """The memory in use now, not its peak."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


class _Holds:
    """Measures the longest time for which the event loop was blocked."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        """Look until it is cancelled."""
        while True:
            before = time.thread_time()
            await asyncio.sleep(0)
            self.longest = max(self.longest, time.thread_time() - before)
            await asyncio.sleep(0.001)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Look while the block runs."""
        task = asyncio.ensure_future(self.watch())
        try:
            yield
        finally:
            task.cancel()


async def _answer(app: TTSApp) -> float:
    """The milliseconds from a key press until the cursor is elsewhere and the screen has been drawn.

    The cursor moves away from the nearer end of the list: events are added below and dropped above.
    """
    table = app.screen.query_one(EventTable)
    key = "k" if table.cursor_row > table.row_count // 2 else "j"
    before, drawn = table.current, asyncio.Event()
    driver = app._driver  # noqa: SLF001 - keys go in where the terminal's do
    if driver is None:
        raise SystemExit("no driver")
    start = time.perf_counter()
    driver.send_message(Key(key, key))
    while table.current == before:
        await asyncio.sleep(0)
    app.screen.call_after_refresh(drawn.set)
    await drawn.wait()
    return (time.perf_counter() - start) * 1000


async def _open(app: TTSApp, application_id: str) -> LiveDataScreen:
    screen = live_data(app.screen.session, application_id, lambda _: None)  # type: ignore[attr-defined]
    await app.push_screen(screen)
    if not isinstance(screen, LiveDataScreen):
        raise SystemExit("no live data")
    while screen.table.row_count < _ROWS:
        await asyncio.sleep(0.01)
    return screen


async def _answers(app: TTSApp) -> float:
    """The 95th percentile of what a key's answer takes while the list is paused."""
    app.screen.action_follow()  # type: ignore[attr-defined]
    found = []
    for _ in range(_KEYS):
        found.append(await _answer(app))
        await asyncio.sleep(_PAUSE)
    return sorted(found)[int(_KEYS * 0.95)]


async def measure(url: str, token: str, seconds: float) -> dict[str, float]:
    """One run. Returns its measurements by name."""
    manager = SessionManager(keeps=False)
    app = TTSApp(Start(by_address(url), manager, FoundToken(SecretStr(token), "of the benchmark")).ready)
    async with app.run_test(size=(120, 40)):
        while not isinstance(app.screen, ApplicationsScreen) or not app.screen.state.listing.complete:
            await asyncio.sleep(0.01)
        quiet = await _open(app, QUIET)
        without = await _answers(app)
        quiet.dismiss()
        busy = await _open(app, BUSY)
        holds = _Holds()
        with holds.watching():
            busy_from = time.perf_counter()
            count = busy.count
            with_events = await _answers(app)
            busy.action_follow()
            memory = await _stay(busy, seconds)
            rate = (busy.count - count) / (time.perf_counter() - busy_from)
    return {
        "key without events": without,
        "key with events": with_events,
        "longest hold": holds.longest * 1000,
        "events a second": rate,
        "memory when full": memory[0],
        "memory at the end": memory[-1],
    }


async def _stay(screen: LiveDataScreen, seconds: float) -> list[float]:
    """The memory in MB, minute by minute for so many seconds, from when the buffer is full."""
    found = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        await asyncio.sleep(min(_MINUTE, end - time.perf_counter()))
        found.append(_megabytes())
        if seconds > _MINUTE:
            print(f"{screen.count:>10,} events  {found[-1]:6.1f} MB", file=sys.stderr, flush=True)
        if not screen.dropped:
            found = found[-1:]
    return found  # the first one is from when the buffer was full, or from the end if it never was


if __name__ == "__main__":
    gc.disable()  # as in the program until it has started
    print(json.dumps(asyncio.run(measure(sys.argv[1], sys.argv[2], float(sys.argv[3])))))
