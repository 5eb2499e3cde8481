"""What works here and what doesn't: small checks of the program, its files, the server, the token and the terminal.

Nothing is changed, no login is renewed, and no token is in what is found.
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
    way,
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
    """What is to be looked at.

    `named` is the server that the person named, `known` the one that was used last. `given` is a token that
    is used and never stored, or a finding that says why there is none.
    """

    named: str | None
    known: str | None
    given: FoundToken | Finding | None
    insecure: bool
    environ: Mapping[str, str] = field(repr=False)
    size: tuple[int, int] | None
    encoding: str


async def examine(question: Inquiry, around: CheckContext) -> AsyncIterator[Section]:
    """The sections one after the other, as soon as each is known."""
    secrets: list[SecretStr] = []
    async for section in _sections(question, around, secrets):
        yield without_secrets(section, secrets)


async def _sections(question: Inquiry, around: CheckContext, secrets: list[SecretStr]) -> AsyncIterator[Section]:
    if question.given is not None and not isinstance(question.given, Finding):
        _note(secrets, question.given)
    yield Section("Program", (machine.program(),))

    servers, about_names = await asyncio.to_thread(machine.named_servers, ServerFile())
    named = question.named or servers.default
    server, about_server = choose(named, question.known, servers, insecure=question.insecure)
    yield Section("Files", await _files(about_names, server, servers))
    yield Section("Keyring", (await _keyring(server, around),))

    if server is None:
        yield Section("Server", (about_server,))
    else:
        # Before the server is asked, so that nothing it says can have a token in it that isn't known.
        found = await _found(question, server, servers)
        if not isinstance(found, Finding | None):
            _note(secrets, found)
        about_hosts, answers = await _server(server, around)
        yield Section("Server", (about_server, *about_hosts))
        yield Section("Token", await _token(server, found, around, servers, answers=answers))

    yield Section("Terminal", await terminal.look_at(question.environ, question.size, question.encoding))


def _note(secrets: list[SecretStr], found: FoundToken) -> None:
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


async def _keyring(server: Server | None, around: CheckContext) -> Finding:
    needed = server is not None and server.token in ("keyring", "insecure-keyring")
    return await machine.keyring(around.timeout, needed=needed)


async def _server(server: Server, around: CheckContext) -> tuple[tuple[Finding, ...], bool]:
    """What can be said of the server, and whether its Identity Server answers."""
    findings = list(way(server))
    unasked: set[str] = set()
    hosts = dict.fromkeys((server.identity_server, server.hosts.cluster, _base(server.oauth_url)))
    for url in hosts:
        about_proxy, way_on = proxy.look_at(url)
        if len(hosts) > 1:
            about_proxy = tuple(_about(host_of(url), about_proxy))
        findings.extend(about_proxy)
        if way_on == "none":
            unasked.add(url)
        elif url.startswith("https:") and way_on == "direct" and around.transport is None:
            seen = await tls.look_at(url, server.ca_file, patience=around.timeout, now=around.clock())
            findings.extend(_about(host_of(url), seen) if len(hosts) > 1 else seen)
            if any(each.level == "broken" for each in seen):
                unasked.add(url)
    answers = False
    if server.identity_server not in unasked:
        asked = await ask_once(server.identity_server, around, server.ca_file)
        answers = answered(asked)
        findings.extend(identity_server(asked))
        if (skew := clock_skew(asked)) is not None:
            findings.append(skew)
    if server.hosts.cluster not in {server.identity_server, *unasked}:
        asked = await ask_once(server.hosts.cluster, around, server.ca_file)
        findings.append(other_host(asked, server.hosts.cluster))
    return tuple(findings), answers


def _about(host: str, findings: tuple[Finding, ...]) -> list[Finding]:
    return [Finding(each.level, f"{host}: {each.what}", each.detail, each.advice) for each in findings]


def _base(url: str) -> str:
    return f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"


async def _found(question: Inquiry, server: Server, servers: Servers) -> FoundToken | Finding | None:
    """The token for a server, or why it can't be used."""
    found = question.given
    if found is None:
        return await token.stored(server, servers)
    if question.named is None and not isinstance(found, Finding):
        advice = "Name its server: tts-tui SERVER, or TTS_TUI_SERVER."
        why = "It may belong to another server, so nothing was sent."
        return Finding("broken", f"A token {found.source}, but no server.", why, advice)
    return found


async def _token(
    server: Server, found: FoundToken | Finding | None, around: CheckContext, servers: Servers, *, answers: bool
) -> tuple[Finding, ...]:
    if found is None:
        return (Finding("note", "There is no token for this server yet.", advice="Sign in: tts-tui login"),)
    if isinstance(found, Finding):
        return (found,)
    about = token.origin(found, around.clock())
    if not answers:
        return (
            *about,
            Finding("note", "Its owner is unknown.", advice="Fix the connection first."),
        )
    ended = isinstance(found.credential, Tokens) and found.credential.expires_at <= around.clock()
    if ended or not sendable(found.token):
        return about  # an ended one would be refused, and to renew it would change what others share
    asked = await ask_once(server.identity_server, around, server.ca_file, token.authorized(found.token))
    other = token.same_account(asked, server, servers) if found.store is not None else ()
    return (*about, *token.who(asked, around.clock()), *other)
