"""The HTTP client of the adapter: one connection pool, the token, time-outs, retries.

async with Client("https://thethings.example.com", token) as tts:
    page = await tts.applications.page(order="-created_at")
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
import ssl
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self

import httpx

from tts_tui import __version__
from tts_tui.api import errors
from tts_tui.api.calls import BASE_PATH, Call

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from types import TracebackType

    from pydantic import SecretStr

    from tts_tui.api.api_keys import APIKeys
    from tts_tui.api.applications import Applications
    from tts_tui.api.auth import Auth
    from tts_tui.api.collaborators import Collaborators
    from tts_tui.api.devices import Devices
    from tts_tui.api.link import Links
    from tts_tui.api.organizations import Organizations

__all__ = ["ATTEMPTS", "Answer", "Client", "Wait", "ask", "http_client"]

ATTEMPTS: Final = 5
PATIENCE: Final = 30.0
"""Seconds after which a call that failed is not tried again. A longer wait is not begun."""

# Pauses are told to `on_wait`. stamina logs them too, which would end on the terminal of whoever has no logging.
logging.getLogger("stamina").addHandler(logging.NullHandler())

_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_GATEWAY_LOST_IT: Final = frozenset({499, 502, 504})
"""Statuses that say that somebody between here and the server gave up: the write may still have been done."""

_SENDABLE: Final = re.compile(r"[!-~]+")
"""What a token can consist of. The HTTP library would quote any other in its complaint."""
_LONE_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape that may stand for half a character, which can be neither shown nor sent back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON object that the server answered with, and `X-Total-Count` where it sent one."""

    json: Mapping[str, Any]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause before a call is tried again, to be shown: seconds, which try comes next, and what went wrong."""

    seconds: float
    attempt: int
    error: errors.TTSError


class _Bearer(httpx.Auth):
    """Adds the token to requests, and shows it to nobody."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


class Client:
    """A small client for The Things Stack's HTTP API, with one attribute per resource.

    `base_url` is a server's address without `/api/v3`. `on_wait` is told of each pause before a further try.
    `transport` is the seam for tests. Every method of a resource raises one of `tts_tui.api.errors`.

    Reads are tried again on a network fault, 429 and 503; writes on 429 only, where the server has done nothing.
    (`X-Rate-Limit-Retry` may be 0 while the limit still holds, so a wait is a second at least.)
    """

    def __init__(
        self,
        base_url: str,
        token: SecretStr | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        on_wait: Callable[[Wait], None] | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.on_wait = on_wait
        self._token_fits = token is None or _SENDABLE.fullmatch(token.get_secret_value()) is not None
        self._http = http_client(
            f"{self.base_url}{BASE_PATH}", auth=_Bearer(token) if token is not None else None, transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    @cached_property
    def applications(self) -> Applications:
        """Applications: list, search, read, create, change, delete, restore."""
        from tts_tui.api.applications import Applications

        return Applications(self)

    @cached_property
    def api_keys(self) -> APIKeys:
        """The API keys of an application."""
        from tts_tui.api.api_keys import APIKeys

        return APIKeys(self)

    @cached_property
    def auth(self) -> Auth:
        """Whose token this is, and what it may do."""
        from tts_tui.api.auth import Auth

        return Auth(self)

    @cached_property
    def collaborators(self) -> Collaborators:
        """Who shares an application."""
        from tts_tui.api.collaborators import Collaborators

        return Collaborators(self)

    @cached_property
    def devices(self) -> Devices:
        """The end devices of an application, as far as their number."""
        from tts_tui.api.devices import Devices

        return Devices(self)

    @cached_property
    def link(self) -> Links:
        """The Application Server's link of an application."""
        from tts_tui.api.link import Links

        return Links(self)

    @cached_property
    def organizations(self) -> Organizations:
        """The organizations of the caller."""
        from tts_tui.api.organizations import Organizations

        return Organizations(self)

    async def send(self, call: Call) -> Answer:
        """Send a call, again where that does no harm, and give its answer.

        Raises one of `tts_tui.api.errors`.
        """
        try:
            return await self._once(call)
        except errors.TTSError as error:
            if not _worth_another_try(call, error):
                raise
            return await self._again(call, error)

    async def _again(self, call: Call, first: errors.TTSError) -> Answer:
        import stamina  # here, since most sessions never need it

        attempt_number = 1
        now = asyncio.get_running_loop().time
        give_up = now() + PATIENCE

        def wait_before_next(error: Exception) -> bool | float:
            if not isinstance(error, errors.TTSError) or not _worth_another_try(call, error):
                return False
            asked = error.retry_after if isinstance(error, errors.ServerError) else None
            seconds = max(1.0, asked or 0.0) + random.uniform(0.0, 0.5)  # noqa: S311 - jitter
            if attempt_number >= ATTEMPTS or now() + seconds > give_up:
                return False
            if self.on_wait:
                self.on_wait(Wait(seconds, attempt_number + 1, error))
            return seconds

        async for attempt in stamina.retry_context(on=wait_before_next, attempts=ATTEMPTS, timeout=None):
            with attempt:
                attempt_number = attempt.num
                if attempt.num == 1:
                    raise first
                return await self._once(call)
        raise AssertionError("stamina raises the last error")  # pragma: no cover

    async def _once(self, call: Call) -> Answer:
        if not self._token_fits:
            raise errors.NoCredential("the token has characters that no token has; nothing was sent")
        return await ask(self._http, call.method, call.path, writes=call.writes, params=call.query, json=call.body)


def http_client(
    base_url: str, *, auth: httpx.Auth | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """A pool of connections to a server, with what holds for every request: trust, time-outs, who asks."""
    scheme = httpx.URL(base_url).scheme
    return httpx.AsyncClient(
        base_url=base_url,
        auth=auth,
        headers={"User-Agent": f"tts-tui/{__version__}", "Accept": "application/json"},
        timeout=_TIMEOUT,
        verify=_trust(scheme),
        # A proxy of the environment must not see a token that goes over plain http to this machine.
        trust_env=scheme == "https",
        transport=transport,
    )


async def ask(http: httpx.AsyncClient, method: str, url: str, *, writes: bool, **request: Any) -> Answer:
    """Send one request, once, and give its answer. `request` is what `httpx.AsyncClient.request` takes besides.

    Raises one of `tts_tui.api.errors`: of an answer that was lost, OutcomeUnknown where the request `writes`.
    """
    try:
        response = await http.request(method, url, **request)
    except _NOT_SENT as error:
        raise errors.Unreachable(_reason(error)) from error
    except httpx.HTTPError as error:
        lost = errors.OutcomeUnknown if writes else errors.AnswerLost
        raise lost(_reason(error)) from error
    return _read(response, writes=writes)


def _trust(scheme: str) -> ssl.SSLContext:
    """The operating system's trust for TLS; for plain http an empty context, as httpx loads a bundle otherwise."""
    if scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _worth_another_try(call: Call, error: errors.TTSError) -> bool:
    if call.writes:
        return isinstance(error, errors.ResourceExhausted)
    return isinstance(error, errors.Unreachable | errors.AnswerLost | errors.ResourceExhausted | errors.Unavailable)


def _read(response: httpx.Response, *, writes: bool) -> Answer:
    if writes and response.status_code in _GATEWAY_LOST_IT:
        raise errors.OutcomeUnknown(f"HTTP {response.status_code}")
    data = _object(response.content)
    if response.is_success and data is not None:
        return Answer(data, _number(response.headers.get("X-Total-Count")))
    if response.is_success and writes:
        raise errors.OutcomeUnknown("the answer to a write could not be read")
    if data is None and response.status_code in (429, 503):  # a proxy says so in its own words
        data = {}
    if data is None or not response.is_error:
        raise errors.NotTheAPI(_described(response))
    raise errors.server_error(
        response.status_code,
        data,
        retry_after=_number(response.headers.get("X-Rate-Limit-Retry")),
        warning=response.headers.get("X-Warning", ""),
    )


def _object(content: bytes) -> dict[str, Any] | None:
    """The JSON object in an answer, an empty one where there is nothing; None where it is anything else."""
    try:
        data = json.loads(content or b"{}")
        if _LONE_SURROGATE.search(content):
            data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _described(response: httpx.Response) -> str:
    kind = response.headers.get("Content-Type", "no content type")
    place = f", sent on to {where}" if (where := response.headers.get("Location")) else ""
    return f"HTTP {response.status_code}, {kind}{place}"


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,18}", text) else None
