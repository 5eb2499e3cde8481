"""Checks of the program, its files, the keyring, the server, the token and the terminal.

Nothing is changed, no login is renewed, and no finding contains a token.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tts_tui.api.oauth import Tokens
from tts_tui.doctor import machine, proxy, terminal, tls, token
from tts_tui.doctor.findings import Finding, Level, Section, without_secrets
from tts_tui.doctor.server import (
    CheckContext,
    answered,
    ask_once,
    choose,
    clock_skew,
    host_of,
    identity_server,
    other_host,
    plain_http,
)
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials import StoreFault, sendable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from tts_tui.api.secret import SecretStr
    from tts_tui.servers.model import Server
    from tts_tui.servers.servers_file import Servers
    from tts_tui.session.credentials import FoundToken

__all__ = ["CheckContext", "Finding", "Inquiry", "Level", "Section", "examine"]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What to check.

    `named` is the server that the person named, `known` the one that was used last. `given` is a token from the
    environment or a file, or a finding that says why there is none. `size` is the terminal's, in columns and lines.
    """

    named: str | None
    known: str | None
    given: FoundToken | Finding | None
    insecure: bool
    environ: Mapping[str, str] = field(repr=False)
    size: tuple[int, int] | None
    encoding: str


async def examine(inquiry: Inquiry, context: CheckContext) -> AsyncIterator[Section]:
    """Run all checks. Gives each section as soon as it is complete."""
    secrets: list[SecretStr] = []
    async for section in _sections(inquiry, context, secrets):
        yield without_secrets(section, secrets)


async def _sections(inquiry: Inquiry, context: CheckContext, secrets: list[SecretStr]) -> AsyncIterator[Section]:
    if inquiry.given is not None and not isinstance(inquiry.given, Finding):
        _add_secrets(secrets, inquiry.given)
    yield Section("Program", (machine.program(),))

    servers, about_names = await asyncio.to_thread(machine.named_servers, ServerFile())
    named = inquiry.named or servers.default
    server, about_server = choose(named, inquiry.known, servers, insecure=inquiry.insecure)
    yield Section("Files", await _files(about_names, server, servers))
    yield Section("Keyring", (await _keyring(server, context),))

    if server is None:
        yield Section("Server", (about_server,))
    else:
        # Before the server is asked: its answers may quote the token, which then has to be known to be left out.
        found = await _token_of(inquiry, server, servers)
        if not isinstance(found, Finding | None):
            _add_secrets(secrets, found)
        about_hosts, answers = await _server(server, context)
        yield Section("Server", (about_server, *about_hosts))
        yield Section("Token", await _token(server, found, context, servers, answers=answers))

    yield Section("Terminal", await terminal.check(inquiry.environ, inquiry.size, inquiry.encoding))


def _add_secrets(secrets: list[SecretStr], found: FoundToken) -> None:
    secrets.append(found.token)
    if isinstance(found.credential, Tokens):
        secrets.append(found.credential.refresh_token)


async def _files(about_names: Finding, server: Server | None, servers: Servers) -> tuple[Finding, ...]:
    from tts_tui.session.credentials.file import TokenFile

    findings = [about_names, await asyncio.to_thread(machine.remembering)]
    if server is not None and server.token == "file":  # noqa: S105 - the name of a place
        with suppress(StoreFault):  # which is told of the token
            file = TokenFile().path(servers.entry(server))
            if not file.exists():  # version 0.1 stored it by the address
                file = TokenFile().path(server.identity_server)
            findings.append(await asyncio.to_thread(machine.private_file, file.parent, "The folder with tokens"))
            findings.append(await asyncio.to_thread(machine.private_file, file, "The file with the token"))
    if server is not None and server.ca_file is not None:
        findings.append(await asyncio.to_thread(machine.ca_file, server.ca_file))
    return tuple(findings)


async def _keyring(server: Server | None, context: CheckContext) -> Finding:
    needed = server is not None and server.token in ("keyring", "insecure-keyring")
    return await machine.keyring(context.timeout, needed=needed)


async def _server(server: Server, context: CheckContext) -> tuple[tuple[Finding, ...], bool]:
    """What can be said of the server, and whether its Identity Server answers."""
    findings = list(plain_http(server))
    unasked: set[str] = set()
    hosts = dict.fromkeys((server.identity_server, server.hosts.cluster, _base_url(server.oauth_url)))
    for url in hosts:
        about_proxy, route = proxy.check(url)
        if len(hosts) > 1:
            about_proxy = tuple(_with_host(host_of(url), about_proxy))
        findings.extend(about_proxy)
        if route == "none":
            unasked.add(url)
        elif url.startswith("https:") and route == "direct" and context.transport is None:
            seen = await tls.check(url, server.ca_file, patience=context.timeout, now=context.clock())
            findings.extend(_with_host(host_of(url), seen) if len(hosts) > 1 else seen)
            if any(each.level == "broken" for each in seen):
                unasked.add(url)
    answers = False
    if server.identity_server not in unasked:
        asked = await ask_once(server.identity_server, context, server.ca_file)
        answers = answered(asked)
        findings.extend(identity_server(asked))
        if (skew := clock_skew(asked)) is not None:
            findings.append(skew)
    if server.hosts.cluster not in {server.identity_server, *unasked}:
        asked = await ask_once(server.hosts.cluster, context, server.ca_file)
        findings.append(other_host(asked, server.hosts.cluster))
    return tuple(findings), answers


def _with_host(host: str, findings: tuple[Finding, ...]) -> list[Finding]:
    return [Finding(each.level, f"{host}: {each.what}", each.detail, each.advice) for each in findings]


def _base_url(url: str) -> str:
    return f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"


async def _token_of(inquiry: Inquiry, server: Server, servers: Servers) -> FoundToken | Finding | None:
    """The token for a server, or why it can't be used."""
    found = inquiry.given
    if found is None:
        return await token.stored(server, servers)
    if inquiry.named is None and not isinstance(found, Finding):
        advice = "Name its server: tts-tui SERVER, or TTS_TUI_SERVER."
        why = "It may belong to another server, so nothing was sent."
        return Finding("broken", f"A token {found.source}, but no server.", why, advice)
    return found


async def _token(
    server: Server, found: FoundToken | Finding | None, context: CheckContext, servers: Servers, *, answers: bool
) -> tuple[Finding, ...]:
    if found is None:
        return (Finding("note", "There is no token for this server yet.", advice="Sign in: tts-tui login"),)
    if isinstance(found, Finding):
        return (found,)
    about = token.origin(found, context.clock())
    if not answers:
        return (
            *about,
            Finding("note", "Its owner is unknown.", advice="Fix the connection first."),
        )
    ended = isinstance(found.credential, Tokens) and found.credential.expires_at <= context.clock()
    if ended or not sendable(found.token):
        return about  # an ended one would be refused, and to renew it would change what others share
    asked = await ask_once(server.identity_server, context, server.ca_file, token.authorized(found.token))
    other = token.same_account(asked, server, servers) if found.store is not None else ()
    return (*about, *token.who(asked, context.clock()), *other)
