"""A server that is added or changed; driven by keys."""

from __future__ import annotations

import pytest
import trustme

from tests.session.credentials.backends import Locked, Works
from tests.tui.conftest import URL, Person
from tests.tui.screens.sign_in.opening import area, environment, opened
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.servers.model import Server, make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials.file import TokenFile
from tts_tui.tui.widgets.confirm import Confirm

BOX = make(name="box", identity_server=URL)


@pytest.fixture
def file() -> ServerFile:
    """A file with two servers."""
    file = ServerFile()
    file.add(BOX)
    file.add(make(name="other", identity_server="https://tts.example.net"))
    return file


def write(person: Person, **fields: str) -> None:
    """Put text into fields."""
    for name, text in fields.items():
        person.app.screen.field(name).control.value = text


def complaints(person: Person) -> dict[str, str]:
    return {each.name: each.problem for each in person.app.screen.query("Field") if each.problem}


async def new(person: Person) -> None:
    await person.press("n")
    assert area(person) == "Server"


# A new one


async def test_the_form_asks_for_what_it_needs(server, use, size, golden):
    use(Works())
    async with opened(server, server=None, size=size) as person:
        await new(person)
        assert person.screen == golden


async def test_a_server_of_ones_own_is_kept_with_all_that_is_apart(server, use, tmp_path):
    use(Works())
    ca = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(ca))
    async with opened(server, server=None) as person:
        await new(person)
        write(
            person,
            name=" prod ",
            identity_server="https://TTS.example.com/console/",
            cluster="https://cluster.example.com",
            oauth="https://login.example.com/oauth/authorize",
            ca_file=str(ca),
        )
        await person.press("ctrl+s")
        assert area(person) == "Servers"
        assert ServerFile().read().servers == (
            Server(
                name="prod",
                identity_server="https://tts.example.com",
                cluster="https://cluster.example.com",
                oauth="https://login.example.com/oauth",
                ca_file=ca,
            ),
        )
        assert "prod" in person.screen


async def test_a_hosted_server_is_known_by_its_cluster(server, use):
    use(Works())
    async with opened(server, server=None) as person:
        # The Sandbox.
        await new(person)
        await person.press("right", "space")
        assert person.beside("Cluster") == "eu1"
        assert "Tenant" not in person.screen
        assert "Address" not in person.screen
        await person.press("ctrl+s")
        assert set(complaints(person)) == {"name"}
        write(person, name="ttn", cluster_name="nam1")
        await person.press("ctrl+s")
        # Cloud.
        await new(person)
        await person.press("right", "right", "space")
        assert person.beside("Cluster") == "eu1"
        assert "Tenant" in person.screen
        assert "Address" not in person.screen
        write(person, name="acme", cluster_name="au1")
        await person.press("ctrl+s")
        assert set(complaints(person)) == {"tenant"}
        write(person, tenant="acme")
        await person.press("ctrl+s")
    assert {each.name: (each.identity_server, each.cluster) for each in ServerFile().read().servers} == {
        "ttn": ("https://eu1.cloud.thethings.network", "https://nam1.cloud.thethings.network"),
        "acme": ("https://acme.eu1.cloud.thethings.industries", "https://acme.au1.cloud.thethings.industries"),
    }


async def test_what_is_wrong_is_said_beside_each_field_and_nothing_is_lost(server, file, use):
    use(Works())
    async with opened(server, server=None) as person:
        await new(person)
        await person.press("ctrl+s")
        assert set(complaints(person)) == {"name", "identity_server"}
        assert complaints(person)["identity_server"] == "Enter an address, e.g. https://thethings.example.com"
        write(person, name="My server", identity_server="http://tts.example.com", ca_file="/no/such.pem")
        await person.press("ctrl+s")
        assert "/no/such.pem can't be read" in complaints(person)["ca_file"]
        write(person, ca_file="")
        await person.press("ctrl+s")
        assert set(complaints(person)) == {"name", "identity_server"}
        assert person.app.focused is person.app.screen.field("name").control
        write(person, name="Box", identity_server="https://tts.example.com")
        await person.press("ctrl+s")
        assert set(complaints(person)) == {"name"}
        assert "There is a server named box." in complaints(person)["name"]
        assert len(file.read().servers) == 2
        assert person.app.screen.field("identity_server").control.value == "https://tts.example.com"


async def test_http_to_another_machine_is_for_who_allows_it(server, use):
    use(Works())
    async with opened(server, server=None) as person:
        await new(person)
        write(person, name="plain", identity_server="http://10.0.0.7")
        await person.press("ctrl+s")
        assert complaints(person)["identity_server"] == (
            "http:// lets others on the network read your token. Use https://10.0.0.7, or “Allow http” if you mean it."
        )
        person.app.screen.query_one("#insecure").focus()
        await person.press("right", "space", "ctrl+s")
        assert ServerFile().read().named("plain").insecure
        assert "NOT ENCRYPTED" in person.screen


async def test_leaving_asks_only_where_something_was_typed(server, file, use):
    use(Works())
    file.set_token("box", "keyring")
    async with opened(server, server=None) as person:
        for key in ("n", "e"):
            await person.press(key)
            assert area(person) == "Server"
            await person.press("escape")
            assert area(person) == "Servers"
        await person.press("e", "x", "escape")
        assert isinstance(person.app.screen, Confirm)
        await person.press("n")
        assert person.app.screen.field("name").control.value == "boxx"
        await person.press("escape", "y")
        assert file.read().named("box")


async def test_pressing_twice_adds_once_and_enter_opens_it(server, use):
    use(Works())
    async with opened(server, server=None) as person:
        await new(person)
        write(person, name="prod", identity_server="https://tts.example.com")
        await person.press("ctrl+s", "ctrl+s")
        assert area(person) == "Servers"
        assert len(ServerFile().read().servers) == 1
        await person.press("enter")
        assert person.screen.startswith(" tts-tui prod tts.example.com\n")


# One that is there


async def test_a_new_name_is_followed_by_the_default_and_by_what_is_open(server, narrow, file, use):
    use(Works())
    file.set_default("box")
    async with opened(server, environment(narrow.key), server=BOX) as person:
        await person.press("o")
        await person.press("e")
        write(person, name="home")
        await person.press("ctrl+s")
        assert [each.name for each in file.read().servers] == ["home", "other"]
        assert file.read().default == "home"
        await person.press("escape")
        assert person.app.screen.session.server.name == "home"
        assert person.app.screen.session.source == "from TTS_TUI_TOKEN"


async def test_what_is_cleared_is_gone(server, file, use):
    use(Works())
    file.replace("box", make(name="box", identity_server=URL, cluster="https://c.example.com"))
    async with opened(server, server=None) as person:
        await person.press("e")
        write(person, cluster="")
        await person.press("ctrl+s")
        assert file.read().named("box").cluster is None


async def test_the_stored_token_moves_and_what_is_open_follows(sandbox: Sandbox, server, narrow, file, use):
    keyring = use(Works())
    keyring.stored["tts-tui", URL] = narrow.key
    file.set_token("box", "keyring")
    async with opened(server, server=file.read().named("box")) as person:
        session = person.app.screen.session
        await person.press("o")
        await person.press("e")
        assert person.beside("Name") == "box"
        assert person.beside("Address") == URL
        assert person.beside("Token stored in") == "(•) The OS keyring"
        person.app.screen.query_one("#token").focus()
        await person.press("right", "space", "ctrl+s")
        assert not keyring.stored
        assert await TokenFile().find(f"box {URL}") == SecretStr(narrow.key)
        assert file.read().named("box").token == "file"
        assert session.source == TokenFile().source
        assert isinstance(session.bearer.store, TokenFile)
    async with opened(server, server=file.read().named("box")) as person:
        assert area(person) == "Applications"


async def test_a_token_that_can_not_be_moved_stays_and_its_server_as_it_was(server, file, use):
    use(Locked())
    file.set_token("box", "keyring")
    async with opened(server, server=None) as person:
        await person.press("e")
        assert area(person) == "Server"
        person.app.screen.query_one("#token").focus()
        await person.press("end", "space", "ctrl+s")
        assert "The server is not saved." in person.screen
        assert "locked" in person.screen
        assert file.read().named("box").token == "keyring"


async def test_where_the_token_lives_is_shown_even_where_there_is_no_keyring_now(server, file):
    file.set_token("box", "keyring")
    async with opened(server, server=None) as person:
        await person.press("e")
        assert "(•) As it is now: keyring" in person.screen
        assert "This machine has no keyring." in person.screen


async def test_a_cluster_given_as_address_is_put_in_its_place_and_its_identity_server_filled_in(server) -> None:
    async with opened(server, server=None) as person:
        await person.press("n", "tab")
        await person.type("ttn")
        await person.press("tab")
        await person.type("https://nam1.cloud.thethings.network")
        await person.press("ctrl+s")
        assert "Both are filled in now" in " ".join(person.screen.split())
        assert not ServerFile().read().servers
        await person.press("ctrl+s")
        (there,) = ServerFile().read().servers
        assert (there.identity_server, there.cluster) == (
            "https://eu1.cloud.thethings.network",
            "https://nam1.cloud.thethings.network",
        )


async def test_an_address_without_its_scheme_is_offered_with_it(server, use):
    use(Works())
    async with opened(server, server=None) as person:
        for name, scheme, typed in (("box", "http", "127.0.0.1:1885"), ("city", "https", "thethings.example.com")):
            await new(person)
            write(person, name=name, identity_server=typed)
            await person.press("ctrl+s")
            assert complaints(person)["identity_server"] == f"{scheme}:// was missing and is filled in now: save again."
            assert person.beside("Address") == f"{scheme}://{typed}"
            await person.press("ctrl+s")
            assert ServerFile().read().named(name).identity_server == f"{scheme}://{typed}"
