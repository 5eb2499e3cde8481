"""A session whose login ends while it lasts: what the server is asked, and what becomes of the calls that wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.held import HeldRequest
from tests.session.logins import SERVER, UNHEARD, URL, asked, ended, entered, expire, log_in, manager_for, stored_login
from tts_tui.api import errors
from tts_tui.api.calls import Call
from tts_tui.api.models import Account, Application
from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.session.credentials import FoundToken
from tts_tui.session.credentials.file import TokenFile

if TYPE_CHECKING:
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.sign_in import OpenedSession

READ = Call("GET", "/auth_info")
TOKEN = "POST /oauth/token"


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    made.add_user("alice")
    made.add_user("bob")
    made.add_application("mine", owner="alice")
    return made


@pytest.fixture
def manager(sandbox: Sandbox) -> SessionManager:
    return manager_for(sandbox)


async def create(entry: OpenedSession, application_id: str) -> None:
    owner = Account(kind="user", id="alice")
    await entry.session.client.applications.create(Application(id=application_id), owner=owner)


def revoke(sandbox: Sandbox) -> None:
    sandbox.store.access_tokens.clear()


async def test_a_login_that_ended_is_renewed_once_before_the_server_is_asked_anything(sandbox, manager) -> None:
    before = await stored_login(sandbox, over=True)
    entry = await entered(manager)
    assert asked(sandbox)[0] == TOKEN
    assert sorted(asked(sandbox)[1:]) == ["GET /api/v3/applications", "GET /api/v3/auth_info"]
    stored = await TokenFile().find(URL)
    assert stored == entry.session.bearer.credential
    assert stored != before
    await entry.close()


async def test_however_many_calls_wait_there_is_one_renewal(sandbox, manager) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    await expire(entry, sandbox)
    await asyncio.gather(*(entry.session.client.send(READ) for _ in range(20)))
    assert len(asked(sandbox, "/oauth/token")) == 1
    await entry.close()


async def test_however_many_calls_were_refused_there_is_one_renewal(sandbox, manager) -> None:
    """The server ended the access token early, so that only its 401 tells."""
    await stored_login(sandbox)
    entry = await entered(manager)
    sandbox.faults.add(Fault(path="/auth_info", status=401, times=20))
    await asyncio.gather(*(entry.session.client.send(READ) for _ in range(20)))
    assert len(asked(sandbox, "/oauth/token")) == 1
    assert len(asked(sandbox, "/auth_info")) == 1 + 20 + 20
    await entry.close()


async def test_a_write_goes_once_with_the_renewed_token(sandbox, manager) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    await expire(entry, sandbox)
    await create(entry, "new-app")
    assert asked(sandbox) == [TOKEN, "POST /api/v3/users/alice/applications"]
    await entry.close()


async def test_a_write_is_not_sent_while_the_server_can_not_renew(sandbox, manager) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    await expire(entry, sandbox)
    sandbox.faults.add(Fault(path="/oauth/token", status=503, times=2))
    with pytest.raises(errors.NotRenewed, match="HTTP 503"):
        await create(entry, "new-app")
    assert asked(sandbox) == [TOKEN, TOKEN]
    await create(entry, "new-app")
    await entry.close()


async def test_the_answer_of_a_renewal_that_is_lost_before_it_was_done_costs_nothing(sandbox, manager) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    await expire(entry, sandbox)
    sandbox.faults.add(Fault(path="/oauth/token", cut="before"))
    await create(entry, "new-app")
    assert len(asked(sandbox, "/oauth/token")) == 2
    assert sandbox.store.get("application", "new-app") is not None
    await entry.close()


async def test_the_answer_of_a_renewal_that_is_lost_after_it_was_done_costs_a_sign_in_and_no_write(
    sandbox, manager
) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    await expire(entry, sandbox)
    sandbox.faults.add(Fault(path="/oauth/token", cut="after"))
    questions: list[errors.TTSError] = []

    async def ask(why: errors.TTSError) -> bool:
        questions.append(why)
        again = await manager.enter(SERVER, FoundToken(await log_in(sandbox), "given"), UNHEARD)
        assert again.session.account == entry.session.account
        entry.session.go_on_with(again.session)
        await again.close()
        return True

    entry.session.bearer.ask = ask
    await create(entry, "new-app")
    assert len(questions) == 1
    assert isinstance(questions[0], errors.Unauthenticated)
    created = [each for each in sandbox.requests if each.path.endswith("/users/alice/applications")]
    assert len(created) == 2  # refused, which does nothing, and done
    assert sandbox.store.get("application", "new-app") is not None
    await entry.close()


async def test_a_login_that_was_ended_asks_the_person_once_for_all_calls(sandbox, manager) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    revoke(sandbox)
    questions: list[errors.TTSError] = []
    answered = asyncio.Event()

    async def ask(why: errors.TTSError) -> bool:
        questions.append(why)
        await answered.wait()
        again = await manager.enter(SERVER, FoundToken(SecretStr(sandbox.add_key("user", "alice")), "given"), UNHEARD)
        entry.session.go_on_with(again.session)
        await again.close()
        return True

    entry.session.bearer.ask = ask
    calls = [asyncio.ensure_future(entry.session.client.send(READ)) for _ in range(20)]
    async with asyncio.timeout(30):
        while not questions:
            await asyncio.sleep(0)
    answered.set()
    await asyncio.gather(*calls)
    assert len(questions) == 1
    assert entry.session.source == "given"
    await entry.close()


async def test_who_declines_to_sign_in_gets_the_refusal_for_every_call(sandbox, manager) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    revoke(sandbox)

    async def ask(why: errors.TTSError) -> bool:
        return False

    entry.session.bearer.ask = ask
    outcomes = await asyncio.gather(*(entry.session.client.send(READ) for _ in range(5)), return_exceptions=True)
    assert {type(each) for each in outcomes} == {errors.Unauthenticated}
    await entry.close()


async def test_a_login_that_another_user_has_stored_since_is_left_alone(sandbox, manager) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    theirs = await stored_login(sandbox, user_id="bob")
    await expire(entry, sandbox)
    assert (await entry.session.client.auth.info()).entity_id == "alice"
    assert await TokenFile().find(URL) == theirs
    await entry.close()


async def test_a_new_name_in_mid_renewal_takes_the_new_pair_along(sandbox, manager) -> None:
    await manager.add(replace(SERVER, name="prod"))
    before = await stored_login(sandbox, entry=f"prod {URL}")
    entry = await entered(manager, replace(SERVER, name="prod"))
    entry.session.bearer.credential = ended(before, sandbox)
    await TokenFile().store(f"prod {URL}", entry.session.bearer.credential)
    held = HeldRequest(sandbox, path="/oauth/token")
    call = asyncio.ensure_future(entry.session.client.send(READ))
    async with asyncio.timeout(30):
        await held.reached.wait()
    renaming = asyncio.ensure_future(manager.replace("prod", replace(SERVER, name="new")))
    async with asyncio.timeout(30):
        while (await manager.servers()).named("new") is None:
            await asyncio.sleep(0.001)
    held.release()
    await asyncio.gather(call, renaming)
    stored = await TokenFile().find(f"new {URL}")
    assert isinstance(stored, Tokens)
    assert stored.refresh_token != before.refresh_token
    assert list(sandbox.store.access_tokens) == [stored.token_id]
    assert await TokenFile().find(f"prod {URL}") is None
    await entry.close()


async def test_giving_up_in_mid_renewal_loses_nothing(sandbox, manager) -> None:
    await stored_login(sandbox)
    entry = await entered(manager)
    before = await expire(entry, sandbox)
    call = asyncio.ensure_future(entry.session.client.send(READ))
    async with asyncio.timeout(30):
        while not sandbox.requests:
            await asyncio.sleep(0)
    call.cancel()
    await asyncio.wait([call])
    assert call.cancelled()
    await entry.session.close()
    stored = await TokenFile().find(URL)
    assert isinstance(stored, Tokens)
    assert stored.refresh_token != before.refresh_token
    assert list(sandbox.store.access_tokens) == [stored.token_id]
    assert asked(sandbox) == [TOKEN]
