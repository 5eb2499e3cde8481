"""A way to a sandbox on which the answers to changes are lost."""

from __future__ import annotations

import httpx

from tts_tui.sandbox import Sandbox


class Losing(httpx.AsyncBaseTransport):
    """Changes have no answer, after they were done or before."""

    def __init__(self, sandbox: Sandbox, *, done: bool) -> None:
        self.inner = httpx.ASGITransport(sandbox.asgi())
        self.done = done

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return await self.inner.handle_async_request(request)
        if self.done:
            await self.inner.handle_async_request(request)
        raise httpx.ReadError("lost")
