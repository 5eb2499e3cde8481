"""Draw the pictures of the README from the sample data, each dark and light: `make screenshots`."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final

import keyring
from keyring.backend import KeyringBackend
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.streaming import StreamingTransport
from tts_tui.api.secret import SecretStr
from tts_tui.cli.webhook_health import track_webhooks
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.sample import Sample, fill
from tts_tui.sandbox.sample_traffic import SampleTraffic
from tts_tui.servers.model import by_address
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.core.themes import DARK, LIGHT
from tts_tui.tui.screens.sign_in.sign_in import SignInScreen

_CELL: Final = 12.2
"""The width of a cell in the SVG."""
_LEADING_BLANKS: Final = re.compile(
    r'x="([\d.]+)"( y="[\d.]+") textLength="([\d.]+)"([^>]*)>((?:&#160;)+)(?=[^<&]|&(?!#160))'
)
FOLDER: Final = Path(__file__).parent.parent / "screenshots"
NOW: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SIZE: Final = (120, 28)

STATE: Final = "q3Jx0vT5kW8mZr1nLh2bPA"
"""Replaces the random `state` in the address of a login, so that each run draws the same."""

Script = Callable[[Pilot[None]], Awaitable[None]]
Opening = Callable[[Outside, Sample], Start]


class _Keyring(KeyringBackend):
    """An empty keyring, instead of the real one."""

    priority: ClassVar[float] = 1

    def get_password(self, service: str, username: str) -> None:
        """Find nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store nothing."""


async def _press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await _settle(pilot)


async def _settle(pilot: Pilot[None]) -> None:
    for _ in range(3):
        streams = [each for each in pilot.app.workers if each.group == "stream"]  # which never end
        if ending := [each for each in pilot.app.workers if each not in streams]:
            await pilot.app.workers.wait_for_complete(ending)
        await pilot.pause(0.5 if streams else None)


async def _applications(pilot: Pilot[None]) -> None:
    await _press(pilot, "slash", *"meters", "enter", "down")


async def _overview(pilot: Pilot[None]) -> None:
    await _press(pilot, "slash", *"north", "enter", "enter")


async def _keys(pilot: Pilot[None]) -> None:
    await _overview(pilot)
    await _press(pilot, tab_key("API keys"))


async def _new_key(pilot: Pilot[None]) -> None:
    await _keys(pilot)
    await _press(pilot, "n", *"Storage", "tab", "tab", "space", "down")


async def _key_shown_once(pilot: Pilot[None]) -> None:
    await _new_key(pilot)
    await _press(pilot, "ctrl+s")


async def _new_application(pilot: Pilot[None]) -> None:
    await _press(pilot, "n", *"street-lights-north", "tab", *"Lights")


async def _settings_review(pilot: Pilot[None]) -> None:
    await _overview(pilot)
    await _press(pilot, tab_key("Settings"))
    name = pilot.app.screen.query(Input).first()
    name.focus()
    name.value = "Water meters Northbank"
    await _press(pilot, "ctrl+s")


async def _live_data(pilot: Pilot[None]) -> None:
    await _overview(pilot)
    await _press(pilot, tab_key("Live data"))
    await _press(pilot, "up", "up")


async def _end_device(pilot: Pilot[None]) -> None:
    await _overview(pilot)
    await _press(pilot, tab_key("Devices"))
    await _press(pilot, "enter")


async def _who_can_do_what(pilot: Pilot[None]) -> None:
    await _overview(pilot)
    await _press(pilot, tab_key("Access"))
    await _press(pilot, "w")


async def _audit(pilot: Pilot[None]) -> None:
    await _press(pilot, "A")
    await _press(pilot, "slash", *"meters", "enter", "space", "space")


async def _rotate(pilot: Pilot[None]) -> None:
    await _keys(pilot)
    await _press(pilot, "R")


async def _collaborator(pilot: Pilot[None]) -> None:
    await _overview(pilot)
    await _press(pilot, tab_key("Access"))
    await _press(pilot, "down", "down", "e")


async def _delete(pilot: Pilot[None]) -> None:
    await _applications(pilot)
    await _press(pilot, "d")


async def _webhooks(pilot: Pilot[None]) -> None:
    await _overview(pilot)
    await _press(pilot, tab_key("Integrations"))
    await _press(pilot, "enter")
    await _press(pilot, "down")


async def _sign_in(pilot: Pilot[None]) -> None:
    await _press(pilot, "f7")


def _demo(outside: Outside, sample: Sample) -> Start:
    found = FoundToken(SecretStr(sample.key), "of the demo")
    return Start(by_address("http://127.0.0.1:1885"), SessionManager(keeps=False, outside=outside), found)


def _first_time(outside: Outside, _: Sample) -> Start:
    return Start(by_address("https://thethings.example.com"), SessionManager(outside=outside))


PICTURES: Final[dict[str, tuple[Opening, Script]]] = {
    "sign-in": (_first_time, _sign_in),
    "applications": (_demo, _applications),
    "api-keys": (_demo, _keys),
    "new-api-key": (_demo, _new_key),
    "new-application": (_demo, _new_application),
    "key-shown-once": (_demo, _key_shown_once),
    "settings-review": (_demo, _settings_review),
    "live-data": (_demo, _live_data),
    "end-device": (_demo, _end_device),
    "webhooks": (_demo, _webhooks),
    "who-can-do-what": (_demo, _who_can_do_what),
    "audit": (_demo, _audit),
    "rotate": (_demo, _rotate),
    "collaborator": (_demo, _collaborator),
    "delete": (_demo, _delete),
}


async def draw(name: str, theme: str, suffix: str) -> None:
    """Start the program on a sandbox and in a home of its own, press the keys, and save the screen."""
    opening, script = PICTURES[name]
    sandbox = Sandbox(clock=lambda: NOW)
    track_webhooks(sandbox, wanted=True)
    sample = fill(sandbox)
    SampleTraffic(sandbox).begin()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "XDG_DATA_HOME": home, "HOME": home}
        app = TTSApp(opening(Outside(StreamingTransport(sandbox), sandbox.clock), sample).ready)
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            app.theme = theme
            await _settle(pilot)
            await script(pilot)
            svg = app.export_screenshot(title="tts-tui", simplify=False)
            if isinstance(app.screen, SignInScreen):
                svg = svg.replace(str(app.screen.query_one("#address", Static).content)[-len(STATE) :], STATE)
    # No font from the network, and the same names in every run, so that a new drawing differs only where it looks so.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    svg = _LEADING_BLANKS.sub(_without_blanks, svg)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}-{suffix}.svg").write_text(svg, encoding="utf-8")


def _without_blanks(found: re.Match[str]) -> str:
    """The text without its leading blanks, moved right by their width: some SVG viewers drop them."""
    x, y, length, rest, blanks = found.groups()
    width = blanks.count(";") * _CELL
    return f'x="{float(x) + width:.5g}"{y} textLength="{float(length) - width:.5g}"{rest}>'


async def main() -> None:
    """Draw all pictures, or those that are named as arguments."""
    keyring.set_keyring(_Keyring())  # type: ignore[no-untyped-call]
    for name in sys.argv[1:] or PICTURES:
        for theme, suffix in ((DARK.name, "dark"), (LIGHT.name, "light")):
            await draw(name, theme, suffix)


if __name__ == "__main__":
    asyncio.run(main())
