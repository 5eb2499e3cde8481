"""Logging out: the login ends on the server before it is forgotten here, and a key stays good."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.session.logins import SERVER, UNHEARD, URL, asked, ended, entered, expire, log_in, manager_for, stored_login
from tts_tui.api import errors
from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.session.credentials import FoundToken
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside


@pytest.fixture
def manager(sandbox: Sandbox) -> SessionManager:
    return manager_for(sandbox)


async def status(sandbox: Sandbox, token: SecretStr) -> type[errors.TTSError] | None:
    """What the server makes of a token now."""
    async with Client(URL, token, transport=httpx.ASGITransport(sandbox.asgi())) as tts:
        try:
            await tts.auth.info()
        except errors.TTSError as error:
            return type(error)
    return None


class Way(httpx.ASGITransport):
    """A way to the server that may be shut."""

    is_open = True

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self.is_open:
            raise httpx.ConnectError("refused")
        return await super().handle_async_request(request)


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "not open"])
@pytest.mark.parametrize("over", [True, False], ids=["ended", "good"])
async def test_a_login_ends_there_and_is_forgotten_here(sandbox, manager, *, is_open: bool, over: bool) -> None:
    tokens = await stored_login(sandbox)
    entry = await entered(manager) if is_open else None
    if over and entry is not None:
        await expire(entry, sandbox)
    elif over:
        await TokenFile().store(URL, ended(tokens, sandbox))
    words = await manager.log_out(SERVER, entry.session if entry else None)
    assert "revoked on the server" in words
    assert await TokenFile().find(URL) is None
    assert not sandbox.store.access_tokens
    assert await status(sandbox, tokens.access_token) is errors.Unauthenticated
    if entry is not None:
        await entry.close()


async def test_it_ends_there_before_it_is_forgotten_here(sandbox, manager, monkeypatch) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    at_forgetting: list[list[str]] = []
    forget = TokenFile.forget

    async def watched(self: TokenFile, base_url: str) -> None:
        at_forgetting.append(list(sandbox.store.access_tokens))
        await forget(self, base_url)

    monkeypatch.setattr(TokenFile, "forget", watched)
    await manager.log_out(SERVER, entry.session)
    assert at_forgetting == [[]]
    await entry.close()


async def test_what_another_terminal_has_renewed_is_what_ends(sandbox, manager) -> None:
    await stored_login(sandbox)
    here, there = await entered(manager), await entered(manager_for(sandbox))
    await expire(there, sandbox)
    await there.session.client.auth.info()
    await manager.log_out(SERVER, here.session)
    assert not sandbox.store.access_tokens
    await here.close()
    await there.close()


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "not open"])
async def test_a_login_that_has_ended_already_is_forgotten_and_nobody_asked(sandbox, manager, *, is_open: bool) -> None:
    await stored_login(sandbox)
    entry = await entered(manager) if is_open else None
    sandbox.store.access_tokens.clear()
    if entry is not None:
        entry.session.bearer.ask = pytest.fail
    words = await manager.log_out(SERVER, entry.session if entry else None)
    assert "revoked on the server" in words
    assert await TokenFile().find(URL) is None
    if entry is not None:
        assert entry.session.bearer.ask is pytest.fail  # for what else the session does
        await entry.close()


async def test_a_server_that_is_away_forgets_nothing(sandbox) -> None:
    tokens = await stored_login(sandbox)
    way = Way(sandbox.asgi())
    manager = SessionManager(outside=Outside(way, sandbox.clock))
    entry = await entered(manager)
    way.is_open = False
    with pytest.raises(errors.Unreachable):
        await manager.log_out(SERVER, entry.session)
    assert await TokenFile().find(URL) == tokens
    await entry.close()


@pytest.mark.parametrize("fault", [Fault(method="DELETE", status=500), Fault(method="DELETE", cut="before")], ids=str)
async def test_a_server_that_does_not_end_it_lets_nothing_be_forgotten(sandbox, manager, fault: Fault) -> None:
    tokens = await stored_login(sandbox)
    entry = await entered(manager)
    sandbox.faults.add(fault)
    with pytest.raises((errors.Internal, errors.OutcomeUnknown)):
        await manager.log_out(SERVER, entry.session)
    assert await TokenFile().find(URL) == tokens
    await entry.close()


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "not open"])
async def test_a_key_is_only_forgotten_and_the_server_not_asked(sandbox, manager, *, is_open: bool) -> None:
    key = SecretStr(sandbox.add_key("user", "alice"))
    await TokenFile().store(URL, key)
    entry = await entered(manager) if is_open else None
    sandbox.requests.clear()
    words = await manager.log_out(SERVER, entry.session if entry else None)
    assert "stays valid" in words
    assert await TokenFile().find(URL) is None
    assert asked(sandbox) == []
    assert await status(sandbox, key) is None
    if entry is not None:
        await entry.close()


async def test_where_nothing_is_stored_that_is_said(sandbox, manager) -> None:
    assert await manager.log_out(SERVER) == f"No token is stored for {URL}."
    assert asked(sandbox) == []


async def test_what_is_used_and_never_stored_ends_and_the_demo_touches_nothing(sandbox) -> None:
    manager = SessionManager(keeps=False, outside=Outside(httpx.ASGITransport(sandbox.asgi()), sandbox.clock))
    entry = await manager.enter(SERVER, FoundToken(await log_in(sandbox), "given"), UNHEARD)
    await manager.log_out(SERVER, entry.session)
    assert not sandbox.store.access_tokens
    await entry.close()


# A login that nobody holds


class Hangs(httpx.AsyncBaseTransport):
    """A way on which nothing comes back."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        del request
        await asyncio.Event().wait()
        raise AssertionError


async def test_what_is_given_up_ends_there_and_what_is_stored_stays(sandbox, manager) -> None:
    kept, given_up = await stored_login(sandbox), await log_in(sandbox)
    manager.give_up(SERVER, given_up)
    await manager.all_given_up()
    assert await status(sandbox, given_up.access_token) is errors.Unauthenticated
    assert await status(sandbox, kept.access_token) is None
    assert await TokenFile().find(URL) == kept


async def test_what_is_given_up_is_waited_for_no_longer_than_is_bearable(sandbox) -> None:
    manager = SessionManager(outside=Outside(Hangs(), sandbox.clock))
    manager.patience = 0.01
    manager.give_up(SERVER, await log_in(sandbox))
    async with asyncio.timeout(10):
        await manager.all_given_up()
    assert len(sandbox.store.access_tokens) == 1


async def test_what_is_given_up_where_the_server_is_away_is_left(sandbox) -> None:
    way = Way(sandbox.asgi())
    way.is_open = False
    manager = SessionManager(outside=Outside(way, sandbox.clock))
    manager.patience = 0.01
    manager.give_up(SERVER, await log_in(sandbox))
    async with asyncio.timeout(10):
        await manager.all_given_up()
    assert len(sandbox.store.access_tokens) == 1
