"""Opening a server as the command line does: what the tests of signing in share."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
from textual.events import Paste

from tests.held import HeldRequest
from tests.tui.conftest import NOW, URL, Person, driven
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import by_address
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from tts_tui.sandbox.app import Sandbox
    from tts_tui.servers.model import Server

AUTH = "/auth_info$"


class Down(httpx.AsyncBaseTransport):
    """A server that can't be reached until it is `up`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.up = False
        self.asked = 0
        self._sandbox = httpx.ASGITransport(sandbox.asgi())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if not self.up:
            raise httpx.ConnectError("[Errno 111] Connection refused")
        return await self._sandbox.handle_async_request(request)


@asynccontextmanager
async def opened(
    transport: httpx.AsyncBaseTransport,
    found: FoundToken | None = None,
    *,
    server: Server | None = by_address(URL),  # noqa: B008 - it can't be changed
    keep: bool = True,
    size: tuple[int, int] = (80, 24),
    clock: Callable[[], datetime] = lambda: NOW,
) -> AsyncIterator[Person]:
    """The program on a server, None to let the person choose one."""
    app = TTSApp(Start(server, SessionManager(keeps=keep, outside=Outside(transport, clock)), found).ready)
    async with driven(app, size) as person:
        yield person


@asynccontextmanager
async def held(
    sandbox: Sandbox, server: httpx.AsyncBaseTransport, token: str
) -> AsyncIterator[tuple[Person, HeldRequest]]:
    """The program on a server that has been asked and answers once the request is released."""
    request = HeldRequest(sandbox, times=None)
    manager = SessionManager(outside=Outside(server, lambda: NOW))
    app = TTSApp(Start(by_address(URL), manager, environment(token)).ready)
    async with app.run_test(notifications=True) as pilot:
        await request.reached.wait()
        await pilot.pause()
        yield Person(app, pilot), request


def environment(token: str) -> FoundToken:
    """A token as the command line finds it."""
    return FoundToken(SecretStr(token), "from TTS_TUI_TOKEN")


def area(person: Person) -> str:
    """Which screen it is."""
    return person.app.screen.area


async def paste(person: Person, text: str) -> None:
    """Paste into what has the focus."""
    person.app.screen.post_message(Paste(text))
    await person.settle()


def sent(sandbox: Sandbox, method: str = "", path: str = "") -> list[str]:
    """The requests that arrived, of that method and with that in their path."""
    return [
        f"{each.method} {each.path}" for each in sandbox.requests if method in ("", each.method) and path in each.path
    ]
