"""What typing a letter costs in the ID of a new application, and in a bare app with one Input.

`python -m benchmarks.letter URL TOKEN` prints both, in milliseconds of CPU.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.widgets import Input

from benchmarks.inside import cost, listed
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import by_address
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp

if TYPE_CHECKING:
    from textual.app import ComposeResult

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class _Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Input()


async def _typed(app: App[Any]) -> float:
    await cost(app, "a")
    return statistics.median([await cost(app, letter) for letter in _LETTERS])


async def measure(url: str, token: str) -> tuple[float, float]:
    """The medians of the program and of the bare app."""
    bare = _Bare()
    async with bare.run_test(size=(120, 40)):
        bare.query_one(Input).focus()
        reference = await _typed(bare)
    ours = TTSApp(Start(by_address(url), SessionManager(keeps=False), FoundToken(SecretStr(token), "measuring")).ready)
    async with ours.run_test(size=(120, 40)):
        while not listed(ours.screen):
            await asyncio.sleep(0.002)
        await cost(ours, "n")
        return await _typed(ours), reference


if __name__ == "__main__":
    print(*asyncio.run(measure(*sys.argv[1:3])))
