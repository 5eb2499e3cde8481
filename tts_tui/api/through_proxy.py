"""Connections through a proxy: its failures are not taken for the server's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import httpx

from tts_tui.api.errors import ProxyFault

if TYPE_CHECKING:
    import ssl

    from tts_tui.api.errors import ProxyTrouble
    from tts_tui.api.proxies import Proxy

__all__ = ["PROXY", "ThroughProxy"]

PROXY: Final = "tts_tui.proxy"
"""The extension of a request that says, in words, which proxy it went through."""

_PATIENCE: Final = 20.0
"""Seconds for reaching the proxy and for its tunnel: meanwhile it connects to the server."""

_FAR_SIDE: Final = frozenset({"proxy.start_tls.started", "socks.start_tls.started"})
"""What httpcore tells when the proxy has opened the way and the server itself begins to be spoken to."""

_SERVER_FAULT: Final = 500
_SOCKS: Final[dict[str, ProxyTrouble]] = {
    "Requested ": "credentials",
    "Invalid username/password": "credentials",
    "Proxy Server could not connect: Connection not allowed": "forbidden",
    "Proxy Server could not connect: ": "server",
}
"""How httpcore words what a SOCKS proxy answers."""


class ThroughProxy(httpx.AsyncHTTPTransport):
    """A transport that raises ProxyFault for whatever fails before the proxy has opened the way to the server.

    Nothing of the request has been sent then, be it a write, and nothing waits longer than 20 s for that.
    """

    def __init__(
        self, proxy: Proxy, *, trust: ssl.SSLContext, proxy_trust: ssl.SSLContext | None, limits: httpx.Limits
    ) -> None:
        auth = (proxy.user, proxy.password.get_secret_value()) if proxy.user or len(proxy.password) else None
        super().__init__(
            verify=trust,
            trust_env=False,
            limits=limits,
            proxy=httpx.Proxy(proxy.url, auth=auth, ssl_context=proxy_trust),
        )
        self._name = str(proxy)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request through the proxy. Raises ProxyFault, and httpx's errors for what is the server's."""
        near_side = False
        socks: Any = None  # which httpcore leaves open when it fails
        request.extensions[PROXY] = self._name

        async def trace(event: str, info: dict[str, Any]) -> None:
            nonlocal near_side, socks
            if event.endswith(".connect_tcp.started"):
                near_side = True
                limit.reschedule(asyncio.get_running_loop().time() + _PATIENCE)
            elif event == "socks.connect_tcp.complete":
                socks = info["return_value"]
            elif event in _FAR_SIDE:
                near_side = False
                limit.reschedule(None)

        request.extensions["trace"] = trace
        try:
            async with asyncio.timeout(None) as limit:
                return await super().handle_async_request(request)
        except Exception as error:
            if not near_side:
                raise
            if socks is not None:
                await socks.aclose()
            raise ProxyFault(self._name, *_trouble(error)) from error


def _trouble(error: Exception) -> tuple[ProxyTrouble, str]:
    """What the trouble with a proxy is, and in which words it was told."""
    words = str(error)
    match error:
        case httpx.ProxyError() if words[:3].isdecimal():  # the answer to CONNECT
            status = int(words[:3])
            if status == httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
                return "credentials", words
            return ("server" if status >= _SERVER_FAULT else "forbidden"), words
        case httpx.ProxyError():
            return next((each for start, each in _SOCKS.items() if words.startswith(start)), "no proxy"), words
        case httpx.ConnectError() | httpx.TimeoutException() | TimeoutError():
            return "unreachable", words or "no answer in time"
        case _:  # cut off, or answered in a way that neither httpcore nor socksio can read
            return "no proxy", words or type(error).__name__
