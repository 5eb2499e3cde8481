"""One call with one fault: what a person reads of it, what was sent, and whether its outcome was looked up."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from functools import cache

import httpx

from tests.api.seam import TimelessLoop, clocked_in
from tests.faults.calls import CALLS, TOKEN, URL, Subject, World, server
from tests.faults.kinds import CLOSED, FAULTS, LEFT, Fault
from tts_tui.api.client import Client
from tts_tui.api.errors import TTSError
from tts_tui.sandbox.app import Sandbox
from tts_tui.services.api_keys.writes import UnseenKey
from tts_tui.services.error_text import Explanation, explain
from tts_tui.services.verified_writes import looked_up

DOING = "do this"
FORBIDDEN = {"code": 7, "message": "error:pkg/ttn:no_rights (no rights)"}


@dataclass(frozen=True)
class Seen:
    """`sent` are the methods of the call's own requests, `looks` counts those that ask what became of it.

    `before` counts the looks before a change, which are none of these; nor are the looks in the end.
    """

    error: type[BaseException] | None
    told: Explanation
    sent: tuple[str, ...]
    looks: int
    before: int
    seconds: float


class Faulty(httpx.AsyncBaseTransport):
    """The way to a server on which something goes wrong with the call's own requests.

    `done` has a write done for all that, and `blind` has the server refuse to let anybody look once it was sent. With
    `early` the fault strikes the look before a change instead, and the change is let through.
    """

    def __init__(
        self, inner: httpx.AsyncBaseTransport, subject: Subject, fault: Fault, *, done: bool, blind: bool, early: bool
    ) -> None:
        self.inner, self.subject, self.fault = inner, subject, fault
        self.done, self.blind, self.early = done, blind, early
        self.sent: list[str] = []
        self.before = self.after = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async def answer() -> httpx.Response:
            return await self.inner.handle_async_request(request)

        if self.subject.writes and request.method == "GET":
            if not self.sent and self.subject.around:
                self.before += 1
                return await (self.fault.strike(answer) if self.early else answer())
            self.after += 1
            return httpx.Response(403, json=FORBIDDEN) if self.blind else await answer()
        self.sent.append(request.method)
        if self.early:
            return await answer()
        if self.done:
            given = await answer()

            async def kept() -> httpx.Response:
                return given

            return await self.fault.strike(kept)
        return await self.fault.strike(answer)

    @property
    def looks(self) -> int:
        """How many asked what became of the change: those after it, less the look in the end, which ends if refused."""
        in_the_end = min(self.subject.around, 1) if self.blind else self.subject.around
        return self.after - (in_the_end if self.sent else 0)


def seen(call: str, fault: str, *, done: bool = False, blind: bool = False, early: bool = False) -> Seen:
    """Run the call with the fault, in no time, and with waits that are the same each time."""
    return _once(call, fault, done, blind, early)


@cache
def _once(call: str, fault: str, done: bool, blind: bool, early: bool) -> Seen:
    random.seed(0)
    run = _seen(CALLS[call], fault, done=done, blind=blind, early=early)
    (error, told, faulty), seconds = clocked_in(_runner(), run)
    return Seen(error, told, tuple(faulty.sent), faulty.looks, faulty.before, seconds)


@cache
def _runner() -> asyncio.Runner:
    return asyncio.Runner(loop_factory=TimelessLoop)


_UNCHANGED: list[Sandbox] = []
"""Servers that no write has reached, for who comes next: most faults strike before that."""


async def _seen(
    subject: Subject, name: str, *, done: bool, blind: bool, early: bool
) -> tuple[type[BaseException] | None, Explanation, Faulty]:
    sandbox = _UNCHANGED.pop() if _UNCHANGED else server()
    plain = httpx.ASGITransport(sandbox.asgi())
    faulty = Faulty(plain, subject, FAULTS[name], done=done, blind=blind, early=early)
    async with Client(URL, TOKEN, transport=faulty) as client:
        if name == CLOSED:
            await client.close()
        task = asyncio.ensure_future(subject.send(World(sandbox, faulty, plain, client)))
        if name == LEFT and not subject.writes:
            while not faulty.sent:
                await asyncio.sleep(0)
            task.cancel()
        error, told = await _listener(task, subject)
    if all(each.method == "GET" for each in sandbox.requests):
        sandbox.requests.clear()
        _UNCHANGED.append(sandbox)
    return error, told, faulty


async def _listener(task: asyncio.Future[object], subject: Subject) -> tuple[type[BaseException] | None, Explanation]:
    try:
        found = await task
    except asyncio.CancelledError:
        return asyncio.CancelledError, Explanation("Stopped.")
    except UnseenKey:
        return UnseenKey, Explanation("A key was created, but its secret is lost. Revoke it?")  # as the form asks
    except TTSError as error:
        return type(error), explain(error, DOING)
    was_looked_up = subject.looks and (found is True or (isinstance(found, tuple) and found[-1] is True))
    return None, Explanation(looked_up("it was done.") if was_looked_up else "Done.")
