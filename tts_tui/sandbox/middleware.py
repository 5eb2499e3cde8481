"""What surrounds every call: the record of requests, headers of every answer, the server's time, and faults."""

from __future__ import annotations

import json
import posixpath
import uuid
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import httpx
from starlette.datastructures import Headers
from starlette.responses import Response

from tts_tui.sandbox.faults import Fault, Faults
from tts_tui.sandbox.wire import JSONBytes, encode

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Edge", "Received", "json_response"]

_ALWAYS: Final = (
    (b"cache-control", b"no-store"),
    (b"pragma", b"no-cache"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"vary", b"Accept-Encoding"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"x-xss-protection", b"1; mode=block"),
)
"""Headers of every answer. (`pkg/webmiddleware/cache_headers.go`, `security_headers.go`)"""
_API: Final = "/api/"
_CROSSING: Final = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        (
            b"Date,Content-Length,X-Rate-Limit-Limit,X-Rate-Limit-Available,X-Rate-Limit-Reset,X-Rate-Limit-Retry,"
            b"X-Request-Id,X-Total-Count,X-Warning"
        ),
    ),
)
"""Headers of the API's answers to a page of another origin. (`pkg/web/web.go` 211-229)"""
_PROCESSING: Final = 102
_MOVED: Final = 301
_REMEMBERED: Final = 10_000
"""How many requests are remembered; then the older half is forgotten."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request that arrived, whatever became of it."""

    method: str
    path: str
    query: str
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        """The body, read as JSON; None where there is none."""
        return json.loads(self.body) if self.body else None


def json_response(status: int, body: JSONBytes | dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    """An answer in JSON."""
    written = body if isinstance(body, JSONBytes) else encode(body)
    return Response(written, status, headers, "application/json")


class Edge:
    """The outermost part of the application.

    Args:
        app: What is inside.
        clock: What time it is, for the Date of each answer.
        faults: What goes wrong.
        requests: Where each request is noted.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], datetime], faults: Faults, requests: list[Received]) -> None:
        self._app = app
        self._clock = clock
        self._faults = faults
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Record a request, apply a fault or let it be answered, and add headers to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await _whole_body(receive)
        method, path = str(scope["method"]), str(scope["path"])
        if len(self._requests) >= _REMEMBERED:
            del self._requests[: _REMEMBERED // 2]
        self._requests.append(Received(method, path, scope["query_string"].decode("latin-1"), body))
        asked = Headers(scope=scope)
        request_id = asked.get("x-request-id", "").encode("latin-1") or uuid.uuid4().hex.upper().encode()
        crosses = _CROSSING if "origin" in asked and path.startswith(_API) and method != "OPTIONS" else ()
        fault = self._faults.take(method, path) or Fault()
        if not await self._faults.wait(fault) or fault.cut == "before":
            await _cut(send)

        unread = [body]

        async def whole() -> Message:
            if unread:
                return {"type": "http.request", "body": unread.pop(), "more_body": False}
            return await receive()

        async def stamped(message: Message) -> None:
            if fault.cut == "after":
                await _cut(send)
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *(header for header in message["headers"] if header[0] != b"vary"),
                    *_ALWAYS,
                    *crosses,
                    (b"x-request-id", request_id),
                    (b"date", format_datetime(self._clock(), usegmt=True).encode()),
                ]
            elif fault.cut == "middle":
                await _cut_in(message, send)
            await send(message)

        if fault.status is not None:
            await json_response(fault.status, fault.answer(), fault.answer_headers())(scope, whole, stamped)
        elif answer := _before_any_rpc(method, path, scope["query_string"].decode("latin-1")):
            await answer(scope, whole, stamped)
        else:
            await self._app(scope, whole, stamped)


def _before_any_rpc(method: str, path: str, query: str) -> Response | None:
    """The answer to a path that has to be cleaned first, and to what a browser asks before it crosses origins."""
    if "//" in path or "/." in path:
        clean = posixpath.normpath("/" + path.lstrip("/"))
        clean += "/" if path.endswith("/") and clean != "/" else ""
        if clean != path:  # so does gorilla/mux, cleanPath
            return Response(status_code=_MOVED, headers={"location": quote(clean) + (f"?{query}" if query else "")})
    if method == "OPTIONS" and path.startswith(_API):  # `pkg/web/web.go` 211-229
        allowed = {
            "access-control-allow-origin": "*",
            "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
            "access-control-allow-headers": "Authorization, Content-Type, X-CSRF-Token",
            "access-control-max-age": "600",
        }
        return Response(headers=allowed)
    return None


async def _whole_body(receive: Receive) -> bytes:
    parts = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


# The exceptions are those that httpx raises on a cut connection: `httpx.ASGITransport` hands them to the client as they
# are, so that a test sees the same with and without a socket. A server under the application ends the connection.


async def _cut(send: Send) -> None:
    """Drop the connection without an answer.

    A server says 500 for an application that fails before its answer has begun; an interim status prevents that.
    """
    await send({"type": "http.response.start", "status": _PROCESSING, "headers": []})
    raise httpx.RemoteProtocolError("Server disconnected without sending a response.")


async def _cut_in(message: Message, send: Send) -> None:
    """Drop the connection after half of a message."""
    body = message.get("body", b"")
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
