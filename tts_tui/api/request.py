"""One request: sent once, over a connection that is trusted, and what its answer says."""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import httpx
import msgspec

from tts_tui import __version__
from tts_tui.api import errors
from tts_tui.api.proxies import proxy_of
from tts_tui.api.reading import json_object
from tts_tui.api.through_proxy import PROXY, ThroughProxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

__all__ = ["Answer", "ask", "http_client", "refusal"]

T = TypeVar("T")

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

_SAID_BY_PROXIES: Final = frozenset({429, 503})
"""Statuses that a proxy gives in words of its own."""

_LAYERS: Final = 3
"""Of errors about a certificate: httpx, httpcore, ssl. What is beneath may lead round in a circle."""


class Answer(msgspec.Struct, Generic[T], frozen=True):
    """What the server answered with, as it was read; `X-Total-Count` where it sent one, and its `X-Warning`."""

    json: T
    total: int | None = None
    warning: str = ""


def http_client(
    *addresses: str,
    auth: httpx.Auth | None = None,
    ca_file: Path | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """Connections to a server that is at those addresses: trust, time-outs, proxies, who asks.

    Raises BadTrust and BadProxy.
    """
    trust = _trust(ca_file) if any(httpx.URL(each).scheme == "https" for each in addresses) else _no_trust()
    return httpx.AsyncClient(
        auth=auth,
        headers={"User-Agent": f"tts-tui/{__version__}", "Accept": "application/json"},
        timeout=_TIMEOUT,
        limits=_LIMITS,
        verify=trust,
        mounts=_through_proxies(addresses, trust) if transport is None else None,
        trust_env=False,  # which proxy an address is asked through, `proxies` knows
        transport=transport,
    )


def _through_proxies(addresses: Iterable[str], trust: ssl.SSLContext) -> dict[str, httpx.AsyncBaseTransport]:
    """The transports of those addresses that are asked through a proxy."""
    return {
        _origin(each): ThroughProxy(
            proxy,
            trust=trust,
            proxy_trust=_trust(None) if proxy.url.startswith("https:") else None,
            limits=_LIMITS,
        )
        for each in addresses
        if (proxy := proxy_of(each)) is not None
    }


def _origin(address: str) -> str:
    url = httpx.URL(address)
    return f"{url.scheme}://{url.netloc.decode()}"


async def ask(
    http: httpx.AsyncClient,
    method: str,
    url: str,
    reader: Callable[[bytes], T | None],
    *,
    writes: bool,
    **request: Any,
) -> Answer[T]:
    """Send one request, once, and give its answer. `request` is what `httpx.AsyncClient.request` takes besides.

    `reader` makes something of the content, or None of what no server of The Things Stack would say.
    Raises one of `tts_tui.api.errors`: of an answer that was lost, OutcomeUnknown where the request `writes`.
    """
    try:
        response = await http.request(method, url, **request)
    except _NOT_SENT as error:
        if (distrust := _distrust(error)) is not None:
            raise errors.Untrusted(distrust, proxy=_proxy(error)) from error
        raise errors.Unreachable(_reason(error), proxy=_proxy(error)) from error
    except httpx.HTTPError as error:
        lost = errors.OutcomeUnknown if writes else errors.AnswerLost
        raise lost(_reason(error)) from error
    return _read(response, reader, writes=writes)


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


def _proxy(error: Exception) -> str:
    """Which proxy the request that failed went through, in words; an empty string for none."""
    if not isinstance(error, httpx.RequestError):
        return ""
    found: str = error.request.extensions.get(PROXY, "")
    return found


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _read(response: httpx.Response, reader: Callable[[bytes], T | None], *, writes: bool) -> Answer[T]:
    if writes and response.status_code in _GATEWAY_LOST_IT:
        raise errors.OutcomeUnknown(f"HTTP {response.status_code}")
    if response.is_success:
        if (found := reader(response.content)) is not None:
            return Answer(found, _number(response.headers.get("X-Total-Count")), response.headers.get("X-Warning", ""))
        if writes:
            raise errors.OutcomeUnknown("the answer to a write could not be read")
        raise errors.NotTheAPI(_described(response))
    said = json_object(response.content)
    if not response.is_error or (said is None and response.status_code not in _SAID_BY_PROXIES):
        raise errors.NotTheAPI(_described(response))
    raise _refusal(response, said or {})


def refusal(response: httpx.Response) -> errors.ServerError:
    """The error that an answer tells of which was no success."""
    return _refusal(response, json_object(response.content) or {})


def _refusal(response: httpx.Response, said: Mapping[str, Any]) -> errors.ServerError:
    return errors.server_error(
        response.status_code,
        said,
        retry_after=_number(response.headers.get("X-Rate-Limit-Retry")),
        warning=response.headers.get("X-Warning", ""),
    )


def _described(response: httpx.Response) -> str:
    kind = response.headers.get("Content-Type", "no content type")
    place = f", sent on to {where}" if (where := response.headers.get("Location")) else ""
    return f"HTTP {response.status_code}, {kind}{place}"


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,18}", text) else None
