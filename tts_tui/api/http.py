"""One request: sent once, over a connection that is trusted, and what its answer says."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import httpx

from tts_tui import __version__
from tts_tui.api import errors
from tts_tui.api.body import TooLong, body_of, described
from tts_tui.api.calls import Answer
from tts_tui.api.decoding import json_object
from tts_tui.api.proxies import proxy_of
from tts_tui.api.through_proxy import PROXY, ThroughProxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from tts_tui.api.body import Body

__all__ = [
    "CLOSED",
    "NOT_SENT",
    "TOTAL_TIMEOUT",
    "Answer",
    "ask",
    "http_client",
    "no_connection",
    "reason_of",
    "refusal",
    "trusting",
]

T = TypeVar("T")

_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_LIMITS: Final = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30.0)
"""httpx closes idle connections after 5 s, which is less than a person looks at a screen; a new one takes two more
round trips. Servers and proxies close idle ones after a minute or more."""
NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""What the HTTP library raises where nothing has been sent."""
_OUTCOME_OPEN: Final = frozenset({499, 502, 503, 504})
"""Statuses of a server or proxy that gave up waiting: a write may have been done all the same."""
_SERVER_FAULT: Final = 500
_NOT_IMPLEMENTED: Final = 501
_LIMITED: Final = 429
_NOT_ACCEPTABLE: Final = 406
_SCRIPT_TIMEOUT: Final = "pkg/scripting/javascript:script_timeout"
"""A formatter's script that ran too long: a 504 that leaves nothing open, as scripts run before anything is written."""
_RECOVERED: Final = "pkg/rpcserver:rpc_recovered"
"""The server crashed during the call: nobody knows what was done. (recordings/self-contained/16_pubsub.json)"""
_INTERNAL: Final = 13
_BY_PROXIES: Final = {429: 8, 502: 14, 503: 14, 504: 14}
"""Statuses that a proxy gives in words of its own, and the gRPC code that the server would give with them."""
CLOSED: Final = "the connections to this server have been closed here"
_NO_HTTP: Final = "illegal "
"""How h11 begins to complain of what is no HTTP at all, such as a TLS alert or a frame of HTTP/2."""
_IN_WORDS: Final[Mapping[type[Exception], str]] = {
    httpx.ConnectTimeout: f"no connection within {_TIMEOUT.connect:.0f} s",
    httpx.ReadTimeout: f"nothing came for {_TIMEOUT.read:.0f} s",
    httpx.WriteTimeout: f"nothing could be sent for {_TIMEOUT.write:.0f} s",
    httpx.ReadError: "the connection was lost",
    httpx.WriteError: "the connection was lost",
}
"""Words for errors of the HTTP library that have no text."""

TOTAL_TIMEOUT: Final = 90.0
"""Seconds for one request and its whole answer, even if it comes slowly. Until its first byte: see `_TIMEOUT`."""

_LAYERS: Final = 5
"""How many causes of an error are looked at: httpx, httpcore, anyio, ssl, the system. They may form a circle."""


def http_client(
    *addresses: str,
    ca_file: Path | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """An HTTP client for a server at those addresses: trust, time-outs, proxies, user agent.

    Raises BadTrust and BadProxy.
    """
    trust = trusting(ca_file) if any(httpx.URL(each).scheme == "https" for each in addresses) else _no_trust()
    return httpx.AsyncClient(
        headers={"User-Agent": f"tts-tui/{__version__}", "Accept": "application/json"},
        timeout=_TIMEOUT,
        limits=_LIMITS,
        verify=trust,
        mounts=_through_proxies(addresses, trust) if transport is None else None,
        trust_env=False,  # which proxy an address is asked through, `proxies` knows
        transport=transport,
    )


def _through_proxies(addresses: Iterable[str], trust: ssl.SSLContext) -> dict[str, httpx.AsyncBaseTransport]:
    """A transport for each of those addresses that is reached through a proxy."""
    return {
        _origin(each): ThroughProxy(
            proxy,
            trust=trust,
            proxy_trust=trusting(None) if proxy.url.startswith("https:") else None,
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
    """Send one request, once, and return its answer. `request` are further arguments of `httpx.AsyncClient.request`.

    `reader` decodes the content; it gives None for what no server of The Things Stack would say.
    Raises one of `tts_tui.api.errors`: of an answer that was lost, OutcomeUnknown where the request `writes`.
    """
    if http.is_closed:
        raise errors.Closed(CLOSED)
    lost = errors.OutcomeUnknown if writes else errors.AnswerLost
    no_api = errors.OutcomeUnknown if writes else errors.NotTheAPI
    try:
        async with asyncio.timeout(TOTAL_TIMEOUT), http.stream(method, url, **request) as response:
            body = await body_of(response)
    except NOT_SENT as error:
        raise no_connection(error) from error
    except httpx.RemoteProtocolError as error:
        if not str(error).startswith(_NO_HTTP):
            raise lost(reason_of(error)) from error
        raise no_api("this port does not speak HTTP; it may be for TLS (https://) or gRPC") from error
    except httpx.HTTPError as error:
        if http.is_closed and not writes:
            raise errors.Closed(CLOSED) from error
        raise lost(reason_of(error)) from error
    except TimeoutError as error:
        raise lost(f"the answer did not end within {TOTAL_TIMEOUT:.0f} s") from error
    except TooLong as error:
        raise no_api("the answer is far longer than any of The Things Stack's") from error
    return _read(response, body, reader, writes=writes)


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """What the operating system trusts, and the certificates of that file. Raises BadTrust.

    One of the file is trusted whatever issued it, be it an intermediate authority's or the server's own, as curl and
    Go do. (OpenSSL, X509_V_FLAG_PARTIAL_CHAIN)
    """
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        except (OSError, ValueError) as error:
            raise errors.BadTrust(str(ca_file), reason_of(error)) from error
    return context


@cache
def _no_trust() -> ssl.SSLContext:
    """An empty context, for plain http: without one, httpx loads a bundle of certificates."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _beneath(error: BaseException) -> Iterator[BaseException]:
    """The error and its causes: that of the HTTP library hides the one of TLS or of the system."""
    beneath: BaseException | None = error
    for _ in range(_LAYERS):
        if beneath is None:
            return
        yield beneath
        beneath = beneath.__cause__ or beneath.__context__


def no_connection(error: Exception) -> errors.Unreachable:
    """One of `NOT_SENT` as the adapter's error, with its underlying reason."""
    for each in _beneath(error):
        if isinstance(each, ssl.SSLCertVerificationError):  # only OpenSSL has the former
            return errors.Untrusted(getattr(each, "verify_message", "") or str(each), proxy=_proxy(error))
        if isinstance(each, ssl.SSLError) and each.reason:
            said = each.reason.lower().replace("_", " ")
            return errors.Unreachable(
                f"TLS failed to start ({said}): the port may speak plain http, or an outdated TLS",
                proxy=_proxy(error),
            )
    return errors.Unreachable(reason_of(error), proxy=_proxy(error))


def _proxy(error: Exception) -> str:
    """Which proxy the request that failed went through, in words; an empty string for none."""
    if not isinstance(error, httpx.RequestError):
        return ""
    found: str = error.request.extensions.get(PROXY, "")
    return found


def reason_of(error: Exception) -> str:
    """Why there was no connection or no answer, in the system's words where it has some."""
    for each in _beneath(error):
        if isinstance(each, socket.gaierror) and each.strerror:
            return each.strerror
        if isinstance(each, OSError) and not isinstance(each, ssl.SSLError) and each.errno:
            return os.strerror(each.errno)
    return str(error) or _IN_WORDS.get(type(error), type(error).__name__)


def _read(response: httpx.Response, body: Body, reader: Callable[[bytes], T | None], *, writes: bool) -> Answer[T]:
    headers = response.headers
    if response.is_success:
        if (found := reader(bytes(body))) is not None:
            return Answer(
                found,
                _number(headers.get("X-Total-Count")),
                headers.get("X-Warning", ""),
                headers.get("X-Continuation-Token", ""),
            )
        if writes:
            raise errors.OutcomeUnknown("the answer to a write could not be read")
        raise errors.NotTheAPI(described(response, body))
    raise refusal(response, body, writes=writes)


def refusal(response: httpx.Response, body: Body, *, writes: bool) -> errors.TTSError:
    """The error for an answer whose status is no success."""
    status, said = response.status_code, json_object(bytes(body))
    the_stacks = response.is_error and errors.is_the_stacks(said)
    error: errors.TTSError
    failing = status >= _SERVER_FAULT and status != _NOT_IMPLEMENTED
    without_a_word = status == _NOT_ACCEPTABLE and not body
    if the_stacks or failing or status == _LIMITED:
        error = errors.server_error(
            status,
            said if the_stacks else {"code": _BY_PROXIES.get(status, _INTERNAL), "message": described(response, body)},
            retry_after=_number(response.headers.get("X-Rate-Limit-Retry")),
            warning=response.headers.get("X-Warning", ""),
        )
    elif without_a_word:
        error = errors.server_error(status, None)
    else:
        error = errors.NotTheAPI(described(response, body))
    name = error.name if isinstance(error, errors.ServerError) else ""
    if name == _SCRIPT_TIMEOUT:
        return error
    if writes and (status in _OUTCOME_OPEN or (failing and not the_stacks) or name == _RECOVERED):
        refusal = error if isinstance(error, errors.ServerError) and the_stacks else None
        return errors.OutcomeUnknown(
            f"HTTP {status}: {refusal.text}" if refusal else described(response, body), refusal
        )
    return error


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,18}", text) else None
