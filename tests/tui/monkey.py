"""Somebody who presses, pastes, clicks and resizes at random, and what must hold all the while.

Two servers that fail at random, one program on both. Every step comes from a seed, so that a run can be had again.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections import Counter, deque
from random import Random
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from weakref import WeakSet

import httpx
from httpx._client import ClientState
from textual.events import MouseDown, MouseUp, Paste

from tests.tui.conftest import NOW, Person
from tts_tui.api.client import Client
from tts_tui.sandbox.faults import Fault
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp
from tts_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.session.credentials.backends import Works
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.servers.model import Server

YES: Final = ("ctrl+s", "f2", "y")
"""The keys that are a person's word; whatever else is pressed must change nothing on a server."""
MOVES: Final = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab", "ctrl+u")
OTHERS: Final = (
    *("enter", "space", "backspace", "delete", "escape", "escape", "escape", "q", "ctrl+q", "ctrl+p", "ctrl+o"),
    *(f"f{number}" for number in range(1, 13)),
    *"abcdefgijklmnoprstuvwxyzS123/?.-",
)
PASTES: Final = ("meters-9", "x" * 60, "a\nb\tc", "[/x]\x1b]52;c;eA==\x07", "\u202eevil", "2027-01-31")
FAULTS: Final = (
    {"status": 429},
    {"status": 500},
    {"status": 503},
    {"status": 502},
    {"status": 403},
    {"cut": "before"},
    {"cut": "after"},
    {"cut": "middle"},
    {"latency": 0.03},
)
WORDS_FOR: Final = 3
"""Changes that one word may send: an application and its link, and a look that finds one of them undone."""
CALM: Final = 60
"""Steps after which all faults are over, and the program must come to rest."""


class Ways(httpx.AsyncBaseTransport):
    """The ways to all servers, with who went them: host, method, path, token."""

    def __init__(self, sandboxes: Mapping[str, Sandbox]) -> None:
        self.gone: list[tuple[str, str, str, str, bytes]] = []
        self._ways = {host: httpx.ASGITransport(each.asgi()) for host, each in sandboxes.items()}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.netloc.decode()
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.gone.append((host, request.method, request.url.path, token, await request.aread()))
        return await self._ways[host].handle_async_request(request)


class Monkey:
    """Plays on one program until so many steps are done; where the program ends, on the next one.

    `tokens` has the account of each token, by host: none may be seen at another host, or under another name.
    """

    def __init__(
        self,
        random: Random,
        sandboxes: Mapping[str, Sandbox],
        servers: Sequence[Server],
        tokens: Mapping[str, Mapping[str, str]],
        keyring: Works,
    ) -> None:
        self._random = random
        self._sandboxes = sandboxes
        self._servers = servers
        self._tokens = tokens
        self._keyring = keyring
        self._ways = Ways(sandboxes)
        self._words = 0
        self._sent: Counter[tuple[str, str, str, bytes]] = Counter()
        self.did: Counter[str] = Counter()
        self.programs = 0
        self.trace: deque[str] = deque(maxlen=60)
        self._others = WeakSet(_open_clients())  # tests before this one may have left theirs

    async def play(self, steps: int, size: tuple[int, int]) -> None:
        """Play so many steps."""
        self._size = size
        while self.did.total() < steps:
            self._fill_keyring()
            self.programs += 1
            manager = SessionManager(outside=Outside(self._ways, lambda: NOW))
            app = TTSApp(Start(self._random.choice(self._servers), manager, None).ready)
            async with app.run_test(size=size, notifications=True) as pilot:
                person = Person(app, pilot)
                await self._rest(person)
                while app.is_running and self.did.total() < steps:
                    await self._step(person)
                    if self.did.total() % 500 == 0:
                        print(f"{size}: {self.did.total()} steps, {self.programs} programs", file=sys.__stderr__)
                    if self.did.total() % CALM == 0:
                        await self._calm(person)
        await self._look_for_leaks()

    def _fill_keyring(self) -> None:
        for server in self._servers:
            host = urlsplit(server.identity_server).netloc
            self._keyring.stored.setdefault(("tts-tui", server.identity_server), next(iter(self._tokens[host])))

    # A step

    async def _step(self, person: Person) -> None:
        kind = self._random.choices(("key", "paste", "click", "resize", "fault"), (80, 4, 6, 3, 7))[0]
        self.did[kind] += 1
        getattr(self, f"_{kind}")(person)
        await self._rest(person)
        self._check(person)

    def _key(self, person: Person) -> None:
        offered = [key for command in getattr(person.app.screen, "offers", ()) for key in command.keys]
        pool = self._random.choice((offered or OTHERS, MOVES, OTHERS, YES))
        key = self._random.choice(pool)
        if key == "ctrl+z":
            return
        seen = not person.app.is_too_small
        if seen and (key in YES or type(person.app.screen).__name__ == "CommandPalette"):
            self._words += WORDS_FOR
        self.trace.append(f"{self._where(person)}: {key}")
        person._send(key)

    def _paste(self, person: Person) -> None:
        token = self._random.choice([each for tokens in self._tokens.values() for each in tokens])
        text = self._random.choice((*PASTES, token))
        self.trace.append(f"{self._where(person)}: paste {text[:9]!r}")
        person.app._driver.send_message(Paste(text))

    def _click(self, person: Person) -> None:
        x, y = self._random.randrange(person.app.size.width), self._random.randrange(person.app.size.height)
        self.trace.append(f"{self._where(person)}: click {x} {y}")
        if not person.app.is_too_small:
            self._words += WORDS_FOR  # what is clicked may be a yes
        for kind in (MouseDown, MouseUp):
            person.app._driver.send_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))

    def _resize(self, person: Person) -> None:
        size = self._random.choice(((80, 24), (120, 40), (60, 16), (40, 10), self._size))
        self.trace.append(f"{self._where(person)}: resize {size}")
        self._wait_for = person.pilot.resize_terminal(*size)

    def _fault(self, person: Person) -> None:
        fault = self._random.choice(FAULTS)
        self.trace.append(f"{self._where(person)}: fault {fault}")
        self._random.choice(list(self._sandboxes.values())).faults.add(
            Fault(self._random.choice(("", "", "PUT", "POST", "DELETE")), **fault)
        )

    def _where(self, person: Person) -> str:
        screen = person.app.screen
        return getattr(screen, "area", "") or type(screen).__name__

    # Coming to rest

    async def _rest(self, person: Person) -> None:
        """Let what was begun go on for a little, not to its end: the next step may come at any time."""
        resizing, self._wait_for = getattr(self, "_wait_for", None), None
        if resizing is not None:
            await resizing
        for _ in range(self._random.choice((4, 20, 60))):
            await asyncio.sleep(0)
        if person.app.is_running and not person.app._exit:
            person._draws()
            await asyncio.sleep(0)

    async def _calm(self, person: Person) -> None:
        """All faults are over: the program comes to rest, answers, and can be left."""
        for sandbox in self._sandboxes.values():
            sandbox.faults.clear()
        await person.pilot.resize_terminal(*self._size)
        for _ in range(3_000):
            await self._rest(person)
            if not person.app.is_running or person.app._exit or self._is_at_rest(person):
                break
            await asyncio.sleep(0.001)
        else:
            raise AssertionError(self._listener(person, "it does not come to rest"))
        self._check(person)

    def _is_at_rest(self, person: Person) -> bool:
        asks = any(getattr(screen, "area", "") == "Sign in" for screen in person.app.screen_stack)
        # A stream of events goes on for as long as its screen is there.
        busy = [each for each in person.app.workers if not each.is_finished and each.name != "stream"]
        return not person.app.keys_wait and (not busy or asks)

    # What must hold

    def _check(self, person: Person) -> None:
        app = person.app
        if app._exception is not None:
            raise AssertionError(self._listener(person, "an exception")) from app._exception
        assert not app.reports, self._listener(person, app.reports[0])
        self._check_requests(person)
        if not app.is_running or app._exit:
            return
        assert len(app.screen_stack) < 12, self._listener(person, "screens upon screens")
        session = app._session
        if session is not None and app.screen_stack and session.client._http.is_closed:
            raise AssertionError(self._listener(person, "what is open has been closed"))
        for screen in app.screen_stack:
            shown = getattr(screen, "_session", None)
            for bar in screen.query(TopBar) if shown is not None else ():
                line = str(bar.content)
                host = urlsplit(shown.server.identity_server).netloc
                assert host in line, self._listener(person, f"{line} for {host}")
                assert shown.who in line, self._listener(person, f"{line} for {shown.who}")
                token = shown.bearer.credential
                if hasattr(token, "get_secret_value"):
                    account = self._tokens[host].get(token.get_secret_value(), shown.who)
                    assert account == shown.who, self._listener(person, f"{account} is shown as {shown.who}")

    def _check_requests(self, person: Person) -> None:
        for host, method, path, token, body in self._ways.gone:
            others = {each for other, tokens in self._tokens.items() if other != host for each in tokens}
            allowed = self._tokens[host].keys() | {""}
            pasted = token in others and self._pasted(token)
            assert token in allowed or token not in others or pasted, self._listener(person, f"a token went to {host}")
            if method != "GET" and "/oauth/" not in path and "/auth_info" not in path:
                again = (host, method, path, body)
                self._sent[again] += 1
                if self._sent[again] == 1 or not self._refused(host, again):
                    self._words -= 1
                assert self._words >= 0, self._listener(person, f"{method} {path} without a word")
        self._ways.gone.clear()

    def _pasted(self, token: str) -> bool:
        """Whether the person has pasted it, into whichever sign-in was there."""
        return any(f"paste {token[:9]!r}" in each for each in self.trace) or self.did["paste"] > 0

    def _refused(self, host: str, again: tuple[str, str, str, bytes]) -> bool:
        return self._sent[again] <= 5  # tries of one change after 429

    async def _look_for_leaks(self) -> None:
        """Of the programs that have ended nothing is open."""
        gc.collect()
        open_ = [each for each in _open_clients() if each not in self._others]
        trace = "\n".join(self.trace)
        assert not open_, f"{len(open_)} clients are still open\n{trace}"

    def _listener(self, person: Person, what: str) -> str:
        return "\n".join((what, *self.trace, person.screen if person.app.is_running else "(ended)"))


def _open_clients() -> list[Client]:
    return [each for each in gc.get_objects() if isinstance(each, Client) and each._http._state is ClientState.OPENED]
