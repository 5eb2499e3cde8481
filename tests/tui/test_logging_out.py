"""Logging out of a server, and a sign-in that is stopped or left: what stays open, and what stays stored."""

from __future__ import annotations

import pytest

from tests.held import HeldRequest
from tests.session.credentials.backends import Slow, Works
from tests.tui.conftest import URL
from tests.tui.screens.sign_in.opening import area, environment, opened, paste, sent
from tests.tui.two_servers import ADMIN, PROD, named, who
from tts_tui.api import oauth
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import accounts
from tts_tui.session.credentials.text_form import written

# Logging out


async def login(sandbox: Sandbox, server, user_id: str) -> oauth.Tokens:
    tokens = await oauth.exchange(f"{URL}/oauth", SecretStr(sandbox.add_code(user_id)), transport=server)
    return tokens.model_copy(update={"user_id": user_id})


async def test_logging_out_of_one_leaves_the_login_of_the_other(sandbox, server, narrow, two_servers, use):
    keyring = use(Works())
    here, there = await login(sandbox, server, "demo-user"), await login(sandbox, server, "colleague")
    keyring.stored["tts-tui", PROD] = written(here).get_secret_value()
    keyring.stored["tts-tui", ADMIN] = written(there).get_secret_value()
    async with opened(server, server=named("prod")) as person:
        await person.press("o")
        assert person.screen.count("•") == 1
        await person.press("j", "x")
        assert "All that is open is closed" not in person.words
        await person.press("y")
        assert list(sandbox.store.access_tokens) == [here.token_id]
        assert list(keyring.stored) == [("tts-tui", PROD)]
        await person.press("escape")
        assert who(person) == "demo-user"
        await person.press("r")
        assert "✗" not in person.screen


async def test_the_stored_login_ends_where_the_server_is_open_with_another_token(
    sandbox, server, narrow, two_servers, use
):
    keyring = use(Works())
    stored = await login(sandbox, server, "colleague")
    keyring.stored["tts-tui", PROD] = written(stored).get_secret_value()
    async with opened(server, environment(narrow.key), server=named("prod")) as person:
        await person.press("o")
        await person.press("x", "y")
        assert not sandbox.store.access_tokens
        assert not keyring.stored
        assert person.app.screen.query_one("#servers")
        assert "•" not in person.screen


async def test_who_leaves_the_list_while_logging_out_has_nothing_open_afterwards(
    sandbox, server, narrow, two_servers, use
):
    keyring = use(Works())
    tokens = await login(sandbox, server, "demo-user")
    keyring.stored["tts-tui", PROD] = written(tokens).get_secret_value()
    async with opened(server, server=named("prod")) as person:
        session = person.app.screen.session
        await person.press("o")
        held = HeldRequest(sandbox, "DELETE")
        await person.touch("x", "y", "escape")
        await person.until_on("Applications")
        held.release()
        await person.settle()
        assert area(person) == "Servers"
        assert person.notes == ["The login is revoked on the server and removed here."]
        assert not keyring.stored
        assert session.client._http.is_closed
        await person.press("escape")
        assert not person.app.is_running


async def test_where_logging_out_fails_what_is_open_stays(sandbox, server, narrow, two_servers, use):
    keyring = use(Works())
    tokens = await login(sandbox, server, "demo-user")
    keyring.stored["tts-tui", PROD] = written(tokens).get_secret_value()
    async with opened(server, server=named("prod")) as person:
        await person.press("o")
        sandbox.faults.add(Fault("DELETE", status=500))
        await person.press("x", "y", "escape", "escape")
        assert area(person) == "Applications"
        assert keyring.stored
        await person.press("r")
        assert "✗" not in person.screen


# A sign-in that is stopped


@pytest.mark.parametrize("before", [None, "NNSXS.OLD.KEY"], ids=["nothing stored", "another stored"])
async def test_a_stopped_sign_in_leaves_what_was_stored_before(sandbox, server, narrow, two_servers, use, before):
    keyring = Slow()
    if before is not None:
        keyring.stored["tts-tui", PROD] = before
    use(keyring)
    stored, file = dict(keyring.stored), ServerFile().path.read_text()
    async with opened(server, server=named("prod")) as person:
        await paste(person, narrow.key)
        await person.touch("f2")
        await person.until(keyring.begun.is_set)
        await person.touch("escape")
        assert "Stopping … waiting for the token store, to put back the previous token" in person.words
        await person.touch("escape", "f2", "f5")  # nothing begins anew while that is put back
        assert area(person) == "Sign in"
        keyring.go_on.set()
        await person.settle()
        assert area(person) == "Sign in"
        assert "Stopped. Nothing new is stored." in person.screen
        assert keyring.stored == stored
        assert ServerFile().path.read_text() == file
        assert accounts.remembered("prod") is None
        assert not person.notes
        await person.press("f2")
        assert who(person) == "demo-user"
        assert keyring.stored == {("tts-tui", PROD): narrow.key}


async def test_who_quits_while_a_token_is_stored_leaves_none(server, narrow, two_servers, use):
    keyring = use(Slow())
    async with opened(server, server=named("prod")) as person:
        await paste(person, narrow.key)
        await person.touch("f2")
        await person.until(keyring.begun.is_set)
        person._send("ctrl+q")
        await person.until(lambda: not person.app.is_running or person.app._exit)
        keyring.go_on.set()
    assert not keyring.stored
    assert accounts.remembered("prod") is None


async def test_before_storing_has_begun_esc_stops_at_once(sandbox, server, narrow, two_servers, use):
    keyring = use(Works())
    async with opened(server, server=named("prod")) as person:
        await paste(person, narrow.key)
        held = HeldRequest(sandbox, "GET")
        await person.touch("f2")
        await person.until(lambda: sent(sandbox))
        await person.touch("escape")
        assert "Stopped." in person.screen
        held.release()
        await person.settle()
        assert area(person) == "Sign in"
        assert not keyring.stored


async def test_who_leaves_the_sign_in_to_another_server_is_back_at_the_servers(server, narrow, two_servers, use):
    keyring = use(Works())
    keyring.stored["tts-tui", PROD] = narrow.key
    async with opened(server, server=named("prod")) as person:
        await person.press("o")
        assert area(person) == "Servers"
        person.app.screen.table.go_to("prod-admin")
        await person.press("enter")
        assert area(person) == "Sign in"
        await person.press("escape")
        assert area(person) == "Servers"
        await person.press("escape")
        assert area(person) == "Applications"
