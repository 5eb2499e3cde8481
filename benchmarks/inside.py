"""The program without a terminal: how long the whole list takes, what a key costs, and the most memory that it took.

`python -m benchmarks.inside URL TOKEN` prints one JSON object.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

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

_TIMES = 25
_QUIET = 0.02
"""Seconds without work after which a key counts as handled."""


class _Timed(httpx.AsyncHTTPTransport):
    """Knows when the first request for a list went out."""

    first: float | None = None
    first_cpu: float | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.first is None and request.url.path.endswith("/applications"):
            self.first, self.first_cpu = time.perf_counter(), time.process_time()
        return await super().handle_async_request(request)


async def cost(app: App[Any], *keys: str) -> float:
    """The milliseconds of CPU from a key press until nothing more happens."""
    driver = app._driver  # noqa: SLF001 - keys go in where the terminal's do
    if driver is None:
        raise SystemExit("no driver")
    start = time.process_time()
    for key in keys:
        driver.send_message(Key(key, key if len(key) == 1 else None))
    before, quiet = -1.0, 0
    while quiet < 2:  # noqa: PLR2004 - so that what waits for the next frame is counted
        await asyncio.sleep(_QUIET)
        now = time.process_time()
        quiet = quiet + 1 if now - before < _QUIET / 20 else 0
        before = now
    return (time.process_time() - start) * 1000


def listed(screen: Screen[object]) -> bool:
    """Whether the whole list is there."""
    return isinstance(screen, ApplicationsScreen) and screen.state.listing.complete and not screen.state.reading


async def measure(url: str, token: str) -> dict[str, float]:
    """One run. Returns its measurements by name."""
    transport = _Timed(limits=httpx.Limits(max_connections=100, max_keepalive_connections=20))
    manager = SessionManager(keeps=False, outside=Outside(transport))
    app = TTSApp(Start(by_address(url), manager, FoundToken(SecretStr(token), "of the benchmark")).ready)
    found: dict[str, float] = {}
    async with app.run_test(size=(120, 40)):
        while not listed(app.screen):
            await asyncio.sleep(0.002)
        found["whole list"] = time.perf_counter() - (transport.first or 0)
        found["whole list, CPU"] = time.process_time() - (transport.first_cpu or 0)
        await asyncio.sleep(0.2)
        found["memory when read"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for name, keys in {"end": ("end", "home"), "home": ("home", "end"), "page": ("pagedown", "pageup")}.items():
            costs = []
            for _ in range(_TIMES):
                costs.append(await cost(app, keys[0]))
                await cost(app, keys[1])
            found[name] = sorted(costs)[_TIMES // 2]
        costs = []
        for _ in range(_TIMES // 5):
            await cost(app, "slash")
            costs.extend([await cost(app, letter) for letter in "water"])
            await cost(app, "escape")
        found["typing p95"] = sorted(costs)[int(len(costs) * 0.95)]
        found["typing median"] = sorted(costs)[len(costs) // 2]
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


if __name__ == "__main__":
    gc.disable()  # as the program begins, too
    print(json.dumps(asyncio.run(measure(*sys.argv[1:3]))))
