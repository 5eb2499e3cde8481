"""The faults: what each does to a request, and what is to become of a read and of a write."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from tts_tui.api import errors
from tts_tui.api.body import MAX_BYTES

Answering = Callable[[], Awaitable[httpx.Response]]
"""Lets the server do what was asked, and gives its answer."""

PAGE = "<html><head><title>{}</title></head><body><center>nginx</center></body></html>"


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong, again and again.

    `strike` gets the way to the server. `read` and `write` are the error, None for none, and how often the request is
    sent. `done` says whether the server has done a write for all that, or whether both may be.
    """

    strike: Callable[[Answering], Awaitable[httpx.Response]]
    read: tuple[type[BaseException] | None, int]
    write: tuple[type[BaseException] | None, int]
    done: tuple[bool, ...] = (False,)


def breaks(
    error: type[httpx.TransportError], cause: Exception | None = None, *, after: float = 0.0
) -> Callable[[Answering], Awaitable[httpx.Response]]:
    """No answer, but an error of the HTTP library, which the system or TLS has caused."""

    async def strike(_: Answering) -> httpx.Response:
        await asyncio.sleep(after)
        raise error(
            str(cause) if isinstance(cause, OSError) and not isinstance(cause, ConnectionError) else ""
        ) from cause

    return strike


def hangs_up(complaint: str) -> Callable[[Answering], Awaitable[httpx.Response]]:
    """No answer, or none that is HTTP, of which h11 complains in those words. (Held by real peers in tests/api.)"""

    async def strike(_: Answering) -> httpx.Response:
        raise httpx.RemoteProtocolError(complaint)

    return strike


def answers(status: int, **response: Any) -> Callable[[Answering], Awaitable[httpx.Response]]:
    """Another answer than the server's."""

    async def strike(_: Answering) -> httpx.Response:
        return httpx.Response(status, **response)

    return strike


def refuses(
    status: int, code: int, name: str, words: str, **headers: str
) -> Callable[[Answering], Awaitable[httpx.Response]]:
    """A refusal as The Things Stack writes it."""
    details = {"namespace": "pkg/ttn", "name": name, "message_format": words, "correlation_id": "c0ffee"}
    body = {"code": code, "message": f"error:pkg/ttn:{name} ({words})", "details": [details]}
    return answers(status, json=body, headers={key.replace("_", "-"): value for key, value in headers.items()})


def page(status: int, title: str) -> Callable[[Answering], Awaitable[httpx.Response]]:
    """A web page, as a proxy gives it."""
    return answers(status, html=PAGE.format(f"{status} {title}"))


class Trickle(httpx.AsyncByteStream):
    """A byte a second, for ever."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(1)
            yield b" "


@cache
def _more_than_any() -> bytes:
    return bytes(MAX_BYTES + 1)


class Flood(httpx.AsyncByteStream):
    """More than an answer may have, at once: it costs the tests nothing."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield _more_than_any()


class Cut(httpx.AsyncByteStream):
    """The first half of a body, and a connection that is reset."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.content[: len(self.content) // 2]
        raise httpx.ReadError("") from ConnectionResetError(errno.ECONNRESET, "reset")


async def truncated(answer: Answering) -> httpx.Response:
    """An answer that ends in the middle, as if that were its end."""
    given = await answer()
    content = await given.aread()
    return httpx.Response(given.status_code, content=content[: len(content) // 2])


async def cut(answer: Answering) -> httpx.Response:
    """An answer that breaks off."""
    given = await answer()
    content = await given.aread()
    return httpx.Response(given.status_code, headers={"content-length": str(len(content))}, stream=Cut(content))


async def stalls(_: Answering) -> httpx.Response:
    """Nothing comes, until the HTTP library gives up."""
    await asyncio.sleep(30)
    raise httpx.ReadTimeout("")


async def leaves(answer: Answering) -> httpx.Response:
    """The answer comes as ever, after a second; who runs the call has the person leave when it was sent."""
    await asyncio.sleep(1)
    return await answer()


REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
RESET = ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
NO_NAME = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed: self-signed certificate")
UNTRUSTED.verify_message = "self-signed certificate"
NO_TLS = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
NO_TLS.reason = "WRONG_VERSION_NUMBER"

LEFT, CLOSED = "the person leaves", "the client was closed"
"""The two that are not the server's or the network's doing."""

_OPEN = (errors.OutcomeUnknown, 1)
_NOBODY = ((errors.Unreachable, 5), (errors.Unreachable, 1))
_LOST = ((errors.AnswerLost, 5), _OPEN)
_BUSY = ((errors.Unavailable, 5), _OPEN)
_ELSEWHERE = ((errors.NotTheAPI, 1), (errors.NotTheAPI, 1))
_GARBLED = ((errors.NotTheAPI, 1), _OPEN)

FAULTS: dict[str, Fault] = {
    "refused": Fault(breaks(httpx.ConnectError, REFUSED), *_NOBODY),
    "no such name (DNS)": Fault(breaks(httpx.ConnectError, NO_NAME), *_NOBODY),
    "no connection in time": Fault(
        breaks(httpx.ConnectTimeout, after=10), (errors.Unreachable, 4), (errors.Unreachable, 1)
    ),
    "TLS: a certificate that is not trusted": Fault(
        breaks(httpx.ConnectError, UNTRUSTED), (errors.Untrusted, 1), (errors.Untrusted, 1)
    ),
    "TLS: a port of plain http": Fault(breaks(httpx.ConnectError, NO_TLS), *_NOBODY),
    "reset before the request was sent whole": Fault(breaks(httpx.WriteError, RESET), *_LOST),
    "reset after the request was sent": Fault(breaks(httpx.ReadError, RESET), *_LOST, done=(False, True)),
    "hung up without an answer": Fault(
        hangs_up("Server disconnected without sending a response."), *_LOST, done=(False, True)
    ),
    "reset in the middle of the answer": Fault(cut, *_LOST, done=(True,)),
    "no HTTP: a port of TLS or gRPC": Fault(hangs_up("illegal request line"), *_GARBLED),
    "stall": Fault(stalls, (errors.AnswerLost, 2), _OPEN, done=(False, True)),
    "an answer that trickles": Fault(answers(200, stream=Trickle()), (errors.AnswerLost, 2), _OPEN, done=(False, True)),
    "429 with a wait of 9 s": Fault(
        refuses(429, 8, "rate_limit_exceeded", "rate limit exceeded", x_rate_limit_retry="9"),
        (errors.ResourceExhausted, 4),
        (errors.ResourceExhausted, 4),
    ),
    "429 without a wait": Fault(
        refuses(429, 8, "rate_limit_exceeded", "rate limit exceeded"),
        (errors.ResourceExhausted, 5),
        (errors.ResourceExhausted, 5),
    ),
    "429 with an hour's wait": Fault(
        refuses(429, 8, "rate_limit_exceeded", "rate limit exceeded", x_rate_limit_retry="3600"),
        (errors.ResourceExhausted, 1),
        (errors.ResourceExhausted, 1),
    ),
    "500 of the server": Fault(
        refuses(500, 13, "internal", "something broke"), (errors.Internal, 1), (errors.Internal, 1)
    ),
    "500 with a page": Fault(page(500, "Internal Server Error"), (errors.Internal, 1), _OPEN, done=(False, True)),
    "502 with a page": Fault(page(502, "Bad Gateway"), *_BUSY, done=(False, True)),
    "503 of the server": Fault(refuses(503, 14, "database_down", "database unavailable"), *_BUSY, done=(False, True)),
    "503 with a page": Fault(page(503, "Service Temporarily Unavailable"), *_BUSY, done=(False, True)),
    "504 of the server": Fault(
        refuses(504, 4, "deadline", "context deadline exceeded"),
        (errors.DeadlineExceeded, 1),
        _OPEN,
        done=(False, True),
    ),
    "504 with a page": Fault(page(504, "Gateway Time-out"), *_BUSY, done=(False, True)),
    "401 in mid-session": Fault(
        refuses(401, 16, "api_key_not_found", "API key not found"),
        (errors.Unauthenticated, 1),
        (errors.Unauthenticated, 1),
    ),
    "401 with a page": Fault(page(401, "Authorization Required"), *_ELSEWHERE),
    "404 of another API": Fault(answers(404, json={"detail": "Not Found"}), *_ELSEWHERE),
    "truncated JSON": Fault(truncated, *_GARBLED, done=(True,)),
    "other JSON": Fault(answers(200, json={"status": "ok"}), *_GARBLED, done=(False, True)),
    "a page instead of JSON": Fault(answers(200, html=PAGE.format("Sign in")), *_GARBLED, done=(False, True)),
    "a huge body": Fault(answers(200, stream=Flood()), *_GARBLED, done=(False, True)),
    "a redirect to another host": Fault(answers(302, headers={"location": "https://evil.example/x"}), *_ELSEWHERE),
    CLOSED: Fault(leaves, (errors.Closed, 0), (errors.Closed, 0)),
    LEFT: Fault(leaves, (asyncio.CancelledError, 1), (None, 1)),
}
