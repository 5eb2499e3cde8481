"""The program without a terminal: how long the whole list takes, what a key costs, and the most memory that it took.

`python -m benchmarks.inside URL TOKEN` prints a line once the list is whole: the seconds that it took, from the first
request for it, by the clock and of CPU. The first frame of the list is drawn in that time, and counts. Then each line
of input, one of `KEYS` or "typing", is answered by a line with the milliseconds of CPU that each key took, and the end
of input by the peak of memory in MB. All lines are JSON. Two of these programs can so be asked in turns, key by key.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import httpx
from textual.events import Key

from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import by_address
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp
from tts_tui.tui.screens.applications.list import ApplicationsScreen

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

KEYS: Final = {"end": ("end", "home"), "home": ("home", "end"), "page": ("pagedown", "pageup")}
"""Keys that are measured, each with the one that is pressed before it, so that it has something to do."""
_QUIET = 0.02
"""Seconds between two looks whether a key has been handled; see `cost`."""


class _Timed(httpx.AsyncHTTPTransport):
    """Notes when the first request for a list is sent."""

    first: float | None = None
    first_cpu: float | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.first is None and request.url.path.endswith("/applications"):
            self.first, self.first_cpu = time.perf_counter(), time.process_time()
        return await super().handle_async_request(request)


async def cost(app: App[Any], *keys: str) -> float:
    """The milliseconds of CPU from a key press until the program has been idle for two looks."""
    driver = app._driver  # noqa: SLF001 - keys go in where the terminal's do
    if driver is None:
        raise SystemExit("no driver")
    start = time.process_time()
    for key in keys:
        driver.send_message(Key(key, key if len(key) == 1 else None))
    before, quiet = -1.0, 0
    while quiet < 2:  # noqa: PLR2004 - what waits for the next frame counts, too
        await asyncio.sleep(_QUIET)
        now = time.process_time()
        quiet = quiet + 1 if now - before < _QUIET / 20 else 0
        before = now
    return (time.process_time() - start) * 1000


def listed(screen: Screen[object]) -> bool:
    """Whether the list of applications is open and has been read completely."""
    return isinstance(screen, ApplicationsScreen) and screen.state.listing.complete and not screen.state.reading


async def costs(app: App[Any], what: str) -> list[float]:
    """What each key costs that the line of input `what` asks for, see `cost`."""
    if what == "typing":
        await cost(app, "slash")
        found = [await cost(app, letter) for letter in "water"]
        await cost(app, "escape")
        return found
    key, back = KEYS[what]
    await cost(app, back)
    return [await cost(app, key)]


async def measure(url: str, token: str) -> None:
    """Read the list, and answer the lines of input."""
    transport = _Timed(limits=httpx.Limits(max_connections=100, max_keepalive_connections=20))
    manager = SessionManager(keeps=False, outside=Outside(transport))
    app = TTSApp(Start(by_address(url), manager, FoundToken(SecretStr(token), "of the benchmark")).ready)
    async with app.run_test(size=(120, 40)):
        while not listed(app.screen):
            await asyncio.sleep(0.002)
        taken = time.perf_counter() - (transport.first or 0)
        _tell({"whole list": taken, "whole list, CPU": time.process_time() - (transport.first_cpu or 0)})
        while what := (await asyncio.to_thread(sys.stdin.readline)).strip():
            _tell(await costs(app, what))
    _tell(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _tell(found: object) -> None:
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    gc.disable()  # as in the program until it has started
    asyncio.run(measure(*sys.argv[1:3]))
