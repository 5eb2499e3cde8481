"""Nobody ends up as somebody else: several servers at one address, and whose their tokens are; driven by keys."""

from __future__ import annotations

from tests.session.credentials.backends import Works
from tests.tui.conftest import URL, Person
from tests.tui.screens.sign_in.opening import area, environment, opened, paste
from tests.tui.two_servers import ADMIN, PROD, named, was_signed_in, who
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import accounts
from tts_tui.session.credentials.file import TokenFile
from tts_tui.tui.screens.sign_in.which_server import WhichServerScreen
from tts_tui.tui.widgets.confirm import Confirm


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


# Two servers of one address


async def test_each_server_opens_with_the_token_of_its_own(server, narrow, two_servers, use):
    keyring = use(Works())
    await signed_in(server, "prod", narrow.key, "home", "space")
    await signed_in(server, "prod-admin", narrow.colleague_key, "home", "right", "space")
    assert keyring.stored == {("tts-tui", PROD): narrow.key}
    assert await TokenFile().find(ADMIN) == SecretStr(narrow.colleague_key)
    for name, account in (("prod", "demo-user"), ("prod-admin", "colleague")):
        async with opened(server, server=named(name)) as person:
            assert area(person) == "Applications"
            assert who(person) == account
            assert not person.notes


# Another account


async def test_who_signs_in_as_somebody_else_is_asked_before_anything_is_stored(server, narrow, two_servers, use):
    keyring = use(Works())
    was_signed_in(keyring, "prod", narrow.key, "demo-user")
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


async def test_who_means_it_goes_on_as_somebody_else_and_is_asked_no_more(server, narrow, two_servers, use):
    keyring = use(Works())
    was_signed_in(keyring, "prod", narrow.key, "demo-user")
    keyring.stored.clear()
    async with opened(server, server=named("prod")) as person:
        await paste(person, narrow.colleague_key)
        await person.press("f2")
        await person.press("y")
        assert who(person) == "colleague"
        assert keyring.stored == {("tts-tui", PROD): narrow.colleague_key}
    async with opened(server, server=named("prod")) as person:
        assert who(person) == "colleague"


async def test_a_login_that_is_turned_down_ends_on_the_server(sandbox, server, narrow, two_servers, use):
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


async def test_a_stored_token_of_somebody_else_opens_nothing_unasked(server, narrow, two_servers, use):
    keyring = use(Works())
    was_signed_in(keyring, "prod", narrow.key, "demo-user")
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


async def test_a_given_token_is_compared_with_nobody_and_remembers_nobody(server, narrow, two_servers, use):
    use(Works())
    accounts.remember("prod", ("user", "demo-user"))
    async with opened(server, environment(narrow.colleague_key), server=named("prod")) as person:
        assert who(person) == "colleague"
        assert not person.notes
    assert accounts.remembered("prod") == ("user", "demo-user")


async def test_a_session_that_goes_on_overwrites_nobody_elses_token_unasked(sandbox, server, narrow, two_servers, use):
    """The session was opened with a token that was given; what is stored for the server is another account's."""
    keyring = use(Works())
    was_signed_in(keyring, "prod", narrow.key, "demo-user")
    given = sandbox.add_key("user", "colleague", key_id="ENDS")
    async with opened(server, environment(given), server=named("prod")) as person:
        user = sandbox.store.existing("user", "colleague")
        sandbox.store.remove_key(user, user.keys["ENDS"])
        await person.touch("r")
        await person.until_on("Sign in")
        await paste_and_enter(person, narrow.colleague_key)
        await person.until(lambda: isinstance(person.app.screen, Confirm))
        assert "prod was used by demo-user until now" in person.words
        assert keyring.stored == {("tts-tui", PROD): narrow.key}
        await person.touch("n")
        await person.until_on("Sign in")
        await person.touch("escape")  # the token that was pasted would be lost, which is asked about
        await person.until(lambda: isinstance(person.app.screen, Confirm))
        await person.touch("y")
        await person.settle()
    assert keyring.stored == {("tts-tui", PROD): narrow.key}


async def test_a_third_account_is_asked_about_the_stored_one_too(sandbox, server, narrow, two_servers, use):
    keyring = use(Works())
    sandbox.add_user("carol")
    was_signed_in(keyring, "prod", narrow.key, "demo-user")
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


async def test_a_new_name_takes_the_token_and_the_account_along(server, narrow, two_servers, use):
    keyring = use(Works())
    was_signed_in(keyring, "prod", narrow.key, "demo-user")
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


async def test_of_several_names_the_person_says_which_it_belongs_to(server, narrow, two_servers, use, size, golden):
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


async def test_it_may_belong_to_another_than_the_one_that_is_opened(server, narrow, two_servers, use):
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


async def test_that_can_be_said_later_and_the_token_stays(server, narrow, two_servers, use):
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


# Words that have become commands


async def test_a_server_whose_name_has_become_a_command_opens_and_is_told_to_be_renamed(server, narrow, use):
    use(Works())
    file = ServerFile().path
    file.parent.mkdir(parents=True)
    file.write_text(f'[servers.keys]\nidentity_server = "{URL}"\n')
    async with opened(server, server=None) as person:
        assert "keys is reserved for a command of tts-tui. Rename it: e" in person.words
        await person.press("e")
        person.app.screen.field("name").control.value = "apps"
        await person.press("ctrl+s")
        assert "apps is reserved for a command of tts-tui. Choose another name." in person.words
        person.app.screen.field("name").control.value = "keys"
        await person.press("ctrl+s")
        await person.press("enter")
        assert area(person) == "Sign in"
        assert person.screen.startswith(" tts-tui keys ")
