"""The way to a sandbox without a socket, on which answers that go on arrive piece by piece.

httpx's ASGI transport gives an answer once it has ended, which an event stream never does.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tts_tui.sandbox.app import Sandbox

__all__ = ["StreamingTransport"]


class StreamingTransport(httpx.AsyncBaseTransport):
    """Like `httpx.ASGITransport`, but for event streams."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._whole = httpx.ASGITransport(sandbox.asgi())
        self._app = sandbox.asgi()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, which for a stream begins at once."""
        if not request.url.path.endswith("/events"):
            return await self._whole.handle_async_request(request)
        stream = _Stream(request, await request.aread())
        stream.task = asyncio.create_task(self._app(stream.scope, stream.receive, stream.send))
        return await stream.response()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, request: httpx.Request, body: bytes) -> None:
        named = [(name.lower(), value) for name, value in request.headers.raw]
        headers = [(name, value) for name, value in named if name != b"accept-encoding"]
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "method": request.method,
            "path": request.url.path,
            "query_string": request.url.query,
            "headers": headers,
        }
        self.task: asyncio.Task[None] | None = None
        self._unread = [{"type": "http.request", "body": body, "more_body": False}]
        self._closed = asyncio.Event()
        self._begun: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._pieces: asyncio.Queue[bytes] = asyncio.Queue()

    async def receive(self) -> dict[str, Any]:
        if self._unread:
            return self._unread.pop()
        await self._closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._begun.set_result(message)
        else:
            self._pieces.put_nowait(message.get("body", b""))
            if not message.get("more_body"):
                self._pieces.put_nowait(b"")

    async def response(self) -> httpx.Response:
        begun = await self._begun
        return httpx.Response(begun["status"], headers=begun["headers"], stream=self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := await self._pieces.get():
            yield piece

    async def aclose(self) -> None:
        self._closed.set()
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
