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
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

import httpx

from tts_tui import __version__
from tts_tui.api import errors
from tts_tui.api.calls import BASE_PATH, Call
from tts_tui.api.hosts import hosts_of
from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from tts_tui.api.api_keys import APIKeys
    from tts_tui.api.applications import Applications
    from tts_tui.api.auth import Auth
    from tts_tui.api.collaborators import Collaborators
    from tts_tui.api.devices import Devices
    from tts_tui.api.hosts import Hosts
    from tts_tui.api.link import Links
    from tts_tui.api.organizations import Organizations

__all__ = ["ATTEMPTS", "Answer", "Bearer", "Client", "Wait", "ask", "http_client"]

ATTEMPTS: Final = 5
PATIENCE: Final = 30.0
"""Seconds after which a call that failed is not tried again. A longer wait is not begun."""

# Pauses are told to `on_wait`. stamina logs them too, which would end on the terminal of whoever has no logging.
logging.getLogger("stamina").addHandler(logging.NullHandler())

_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_LIMITS: Final = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30.0)
"""A new connection takes two waits more on a slow line, and httpx's own 5 seconds are less than a look at a screen
takes. Servers and proxies close idle ones after a minute or more."""
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

_LAYERS: Final = 3
"""Of errors about a certificate: httpx, httpcore, ssl. What is beneath may lead round in a circle."""
_UNAUTHENTICATED: Final = 401
_SENDABLE: Final = re.compile(r"[!-~]+")
"""What a token can consist of. The HTTP library would quote any other in its complaint."""
_LONE_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape that may stand for half a character, which can be neither shown nor sent back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON object that the server answered with, `X-Total-Count` where it sent one, and its `X-Warning`."""

    json: Mapping[str, Any]
    total: int | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause before a call is tried again, to be shown: seconds, which try comes next, and what went wrong."""

    seconds: float
    attempt: int
    error: errors.TTSError


class Bearer(Protocol):
    """Where a client gets the token of each request, when one may end before the client does.

    Both may raise one of `tts_tui.api.errors`, never OutcomeUnknown: nothing has been done then.
    """

    async def token(self) -> SecretStr:
        """The token to send."""
        ...

    async def renewed(self, refused: SecretStr, why: errors.ServerError) -> SecretStr | None:
        """Another token of the same account after the server answered 401 to that one; None where there is none."""
        ...


class _Given:
    """A token that is what it is."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    async def token(self) -> SecretStr:
        return self._token

    async def renewed(self, refused: SecretStr, why: errors.ServerError) -> None:
        del refused, why


class _Authorization(httpx.Auth):
    """Adds the token to requests, and shows it to nobody."""

    def __init__(self, bearer: Bearer) -> None:
        self._bearer = bearer

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        token = await self._bearer.token()
        response = yield _authorized(request, token)
        if response.status_code == _UNAUTHENTICATED:  # nothing was done, so a write may go on, too
            await response.aread()
            if (another := await self._bearer.renewed(token, _refusal(response))) is not None:
                yield _authorized(request, another)


def _authorized(request: httpx.Request, token: SecretStr) -> httpx.Request:
    if not _SENDABLE.fullmatch(token.get_secret_value()):
        raise errors.NoCredential("the token has characters that no token has; nothing was sent")
    request.headers["Authorization"] = f"Bearer {token.get_secret_value()}"
    return request


class Client:
    """A small client for The Things Stack's HTTP API, with one attribute per resource.

    `server` is its address without `/api/v3`, or its two Hosts. `ca_file` is trusted besides what the operating system
    trusts. `on_wait` is told of each pause before a further try, `on_warning` of each `X-Warning`, once.
    `transport` is the seam for tests. Every method of a resource raises one of `tts_tui.api.errors`, and this
    constructor does: BadTrust for a CA file that is none.

    Reads are tried again on a network fault, 429 and 503; writes on 429 only, where the server has done nothing.
    (`X-Rate-Limit-Retry` may be 0 while the limit still holds, so a wait is a second at least.)
    """

    def __init__(
        self,
        server: Hosts | str,
        token: SecretStr | Bearer | None = None,
        *,
        ca_file: Path | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        on_wait: Callable[[Wait], None] | None = None,
        on_warning: Callable[[str], None] | None = None,
    ) -> None:
        self.hosts = hosts_of(server)
        self.on_wait = on_wait
        self.on_warning = on_warning
        self._warnings: set[str] = set()
        bearer = _Given(token) if isinstance(token, SecretStr) else token
        self._http = http_client(
            self.hosts.identity_server,
            self.hosts.cluster,
            auth=_Authorization(bearer) if bearer is not None else None,
            ca_file=ca_file,
            transport=transport,
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
        url = f"{self.hosts.of(call.path)}{BASE_PATH}{call.path}"
        answer = await ask(self._http, call.method, url, writes=call.writes, params=call.query, json=call.body)
        if answer.warning and answer.warning not in self._warnings and self.on_warning:
            self._warnings.add(answer.warning)
            self.on_warning(answer.warning)
        return answer


def http_client(
    *addresses: str,
    auth: httpx.Auth | None = None,
    ca_file: Path | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """Connections to a server that is at those addresses: trust, time-outs, who asks. Raises BadTrust."""
    secure = [httpx.URL(each).scheme == "https" for each in addresses]
    return httpx.AsyncClient(
        auth=auth,
        headers={"User-Agent": f"tts-tui/{__version__}", "Accept": "application/json"},
        timeout=_TIMEOUT,
        limits=_LIMITS,
        verify=_trust(ca_file) if any(secure) else _no_trust(),
        # A proxy of the environment must not see a token that goes over plain http to this machine.
        trust_env=all(secure),
        transport=transport,
    )


async def ask(http: httpx.AsyncClient, method: str, url: str, *, writes: bool, **request: Any) -> Answer:
    """Send one request, once, and give its answer. `request` is what `httpx.AsyncClient.request` takes besides.

    Raises one of `tts_tui.api.errors`: of an answer that was lost, OutcomeUnknown where the request `writes`.
    """
    try:
        response = await http.request(method, url, **request)
    except _NOT_SENT as error:
        if (distrust := _distrust(error)) is not None:
            raise errors.Untrusted(distrust) from error
        raise errors.Unreachable(_reason(error)) from error
    except httpx.HTTPError as error:
        lost = errors.OutcomeUnknown if writes else errors.AnswerLost
        raise lost(_reason(error)) from error
    return _read(response, writes=writes)


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    """What the operating system trusts, and the authorities of that file."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ValueError) as error:
            raise errors.BadTrust(str(ca_file), _reason(error)) from error
    return context


def _no_trust() -> ssl.SSLContext:
    """An empty context, for plain http: without one, httpx loads a bundle of certificates."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _distrust(error: BaseException | None) -> str | None:
    """Why the server's certificate was refused, where that is what is beneath the error."""
    for _ in range(_LAYERS):
        if isinstance(error, ssl.SSLCertVerificationError):
            return getattr(error, "verify_message", "") or str(error)  # only OpenSSL has the former
        error = error and (error.__cause__ or error.__context__)
    return None


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _worth_another_try(call: Call, error: errors.TTSError) -> bool:
    if call.writes:
        return isinstance(error, errors.ResourceExhausted)
    if isinstance(error, errors.Untrusted):
        return False
    return isinstance(error, errors.Unreachable | errors.AnswerLost | errors.ResourceExhausted | errors.Unavailable)


def _read(response: httpx.Response, *, writes: bool) -> Answer:
    if writes and response.status_code in _GATEWAY_LOST_IT:
        raise errors.OutcomeUnknown(f"HTTP {response.status_code}")
    data = _object(response.content)
    if response.is_success and data is not None:
        return Answer(data, _number(response.headers.get("X-Total-Count")), response.headers.get("X-Warning", ""))
    if response.is_success and writes:
        raise errors.OutcomeUnknown("the answer to a write could not be read")
    if data is None and response.status_code in (429, 503):  # a proxy says so in its own words
        data = {}
    if data is None or not response.is_error:
        raise errors.NotTheAPI(_described(response))
    raise _refusal(response, data)


def _refusal(response: httpx.Response, data: Mapping[str, Any] | None = None) -> errors.ServerError:
    return errors.server_error(
        response.status_code,
        _object(response.content) if data is None else data,
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
