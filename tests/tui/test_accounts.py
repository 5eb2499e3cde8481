"""Nobody ends up as somebody else: several servers at one address, and whose their tokens are; driven by keys."""

from __future__ import annotations

import pytest

from tests.session.credentials.backends import Slow, Works
from tests.tui.conftest import URL, Person
from tests.tui.screens.api_keys.keys import SessionManager as Held
from tests.tui.screens.sign_in.opening import area, environment, opened, paste, sent
from tts_tui.api import oauth
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.servers.model import Server, make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import accounts
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.credentials.text_form import written
from tts_tui.tui.screens.sign_in.which_server import WhichServerScreen
from tts_tui.tui.widgets.confirm import Confirm

PROD, ADMIN = f"prod {URL}", f"prod-admin {URL}"


@pytest.fixture
def two() -> ServerFile:
    """Two servers of one address: clusters of one Cloud, or two accounts."""
    file = ServerFile()
    file.add(make(name="prod", identity_server=URL))
    file.add(make(name="prod-admin", identity_server=URL))
    return file


def named(name: str) -> Server:
    server = ServerFile().read().named(name)
    assert server is not None
    return server


def who(person: Person) -> str:
    return person.screen.splitlines()[0].rpartition("─ ")[2]


async def signed_in(server, name: str, key: str, *at_place: str) -> None:
    """Sign in with a key, for the first time, and leave."""
    async with opened(server, server=named(name)) as person:
        assert area(person) == "Sign in"
        await paste(person, key)
        if at_place:
            person.app.screen.query_one("#token-store").focus()
            await person.press(*at_place)
        await person.press("f2")
        assert area(person) == "Applications"


def text(person: Person) -> str:
    """The screen without borders and line breaks."""
    return " ".join(person.screen.replace("│", " ").replace("▌", " ").split())


# Two servers of one address


@pytest.mark.parametrize("at_place", [("home", "space"), ("home", "right", "space")], ids=["keyring", "file"])
async def test_each_server_opens_with_the_token_of_its_own(server, narrow, two, use, at_place):
    use(Works())
    await signed_in(server, "prod", narrow.key, *at_place)
    await signed_in(server, "prod-admin", narrow.colleague_key, *at_place)
    for name, account in (("prod", "demo-user"), ("prod-admin", "colleague")):
        async with opened(server, server=named(name)) as person:
            assert area(person) == "Applications"
            assert who(person) == account
            assert not person.notes


async def test_where_a_token_is_stored_says_whose_server_it_is(server, narrow, two, use):
    keyring = use(Works())
    await signed_in(server, "prod", narrow.key)
    await signed_in(server, "prod-admin", narrow.colleague_key, "home", "right", "space")
    assert keyring.stored == {("tts-tui", PROD): narrow.key}
    assert await TokenFile().find(ADMIN) == SecretStr(narrow.colleague_key)


# Another account


async def test_who_signs_in_as_somebody_else_is_asked_before_anything_is_stored(server, narrow, two, use):
    keyring = use(Works())
    await signed_in(server, "prod", narrow.key)
    before = dict(keyring.stored)
    keyring.stored.clear()  # such as after it was removed by hand
    async with opened(server, server=named("prod")) as person:
        await paste(person, narrow.colleague_key)
        await person.press("f2")
        assert isinstance(person.app.screen, Confirm)
        assert "You signed in as colleague, not as demo-user." in person.words
        assert "prod was used by demo-user until now." in person.words
        assert not keyring.stored
        await person.press("enter", "n")
        assert area(person) == "Sign in"
        assert not keyring.stored
        assert accounts.remembered("prod") == ("user", "demo-user")
        person.app.screen.query_one("#token").value = ""
        await paste(person, narrow.key)
        await person.press("f2")
        assert who(person) == "demo-user"
        assert keyring.stored == before


async def test_who_means_it_goes_on_as_somebody_else_and_is_asked_no_more(server, narrow, two, use):
    keyring = use(Works())
    await signed_in(server, "prod", narrow.key)
    keyring.stored.clear()
    async with opened(server, server=named("prod")) as person:
        await paste(person, narrow.colleague_key)
        await person.press("f2")
        await person.press("y")
        assert who(person) == "colleague"
        assert keyring.stored == {("tts-tui", PROD): narrow.colleague_key}
    async with opened(server, server=named("prod")) as person:
        assert who(person) == "colleague"


async def test_a_login_that_is_turned_down_ends_on_the_server(sandbox, server, narrow, two, use):
    use(Works())
    accounts.remember("prod", ("user", "demo-user"))
    async with opened(server, server=named("prod")) as person:
        await person.press("ctrl+l")
        await paste(person, sandbox.add_code("colleague"))
        await person.press("enter")
        assert isinstance(person.app.screen, Confirm)
        assert sandbox.store.access_tokens
        await person.press("n")
        await person.until(lambda: not sandbox.store.access_tokens)


async def test_a_stored_token_of_somebody_else_opens_nothing_unasked(server, narrow, two, use):
    keyring = use(Works())
    await signed_in(server, "prod", narrow.key)
    keyring.stored["tts-tui", PROD] = narrow.colleague_key
    async with opened(server, server=named("prod")) as person:
        assert isinstance(person.app.screen, Confirm)
        assert "The token stored for prod is colleague's, not demo-user's." in person.words
        await person.press("n")
        assert area(person) == "Sign in"
        assert "Not opened: the stored token is colleague's." in person.screen
        assert keyring.stored == {("tts-tui", PROD): narrow.colleague_key}
    async with opened(server, server=named("prod")) as person:
        await person.press("y")
        assert who(person) == "colleague"
    async with opened(server, server=named("prod")) as person:
        assert who(person) == "colleague"


async def test_a_token_that_is_given_is_compared_with_nobody_and_remembers_nobody(server, narrow, two, use):
    use(Works())
    accounts.remember("prod", ("user", "demo-user"))
    async with opened(server, environment(narrow.colleague_key), server=named("prod")) as person:
        assert who(person) == "colleague"
        assert not person.notes
    assert accounts.remembered("prod") == ("user", "demo-user")


async def test_a_session_that_goes_on_stores_its_token_over_nobody_elses_unasked(sandbox, server, narrow, two, use):
    """The session was opened with a token that was given; what is stored for the server is another account's."""
    keyring = use(Works())
    await signed_in(server, "prod", narrow.key)
    given = sandbox.add_key("user", "colleague", key_id="ENDS")
    async with opened(server, environment(given), server=named("prod")) as person:
        user = sandbox.store.existing("user", "colleague")
        sandbox.store.remove_key(user, user.keys["ENDS"])
        await person.touch("r")
        await person.until_on("Sign in")
        await paste_and_enter(person, narrow.colleague_key)
        await person.until(lambda: isinstance(person.app.screen, Confirm))
        assert "prod was used by demo-user until now" in text(person)
        assert keyring.stored == {("tts-tui", PROD): narrow.key}
        await person.touch("n")
        await person.until_on("Sign in")
        await person.touch("escape")  # the token that was pasted would be lost, which is asked about
        await person.until(lambda: isinstance(person.app.screen, Confirm))
        await person.touch("y")
        await person.settle()
    assert keyring.stored == {("tts-tui", PROD): narrow.key}


async def test_who_goes_on_as_a_third_account_is_asked_about_the_stored_one_too(sandbox, server, narrow, two, use):
    keyring = use(Works())
    sandbox.add_user("carol")
    await signed_in(server, "prod", narrow.key)
    given = sandbox.add_key("user", "colleague", key_id="ENDS")
    async with opened(server, environment(given), server=named("prod")) as person:
        user = sandbox.store.existing("user", "colleague")
        sandbox.store.remove_key(user, user.keys["ENDS"])
        await person.touch("r")
        await person.until_on("Sign in")
        carol = sandbox.add_key("user", "carol")
        await paste_and_enter(person, carol)
        await person.until(lambda: isinstance(person.app.screen, Confirm))
        assert "You signed in as carol, not as colleague." in person.screen
        await person.touch("y")
        await person.until(lambda: "not as demo-user." in person.screen)
        assert keyring.stored == {("tts-tui", PROD): narrow.key}
        await person.press("y")
        assert who(person) == "carol"
        assert keyring.stored == {("tts-tui", PROD): carol}


async def paste_and_enter(person: Person, token: str) -> None:
    from textual.events import Paste

    person.app.screen.post_message(Paste(token))
    await person.touch("enter")


# A new name


async def test_a_new_name_takes_the_token_and_the_account_along(server, narrow, two, use):
    keyring = use(Works())
    await signed_in(server, "prod", narrow.key)
    async with opened(server, server=named("prod")) as person:
        session = person.app.screen.session
        await person.press("o")
        await person.press("e")
        person.app.screen.field("name").control.value = "home"
        await person.press("ctrl+s")
        assert keyring.stored == {("tts-tui", f"home {URL}"): narrow.key}
        assert session.server.name == "home"
        assert session.bearer._entry == f"home {URL}"  # where a login that is renewed is stored
    assert accounts.remembered("prod") is None
    assert accounts.remembered("home") == ("user", "demo-user")
    async with opened(server, server=named("home")) as person:
        assert who(person) == "demo-user"


# As version 0.1 stored it


async def test_the_token_of_an_address_with_one_name_moves_to_that(server, narrow, use):
    keyring = use(Works())
    ServerFile().add(make(name="prod", identity_server=URL))
    keyring.stored["tts-tui", URL] = narrow.key
    async with opened(server, server=named("prod")) as person:
        assert who(person) == "demo-user"
        assert not person.notes
        assert keyring.stored == {("tts-tui", PROD): narrow.key}
    assert accounts.remembered("prod") == ("user", "demo-user")


async def test_of_several_names_the_person_says_which_it_belongs_to(server, narrow, two, use, size, golden):
    keyring = use(Works())
    keyring.stored["tts-tui", URL] = narrow.key
    async with opened(server, server=named("prod"), size=size) as person:
        assert isinstance(person.app.screen, WhichServerScreen)
        assert person.screen == golden
        await person.press("enter")
        assert isinstance(person.app.screen, WhichServerScreen)  # nothing is highlighted: a habit says nothing
        await person.press("j", "enter")
        assert who(person) == "demo-user"
        assert keyring.stored == {("tts-tui", PROD): narrow.key}
        assert named("prod").token == "keyring"
    async with opened(server, server=named("prod-admin")) as person:
        assert area(person) == "Sign in"


async def test_it_may_belong_to_another_than_the_one_that_is_opened(server, narrow, two, use):
    keyring = use(Works())
    keyring.stored["tts-tui", URL] = narrow.key
    async with opened(server, server=named("prod")) as person:
        await person.press("down", "down", "enter")
        assert area(person) == "Sign in"
        assert "demo-user's token belongs to prod-admin now." in person.screen
        assert keyring.stored == {("tts-tui", ADMIN): narrow.key}
    assert accounts.remembered("prod-admin") == ("user", "demo-user")
    assert accounts.remembered("prod") is None
    async with opened(server, server=named("prod-admin")) as person:
        assert who(person) == "demo-user"


async def test_that_can_be_said_later_and_the_token_stays(server, narrow, two, use):
    keyring = use(Works())
    keyring.stored["tts-tui", URL] = narrow.key
    async with opened(server, server=named("prod")) as person:
        await person.press("escape")
        assert area(person) == "Sign in"
        assert "Not opened: a token of demo-user is stored for" in person.screen
        await paste(person, narrow.colleague_key)
        await person.press("f2")
        assert who(person) == "colleague"
        assert keyring.stored == {("tts-tui", URL): narrow.key, ("tts-tui", PROD): narrow.colleague_key}
    async with opened(server, server=named("prod-admin")) as person:
        assert person.app.screen.query_one("#names").option_count == 1  # prod has one of its own
        await person.press("j", "enter")
        assert who(person) == "demo-user"
        assert keyring.stored == {("tts-tui", ADMIN): narrow.key, ("tts-tui", PROD): narrow.colleague_key}


# Logging out


async def login(sandbox: Sandbox, server, user_id: str) -> oauth.Tokens:
    tokens = await oauth.exchange(f"{URL}/oauth", SecretStr(sandbox.add_code(user_id)), transport=server)
    return tokens.model_copy(update={"user_id": user_id})


async def test_logging_out_of_one_leaves_the_login_of_the_other(sandbox, server, narrow, two, use):
    keyring = use(Works())
    here, there = await login(sandbox, server, "demo-user"), await login(sandbox, server, "colleague")
    keyring.stored["tts-tui", PROD] = written(here).get_secret_value()
    keyring.stored["tts-tui", ADMIN] = written(there).get_secret_value()
    async with opened(server, server=named("prod")) as person:
        await person.press("o")
        assert person.screen.count("•") == 1
        await person.press("j", "x")
        assert "All that is open is closed" not in text(person)
        await person.press("y")
        assert list(sandbox.store.access_tokens) == [here.token_id]
        assert list(keyring.stored) == [("tts-tui", PROD)]
        await person.press("escape")
        assert who(person) == "demo-user"
        await person.press("r")
        assert "✗" not in person.screen


async def test_the_stored_login_ends_too_where_the_server_is_open_with_another_token(sandbox, server, narrow, two, use):
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


@pytest.mark.parametrize("leaves", ["escape", "q"])
async def test_who_leaves_the_list_while_logging_out_has_nothing_open_afterwards(
    sandbox, server, narrow, two, use, leaves
):
    keyring = use(Works())
    tokens = await login(sandbox, server, "demo-user")
    keyring.stored["tts-tui", PROD] = written(tokens).get_secret_value()
    async with opened(server, server=named("prod")) as person:
        session = person.app.screen.session
        await person.press("o")
        held = Held(sandbox, "DELETE")
        await person.touch("x", "y", leaves)
        await person.until_on("Applications")
        held.open()
        await person.settle()
        assert area(person) == "Servers"
        assert person.notes == ["The login is revoked on the server and removed here."]
        assert not keyring.stored
        assert session.client._http.is_closed
        await person.press("escape")
        assert not person.app.is_running


async def test_where_logging_out_fails_what_is_open_stays(sandbox, server, narrow, two, use):
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
async def test_a_sign_in_that_is_stopped_leaves_what_was_stored_before(sandbox, server, narrow, two, use, before):
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
        assert "Stopping … waiting for the token store, to put back the previous token" in text(person)
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


async def test_who_quits_while_a_token_is_stored_leaves_none(server, narrow, two, use):
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


async def test_before_storing_has_begun_esc_stops_at_once(sandbox, server, narrow, two, use):
    keyring = use(Works())
    async with opened(server, server=named("prod")) as person:
        await paste(person, narrow.key)
        held = Held(sandbox, "GET")
        await person.touch("f2")
        await person.until(lambda: sent(sandbox))
        await person.touch("escape")
        assert "Stopped." in person.screen
        held.open()
        await person.settle()
        assert area(person) == "Sign in"
        assert not keyring.stored


# Words that have become commands


async def test_a_server_whose_name_has_become_a_command_opens_and_is_told_to_be_renamed(server, narrow, use):
    use(Works())
    file = ServerFile().path
    file.parent.mkdir(parents=True)
    file.write_text(f'[servers.keys]\nidentity_server = "{URL}"\n')
    async with opened(server, server=None) as person:
        assert "keys is reserved for a command of tts-tui. Rename it: e" in text(person)
        await person.press("e")
        person.app.screen.field("name").control.value = "apps"
        await person.press("ctrl+s")
        assert "apps is reserved for a command of tts-tui. Choose another name." in text(person)
        person.app.screen.field("name").control.value = "keys"
        await person.press("ctrl+s")
        await person.press("enter")
        assert area(person) == "Sign in"
        assert person.screen.startswith(" tts-tui keys ")


async def test_who_leaves_the_sign_in_to_another_server_is_back_at_the_servers(server, narrow, two, use):
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
