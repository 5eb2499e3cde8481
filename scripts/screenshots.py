"""Draw `screenshots/*.svg` from the demo's sample data: `make screenshots`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
from pydantic import SecretStr
from textual.pilot import Pilot

from tts_tui.app import Start, TTSApp
from tts_tui.credentials import Found
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.sample import fill
from tts_tui.signing_in import Surroundings

FOLDER: Final = Path(__file__).parent.parent / "screenshots"
NOW: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SIZE: Final = (100, 30)

Script = Callable[[Pilot[None]], Awaitable[None]]


async def _press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await _settle(pilot)


async def _settle(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def _applications(pilot: Pilot[None]) -> None:
    await _press(pilot, "slash", *"water", "enter", "end", "up")


async def _overview(pilot: Pilot[None]) -> None:
    await _applications(pilot)
    await _press(pilot, "enter")


async def _keys(pilot: Pilot[None]) -> None:
    await _overview(pilot)
    await _press(pilot, "2")


async def _new_key(pilot: Pilot[None]) -> None:
    await _keys(pilot)
    await _press(pilot, "n", *"Storage", "tab", "tab", "space", "down")


async def _new_application(pilot: Pilot[None]) -> None:
    await _press(pilot, "n", *"Water_meters")


async def _settings(pilot: Pilot[None]) -> None:
    await _overview(pilot)
    await _press(pilot, "3")


SCRIPTS: Final[dict[str, Script]] = {
    "applications": _applications,
    "overview": _overview,
    "api-keys": _keys,
    "new-api-key": _new_key,
    "new-application": _new_application,
    "settings": _settings,
}


async def draw(name: str, script: Script) -> None:
    """Start the program on a sandbox of its own, press the keys, and save what is on the screen."""
    sandbox = Sandbox(clock=lambda: NOW)
    sample = fill(sandbox)
    start = Start(
        "http://127.0.0.1:1885",
        Found(SecretStr(sample.key), "of the demo"),
        keep=False,
        surroundings=Surroundings(httpx.ASGITransport(sandbox.asgi()), sandbox.clock),
    )
    app = TTSApp(start)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await _settle(pilot)
        await script(pilot)
        svg = app.export_screenshot(title="tts-tui", simplify=False)
    # No font from the network, and the same names in every run, so that a new drawing differs only where it looks so.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")


async def main() -> None:
    """Draw them all."""
    for name, script in SCRIPTS.items():
        await draw(name, script)


if __name__ == "__main__":
    asyncio.run(main())
