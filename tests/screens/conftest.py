"""The program on the sandbox, driven by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tts_tui.app import Start, TTSApp
from tts_tui.credentials import Found
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.sample import Sample, fill
from tts_tui.signing_in import Surroundings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from syrupy.assertion import SnapshotAssertion
    from textual.pilot import Pilot

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "http://127.0.0.1:1885"
SIZES = [(80, 24), (120, 40)]


class Person:
    """Somebody at a terminal: presses keys, waits until nothing more happens, and reads the screen."""

    def __init__(self, app: TTSApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, one after another, and wait until the program has come to rest."""
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type text into what has the focus: letter by letter where it is short, else as a paste."""
        if len(text) <= 12:
            await self.press(*("space" if letter == " " else letter for letter in text))
        else:
            from textual.events import Paste

            self.app.screen.post_message(Paste(text))
            await self.settle()

    async def settle(self) -> None:
        """Wait until no worker runs and nothing is queued."""
        for _ in range(100):
            await self.pilot.pause()
            running = [worker for worker in self.app.workers if not worker.is_finished]
            if not running:
                await self.pilot.pause()
                if not [worker for worker in self.app.workers if not worker.is_finished]:
                    return
            else:
                await self.app.workers.wait_for_complete(running)
        raise AssertionError("the program does not come to rest")

    @property
    def screen(self) -> str:
        """The screen as text, without blanks at the ends of lines."""
        lines = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)

    @property
    def notes(self) -> list[str]:
        """The notifications shown so far."""
        return [note.message for note in self.app._notifications]


class TextGolden(SingleFileSnapshotExtension):
    """One readable .txt file a picture of the screen."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare `person.screen` with a text file: `assert person.screen == golden`."""
    return snapshot.use_extension(TextGolden)


@pytest.fixture
def sandbox() -> Sandbox:
    """An empty sandbox whose clock stands still at NOW."""
    return Sandbox(clock=lambda: NOW)


@pytest.fixture
def sample(sandbox: Sandbox) -> Sample:
    """The sandbox filled as for the demo."""
    return fill(sandbox)


@pytest.fixture(params=SIZES, ids=["80x24", "120x40"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Both sizes at which every screen is tried."""
    return request.param


@pytest.fixture
def start(sandbox: Sandbox) -> Callable[..., object]:
    """`async with start(token, size=…) as person`: the program, opened with a token on the sandbox."""

    @asynccontextmanager
    async def starting(token: str | None, size: tuple[int, int] = (80, 24), *, keep: bool = False) -> AsyncIterator[Person]:
        surroundings = Surroundings(httpx.ASGITransport(sandbox.asgi()), sandbox.clock)
        found = Found(SecretStr(token), "of the test") if token else None
        app = TTSApp(Start(URL, found, keep=keep, surroundings=surroundings))
        async with app.run_test(size=size, notifications=True) as pilot:
            person = Person(app, pilot)
            await person.settle()
            yield person

    return starting
