"""The server: which one is meant, whether it answers, and whether it is The Things Stack."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from tts_tui.api import errors
from tts_tui.api.calls import BASE_PATH
from tts_tui.api.decoding import json_object
from tts_tui.api.http import ask, http_client
from tts_tui.doctor.findings import Finding
from tts_tui.servers.addresses import BadAddress
from tts_tui.servers.hosted import misplaced
from tts_tui.services.error_text import explain
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    import httpx

    from tts_tui.api.calls import Answer
    from tts_tui.servers.model import Server
    from tts_tui.servers.servers_file import Servers

__all__ = [
    "CheckContext",
    "ServerAnswer",
    "answered",
    "ask_once",
    "choose",
    "clock_skew",
    "failure",
    "host_of",
    "identity_server",
    "other_host",
    "plain_http",
]

_CLOSE: Final = timedelta(seconds=5)
_APART: Final = timedelta(seconds=60)
_SECOND: Final = timedelta(seconds=1)
_SLOW: Final = 2.0
_SERVER_FAULT: Final = 500


class CheckContext(msgspec.Struct, frozen=True):
    """What checks of a server depend on: seconds until a time-out, the clock, and a transport that tests replace."""

    timeout: float
    clock: Callable[[], datetime]
    transport: httpx.AsyncBaseTransport | None = None


class ServerAnswer(msgspec.Struct, frozen=True):
    """What became of one request: an answer or an error, the headers if there were any, and seconds."""

    result: Answer[dict[str, Any]] | errors.TTSError
    headers: Mapping[str, str]
    seconds: float
    sent_at: datetime
    arrived_at: datetime


def choose(named: str | None, known: str | None, servers: Servers, *, insecure: bool) -> tuple[Server | None, Finding]:
    """The server that a name or an address means, or that a start without one opens, and what is to be said of it.

    `known` is the one that was used last.
    """
    if named is None:
        return _last(known, servers)
    try:
        server = servers.meant_by(named, insecure=insecure)
    except BadAddress as error:
        names = ", ".join(each.name for each in servers.servers)
        advice = f"Name one of yours: {names}, or an address." if names else "Give the address of a server."
        return None, Finding("broken", "There is no such server.", visible(str(error)), advice)
    return server, _chosen(server)


def _last(known: str | None, servers: Servers) -> tuple[Server | None, Finding]:
    if known is None:
        advice = "Name one: tts-tui doctor https://thethings.example.com, or give it a name: tts-tui servers add"
        return None, Finding("note", "No server is known yet.", advice=advice)
    try:
        server = servers.meant_by(known)
    except BadAddress as error:  # it was removed since, or needs --insecure
        what = f"{visible(known)}, the last used server, can't be opened; tts-tui shows the list of servers."
        return None, Finding("note", what, visible(str(error)), "Choose one there, or name one: tts-tui SERVER")
    return server, _chosen(server)


def _chosen(server: Server) -> Finding:
    places = [f"Identity Server {server.identity_server}"]
    if server.hosts.cluster != server.identity_server:
        places.append(f"cluster {server.hosts.cluster}")
    places.append(f"OAuth {server.oauth_url}")
    if why := misplaced(server.identity_server):
        advice = "Fix its addresses: tts-tui servers edit, or e in the list of servers."
        return Finding("broken", f"{why}.", ", ".join(places), advice)
    return Finding("ok", f"Server {visible(server.name)}.", ", ".join(places))


def plain_http(server: Server) -> tuple[Finding, ...]:
    """What is to be said of plain http, where the server is asked by it."""
    if not server.protected:
        advice = "Use https:// if the server supports it. Otherwise use it only in your own network."
        return (Finding("warn", "Plain http: others on the network can read the token.", advice=advice),)
    if any(each.startswith("http:") for each in (server.identity_server, server.hosts.cluster)):
        return (Finding("ok", "Plain http, but only on this machine."),)
    return ()


def host_of(url: str) -> str:
    """The host of a base URL, with its port where that is not the usual one."""
    return urlsplit(url).netloc


async def ask_once(
    url: str, context: CheckContext, ca_file: Path | None, auth: Callable[[httpx.Request], httpx.Request] | None = None
) -> ServerAnswer:
    """Ask a host for `/auth_info`, over the same connection settings as the program, once and without retries."""
    headers: dict[str, str] = {}

    async def note(response: httpx.Response) -> None:
        headers.update(response.headers)

    sent_at, began = context.clock(), time.monotonic()
    result: Answer[dict[str, Any]] | errors.TTSError
    try:
        async with (
            http_client(url, ca_file=ca_file, transport=context.transport) as http,
            asyncio.timeout(context.timeout),
        ):
            http.event_hooks = {"request": [], "response": [note]}
            more = {"auth": auth} if auth else {}
            result = await ask(http, "GET", f"{url}{BASE_PATH}/auth_info", json_object, writes=False, **more)
    except TimeoutError:
        result = errors.AnswerLost(f"no answer within {context.timeout:g} s")
    except errors.TTSError as error:
        result = error
    return ServerAnswer(result, headers, time.monotonic() - began, sent_at, context.clock())


def answered(asked: ServerAnswer) -> bool:
    """Whether the answer was The Things Stack's, be it a refusal; what fails may be a proxy."""
    error = asked.result
    return not isinstance(error, errors.TTSError) or (
        isinstance(error, errors.ServerError) and error.status < _SERVER_FAULT
    )


def identity_server(asked: ServerAnswer) -> tuple[Finding, ...]:
    """What the Identity Server's answer to a question without a token says of it."""
    if isinstance(asked.result, errors.TTSError):
        return (failure(asked.result, "ask the server"),)
    took = f"{asked.seconds:.2f} s"
    findings = []
    if asked.result.json:
        advice = "Check the address. A proxy that signs in by itself also looks like this."
        findings.append(Finding("warn", "It answers, but not like The Things Stack without a token.", took, advice))
    elif asked.seconds > _SLOW:
        advice = "Everything will take this long. The network may be slow, or the server far away."
        findings.append(Finding("note", "The Things Stack answers slowly.", took, advice))
    else:
        findings.append(Finding("ok", "The Things Stack answers.", took))
    if limits := _limits(asked.headers):
        findings.append(limits)
    return tuple(findings)


def other_host(asked: ServerAnswer, url: str) -> Finding:
    """What the answer of the cluster says of it: any answer will do that The Things Stack could have given."""
    where = host_of(url)
    error = asked.result
    refusal = isinstance(error, errors.ServerError) and error.status < _SERVER_FAULT
    if isinstance(error, errors.TTSError) and not refusal:
        return failure(error, f"ask the cluster {where}")
    return Finding("ok", f"The cluster {where} answers.", f"{asked.seconds:.2f} s")


def clock_skew(asked: ServerAnswer) -> Finding | None:
    """How far this machine's clock is off the server's; None if the server doesn't send its time."""
    try:
        there = parsedate_to_datetime(asked.headers["date"])
        # The server's time is cut to the second, and was told at some moment between the two of here.
        difference = max(asked.sent_at - there - _SECOND, there - asked.arrived_at, timedelta())
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    seconds = round(difference.total_seconds())
    if difference <= _CLOSE:
        return Finding("ok", "This machine's clock agrees with the server's.")
    fast = there < asked.sent_at
    what = f"This machine's clock is {seconds} s {'ahead of' if fast else 'behind'} the server's."
    advice = "Set this machine's clock, preferably by NTP: expiries and logins depend on it."
    return Finding("warn" if difference > _APART else "note", what, advice=advice)


def failure(error: errors.TTSError, doing: str) -> Finding:
    """The finding for an error. One that may pass by itself is a warning."""
    words = explain(error, doing)
    passing = isinstance(error, errors.ResourceExhausted)
    retry = (
        f" It says when: in {error.retry_after} s."
        if isinstance(error, errors.ServerError) and error.retry_after
        else ""
    )
    detail = " · ".join(each for each in (words.why, words.reference) if each)
    return Finding("warn" if passing else "broken", words.what, detail, f"{words.advice}{retry}")


def _limits(headers: Mapping[str, str]) -> Finding | None:
    limit, left = headers.get("x-rate-limit-limit", ""), headers.get("x-rate-limit-available", "")
    if not (limit.isdecimal() and left.isdecimal()):
        return None
    return Finding("ok", "The server has a rate limit.", f"{left} of {limit} requests left.")
