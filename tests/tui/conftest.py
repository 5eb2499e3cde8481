"""The program on the sandbox, driven by keys."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
import stamina
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual._context import visible_screen_stack
from textual.css.stylesheet import Stylesheet
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key, Resize
from textual.geometry import Size
from textual.keys import _character_to_key, key_to_character
from textual.screen import Screen

from tests.streaming import StreamingTransport
from tests.tui import styles_once
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.sample import Sample, fill
from tts_tui.servers.model import by_address, make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    from syrupy.assertion import SnapshotAssertion
    from textual.pilot import Pilot

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "http://127.0.0.1:1885"
ENTRY = f"127.0.0.1:1885 {URL}"
"""What the token of the server at URL is stored under, once it has its host for a name."""
PAINT = Screen._compositor_refresh
CALM = 6
"""Rounds of the event loop, the last without anything to do, after which the program counts as being at rest."""
RESTLESS = 60
"""Rounds after which it counts as being at rest even if there was something to do in each."""
ENDLESS = "stream"
"""The group of workers that go on for as long as their screen is there."""
FRAMES = re.compile("[\u2500-\u259f]")
"""Unicode's box drawing and block elements."""
SIZES = [(80, 24), (120, 40)]


class Person:
    """Somebody at a terminal: presses keys, waits until nothing more happens, and reads the screen."""

    def __init__(self, app: TTSApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.expects_defects = False
        self._seen: str | None = None

    async def press(self, *keys: str) -> None:
        """Press keys, one after another as they are handled, and wait until the program has come to rest."""
        await self.touch(*keys)
        await self.settle()

    async def touch(self, *keys: str) -> None:
        """Press keys, one after another as they are handled, and don't wait for what they began."""
        for key in keys:
            self._send(key)
            await self._handled()

    def _send(self, key: str) -> None:
        """Hand on a key as the terminal's driver does. (Textual's own pilot sleeps for 60 ms with each.)"""
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        driver = self.app._driver
        assert driver is not None
        driver.send_message(Key(name, key if len(key) == 1 else key_to_character(name)))

    async def type(self, text: str) -> None:
        """Type text into what has the focus: letter by letter where it is short, else as a paste."""
        if len(text) <= 12:
            await self.press(*("space" if letter == " " else letter for letter in text))
        else:
            from textual.events import Paste

            self.app.screen.post_message(Paste(text))
            await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        driver = self.app._driver
        assert isinstance(driver, HeadlessDriver)
        driver._size = size = Size(width, height)
        driver.send_message(Resize(size, size))
        await self._quiet()
        self.app._check_resize()  # Textual waits for a timer, as a window that is dragged has many sizes
        await self.settle()

    async def rush(self, *keys: str) -> None:
        """Press keys so that none waits for the one before it, as those that arrive together."""
        for key in keys:
            self._send(key)
        await self.settle()

    async def settle(self) -> None:
        """Wait until no worker runs, no message is queued, and everything is in its place.

        What comes together is laid out once, as the program's timer would have it, whose time a test doesn't wait for.
        It is painted only where a test looks (`screen`): otherwise, both would be half of what a test takes.
        """
        for _ in range(5_000):
            await self._quiet()
            if self.app.keys_wait:
                self._draws()
            elif not all(worker.is_finished or worker.group == ENDLESS for worker in self.app.workers):
                await asyncio.sleep(0.001)
            elif not self._draws():
                return
        raise AssertionError("the program does not come to rest")

    async def until_on(self, area: str) -> None:
        """Wait until a screen is there, whatever the workers wait for."""
        await self.until(lambda: getattr(self.app.screen, "area", "") == area)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for something while workers wait for the person."""
        for _ in range(5_000):
            await self._handled()
            if holds():
                return
            await asyncio.sleep(0.001)
        raise AssertionError(f"that does not come:\n{self.screen}")

    async def _handled(self) -> None:
        """Wait until no message is queued and everything is in its place, whatever the workers do."""
        await self._quiet()
        while self._draws() or self.app.keys_wait:
            await self._quiet()

    async def _quiet(self) -> None:
        """Wait until no message is queued, and nothing is to be done."""
        ready = asyncio.get_running_loop()._ready
        rounds = 0
        while True:
            await asyncio.sleep(0.001 if self.app.animator._scheduled else 0)
            rounds += 1
            if rounds < CALM or (ready and rounds < RESTLESS):
                continue
            if not self._messages_are_queued():  # to look is dearer than the rounds themselves
                return
            rounds = 0

    def _draws(self) -> bool:
        """Lay out what has changed, and call what waits for that; whether there was anything."""
        screen = self.app.screen
        waiting = (
            screen._layout_required,
            screen._scroll_required,
            screen._repaint_required,
            screen._recompose_required,
            screen._dirty_widgets,
            screen._callbacks,
        )
        screen._on_timer_update()
        return any(waiting) and not self.app._exit  # what ends draws no more

    def _messages_are_queued(self) -> bool:
        if self.app._exception is not None:
            raise self.app._exception
        if self.app.reports and not self.expects_defects:
            raise AssertionError(self.app.reports[0])
        if self.app._exit:  # then only the end is waited for: what is queued is handled by nobody
            return self.app.is_running
        if self.app.animator._animations or self.app.animator._scheduled:
            return True
        pumps = [self.app, *(pump for screen in self.app.screen_stack for pump in screen.walk_children(with_self=True))]
        return any(not pump._message_queue.empty() or pump._next_callbacks for pump in pumps)

    @property
    def screen(self) -> str:
        """The screen as text, without blanks at the ends of lines; the same until the program gets a turn again."""
        if self._seen is None:
            self._seen = self._look()
            asyncio.get_running_loop().call_soon(self._forget)
        return self._seen

    def _forget(self) -> None:
        self._seen = None

    def look_at_last(self) -> None:
        """Draw what is there in the end, where nobody has looked: what can't be drawn fails."""
        if self._seen is None and not self.app._exit:
            self._look()

    def _look(self) -> str:
        visible_screen_stack.set(self.app._background_screens)  # what shines through a dialog
        lines = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)

    @property
    def words(self) -> str:
        """The words of the screen in one line, however they are wrapped, without frames, bars and rules."""
        return " ".join(FRAMES.sub(" ", self.screen).split())

    def beside(self, label: str) -> str:
        """The words that stand to the right of a label, in its line."""
        for line in self.screen.splitlines():
            for part in line.split("│"):  # a dialog's, and what is seen beside it
                words = " ".join(FRAMES.sub(" ", part).split())
                if f"{words} ".startswith(f"{label} "):
                    return words.removeprefix(label).strip()
        raise AssertionError(f"nothing stands beside “{label}”:\n{self.screen}")

    @property
    def key_bar(self) -> str:
        """What the last line of the screen offers."""
        return self.screen.splitlines()[-1].strip()

    @property
    def notes(self) -> list[str]:
        """The notifications shown so far."""
        return [note.message for note in self.app._notifications]


def _unpainted(screen: Screen[object]) -> None:
    """What a screen does to show what has changed, put off until somebody looks."""
    if screen is screen.app.screen:
        screen._dirty_widgets.clear()
        screen.app._update_mouse_over(screen)
    else:
        PAINT(screen)


@pytest.fixture(autouse=True)
def styles_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each test its program, for all of them the stylesheet."""
    monkeypatch.setattr(Stylesheet, "_parse_rules", styles_once.parse_once)
    monkeypatch.setattr(Stylesheet, "apply", styles_once.apply_once)


@pytest.fixture(autouse=True)
def nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told stays on the screen however slow the machine is, unless a test lets time pass."""
    monkeypatch.setattr(TTSApp, "seconds", lambda _: 0.0)


@pytest.fixture(autouse=True)
def nobody_waits_for_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of webhooks waits until no more kept events come; here, they come at once."""
    monkeypatch.setattr("tts_tui.services.webhooks.reading._SILENCE", 0.05)


class TextGolden(SingleFileSnapshotExtension):
    """One readable .txt file a picture of the screen."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"


@pytest.fixture
def golden(snapshot: SnapshotAssertion, size: tuple[int, int]) -> SnapshotAssertion:
    """Compare `person.screen` with a text file of each size: `assert person.screen == golden`, once for each screen."""
    return snapshot.use_extension(TextGolden)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """What time it is: NOW, at first."""
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Sandbox:
    """An empty sandbox, whose clock stands still unless the test moves it."""
    return Sandbox(clock=clock)


@pytest.fixture
def sample(sandbox: Sandbox) -> Sample:
    """The sandbox filled as for the demo."""
    return fill(sandbox)


@pytest.fixture(params=SIZES, ids=["80x24", "120x40"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Both sizes at which every screen is tried."""
    return request.param


@asynccontextmanager
async def driven(app: TTSApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Person]:
    """The program, and who drives it. Nothing in it waits for the time of a terminal, or is drawn for nobody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TTSApp, "NOTIFICATION_TIMEOUT", 3600)  # else a slow machine has forgotten what was said
        patch.setattr("textual.screen.UPDATE_PERIOD", 1.0)
        patch.setattr(Screen, "_compositor_refresh", _unpainted)
        patch.setattr("textual.pilot.wait_for_idle", asyncio.sleep)  # else 20 ms for each event; see `settle`
        async with app.run_test(size=size, notifications=True) as pilot:
            person = Person(app, pilot)
            await person.settle()
            yield person
            person.look_at_last()


@pytest.fixture
def start(sandbox: Sandbox) -> Callable[..., AbstractAsyncContextManager[Person]]:
    """`async with start(token, size=…) as person`: the program, opened with a token on the sandbox."""

    def starting(
        token: str | None, size: tuple[int, int] = (80, 24), *, keep: bool = False
    ) -> AbstractAsyncContextManager[Person]:
        outside = Outside(StreamingTransport(sandbox), sandbox.clock)
        found = FoundToken(SecretStr(token), "of the test") if token else None
        return driven(TTSApp(Start(by_address(URL), SessionManager(keeps=keep, outside=outside), found).ready), size)

    return starting


@pytest.fixture
def server(sandbox: Sandbox) -> httpx.ASGITransport:
    """The way to the sandbox."""
    return httpx.ASGITransport(sandbox.asgi())


@pytest.fixture
def narrow(sandbox: Sandbox) -> Sample:
    """A user with few applications."""
    return fill(sandbox, 4)


@pytest.fixture
def two_servers() -> ServerFile:
    """Two servers of one address: clusters of one Cloud, or two accounts."""
    file = ServerFile()
    file.add(make(name="prod", identity_server=URL))
    file.add(make(name="prod-admin", identity_server=URL))
    return file


@pytest.fixture
def at_once() -> Iterator[None]:
    """A call that is tried again is tried again at once."""
    stamina.set_testing(True, attempts=5)
    yield
    stamina.set_testing(False)
