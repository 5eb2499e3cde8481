"""What the adapter's tests put in the server's place: scripted answers, and a loop in which waiting takes no time."""

from __future__ import annotations

import asyncio
import json
import selectors
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest

from tts_tui.api import errors
from tts_tui.api.calls import Call
from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from tts_tui.api.call_sender import Wait

T = TypeVar("T")

_TESTS = Path(__file__).parents[1]

SECRET = "NNSXS.KEYID.TOPSECRET"
BASE = "http://127.0.0.1:1885"
HTML = b"<!doctype html><title>Sign in to the guest network</title>"

READ = Call("GET", "/applications")
WRITES = [
    Call("POST", "/applications", body={}),
    Call("PUT", "/applications", body={}),
    Call("DELETE", "/applications"),
]

Answer = tuple[int, dict[str, Any]] | Exception


def ok(data: Any = None, **headers: str) -> Answer:
    """200 and that JSON; a header `x_total_count` is sent as `x-total-count`."""
    return 200, {"json": {} if data is None else data, "headers": _headers(headers)}


def refused(
    status: int,
    code: int,
    name: str = "",
    attributes: dict[str, Any] | None = None,
    *,
    namespace: str = "pkg/identityserver",
    **headers: str,
) -> Answer:
    """An error as the server writes it; without a name, one of the router's, which have no details."""
    body: dict[str, Any] = {"code": code, "message": f"error:{namespace}:{name} (some words)"}
    if name:
        details = {"namespace": namespace, "name": name, "message_format": "some words", "attributes": attributes or {}}
        body["details"] = [details]
    return status, {"json": body, "headers": _headers(headers)}


def page(status: int, **headers: str) -> Answer:
    """A web page, as a proxy or a sign-in portal gives it."""
    return status, {"content": HTML, "headers": {"content-type": "text/html", **_headers(headers)}}


def _headers(headers: dict[str, str]) -> dict[str, str]:
    return {key.replace("_", "-"): value for key, value in headers.items()}


class Cut(httpx.AsyncByteStream):
    """A body that breaks off."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"id": "X'
        raise httpx.ReadError("connection reset")


LIMITED = refused(429, 8, "rate_limit_exceeded", x_rate_limit_retry="0")


class Script:
    """A server that gives its answers one after the other, the last one again and again, and keeps the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if len(self.requests) > 100:
            raise AssertionError("asks for ever")
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, rest = answer
        return httpx.Response(status, **rest)

    @property
    def only(self) -> httpx.Request:
        """The one request that was made."""
        (request,) = self.requests
        return request

    def client(self, token: str | None = SECRET, on_wait: Callable[[Wait], None] | None = None) -> Client:
        """A client of this server."""
        secret = SecretStr(token) if token is not None else None
        return Client(BASE, secret, transport=httpx.MockTransport(self), on_wait=on_wait)


def body_of(request: httpx.Request) -> Any:
    """The JSON that was sent; None where there was no body."""
    return json.loads(request.content) if request.content else None


class _Skipping(selectors.SelectSelector):
    def __init__(self, loop: TimelessLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise AssertionError("waits for something that never comes")
        self._loop.now += timeout
        return super().select(0)


class TimelessLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next thing that is due, so that no wait takes any time."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Skipping(self))

    def time(self) -> float:
        return self.now


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end, in no time."""
    return clocked(main)[0]


def clocked(main: Coroutine[Any, Any, T]) -> tuple[T, float]:
    """Run to the end, in no time, and say how many seconds it would have taken."""

    with asyncio.Runner(loop_factory=TimelessLoop) as runner:
        return clocked_in(runner, main)


def clocked_in(runner: asyncio.Runner, main: Coroutine[Any, Any, T]) -> tuple[T, float]:
    """The same in a loop that others have run in."""
    before = runner.get_loop().time()
    return runner.run(main), runner.get_loop().time() - before


def failing(answer: Answer, call: Call) -> tuple[errors.TTSError, int]:
    """The error that the call ends with, and how often it was sent."""
    script = Script(answer)
    with pytest.raises(errors.TTSError) as caught:
        run(script.client().send(call))
    return caught.value, len(script.requests)


def shown_with_locals(error: BaseException) -> str:
    """The traceback with all that caused it, and with the locals of every function but the test's own."""
    ours: Any = error.__traceback__
    while Path(ours.tb_frame.f_code.co_filename).is_relative_to(_TESTS):
        ours = ours.tb_next
    return "".join(
        traceback.TracebackException.from_exception(error.with_traceback(ours), capture_locals=True).format()
    )


def started(value: object) -> str:
    """The beginning of a value, as a test's name."""
    return repr(value)[:14]
