"""The servers that have a name: choosing one, changing the list, logging out; driven by keys."""

from __future__ import annotations

import httpx
import pytest

from tests.held import HeldRequest
from tests.session.credentials.backends import Works
from tests.tui.conftest import NOW, URL, Person, driven
from tests.tui.screens.sign_in.opening import area, environment, opened, paste, sent
from tts_tui import cli
from tts_tui.api import oauth
from tts_tui.api.call_sender import Wait
from tts_tui.api.errors import Unreachable
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.sample import fill
from tts_tui.servers.last_used import last_used
from tts_tui.servers.model import Server, make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.servers.token_stores import STORE_KINDS
from tts_tui.session.credentials.text_form import written
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp

BOX = make(name="box", identity_server=URL)
OTHER_URL = "https://tts.example.net"
OTHER = make(name="other", identity_server=OTHER_URL)


@pytest.fixture
def file() -> ServerFile:
    """A file with three servers."""
    file = ServerFile()
    file.add(BOX)
    file.add(OTHER)
    file.add(make(name="plain", identity_server="http://10.0.0.7:1885", insecure=True, token="session"))
    file.set_default("box")
    return file


class Two(httpx.AsyncBaseTransport):
    """The sandbox, and another one at OTHER."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.other = Sandbox(clock=lambda: NOW)
        self.sample = fill(self.other, 4)
        self._ways = {"127.0.0.1": httpx.ASGITransport(sandbox.asgi())}
        self._ways["tts.example.net"] = httpx.ASGITransport(self.other.asgi())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._ways[request.url.host].handle_async_request(request)


def screens(person: Person) -> list[str]:
    return [getattr(screen, "area", "") for screen in person.app.screen_stack[1:]]


def current(person: Person) -> str:
    return person.app.screen.query_one("#servers").current


# The list


async def test_the_list_says_where_they_are_and_what_is_to_be_known(server, file, use, size, golden):
    use(Works())
    async with opened(server, server=None, size=size) as person:
        assert person.screen == golden


@pytest.mark.parametrize(("width", "column"), [(80, "the-meters-of-the-…"), (120, "the-meters-of-the-old-town")])
async def test_a_long_name_is_whole_in_the_list_or_below_it(server, file, use, width, column):
    use(Works())
    file.add(make(name="the-meters-of-the-old-town", identity_server=OTHER_URL))
    async with opened(server, server=None, size=(width, 24)) as person:
        assert f" {column} " in person.screen
        await person.press("G")
        assert f" the-meters-of-the-old-town · {OTHER_URL}" in person.screen


async def test_a_place_has_the_same_words_here_as_on_the_command_line(server, use, capsys):
    use(Works())
    file = ServerFile()
    for number, store_kind in enumerate((None, *STORE_KINDS), 1):
        file.add(make(name=f"box-{number}", identity_server=f"https://{number}.example.com", token=store_kind))
    assert cli.main(["servers"]) == 0
    of_each = [line.split("  ")[-1].strip() for line in capsys.readouterr().out.splitlines()[1:]]
    assert len(set(of_each)) == 5
    async with opened(server, server=None) as person:
        rows = [line for line in person.screen.splitlines() if line.startswith("    box-")]
        assert [row.split("  ")[-1].strip() for row in rows] == of_each


async def test_who_has_none_is_told_how_to_begin(server, use):
    use(Works())
    async with opened(server, server=None) as person:
        assert "No servers Add one to sign in to it. n Add your server i Import from ttn-lw-cli" in person.words
        assert person.key_bar.split() == ["n", "Add", "i", "Import", "esc", "Back", "?", "Help"]
        await person.press("e")
        assert person.notes == ["No server is selected."]
        await person.press("q")
        assert not person.app.is_running


async def test_a_first_start_is_a_welcome_and_t_opens_the_demo_in_its_place(server, sample, use):
    backend = use(Works())
    there = Server(name="demo-city", identity_server=URL, token="session")
    outside = Outside(server, lambda: NOW)
    tokens = {"demo-city": SecretStr(sample.key)}
    begun = []

    async def demo():
        begun.append(1)
        return Start(there, SessionManager(keeps=False, outside=outside, servers=[there], tokens=tokens))

    app = TTSApp(Start(None, SessionManager(outside=outside), demo=demo).ready)
    async with driven(app, (120, 40)) as person:
        assert "Welcome to tts-tui" in person.screen
        assert "n Add your server i Import from ttn-lw-cli t Try it on sample data" in person.words
        assert "t Try" in person.key_bar
        await person.press("t")
        assert screens(person) == ["Applications"]
        assert "demo-city 127.0.0.1:1885" in person.screen.splitlines()[0]
        await person.press("o")
        assert "Welcome" not in person.screen
        assert "t Try" not in person.key_bar
        await person.press("t", "escape")
    assert begun == [1]
    assert not ServerFile().path.exists()
    assert not backend.stored
    assert last_used() is None


async def test_what_is_apart_of_a_server_is_said_below_the_list(server, file, use):
    use(Works())
    apart = make(
        name="apart", identity_server=OTHER_URL, cluster="https://c.example.net", oauth="https://o.example.net/oauth"
    )
    file.add(apart)
    async with opened(server, server=None) as person:
        assert "cluster" not in person.screen
        await person.press("G")
        assert "cluster https://c.example.net · OAuth https://o.example.net/oauth" in " ".join(person.screen.split())


async def test_default_is_set_and_taken_back(server, file, use):
    use(Works())
    async with opened(server, server=None) as person:
        await person.press("j", "u")
        assert file.read().default == "other"
        assert current(person) == "other"
        await person.press("u")
        assert file.read().default is None
        assert "default" not in person.screen.split("\n", 3)[3].rsplit("\n", 1)[0]


async def test_remove_asks_first_and_leaves_the_token(server, file, use):
    keyring = use(Works())
    keyring.stored["tts-tui", URL] = "NNSXS.A.B"
    async with opened(server, server=None) as person:
        await person.press("d", "n")
        assert len(file.read().servers) == 3
        await person.press("d", "y")
        assert [each.name for each in file.read().servers] == ["other", "plain"]
        assert "box" not in person.screen
        assert keyring.stored


async def test_a_broken_file_is_shown_by_its_line_and_left_alone_until_it_is_corrected(server, file, use):
    use(Works())
    async with opened(server, server=None) as person:
        good = file.path.read_text()
        file.path.write_text(f"{good}\n[servers.more\n")
        broken = file.path.read_text()
        await person.press("r")
        line = f"line {len(broken.splitlines())}"
        assert line in person.screen
        assert "Correct it in an editor" in person.words
        await person.press("n", "e", "d", "u", "i")
        assert screens(person) == ["Servers"]
        assert set(person.notes) == {"Fix the servers file first."}
        assert file.path.read_text() == broken
        file.path.write_text(good)
        await person.press("r")
        assert line not in person.screen
        await person.press("n")
        assert area(person) == "Server"


async def test_the_demo_changes_servers_in_memory_and_reads_nothing_of_the_machine(server, sample, use):
    backend = use(Works())
    there = [
        Server(name="demo-city", identity_server=URL, token="session"),
        Server(name="demo-lab", identity_server="https://lab.example.com"),
    ]
    manager = SessionManager(
        keeps=False,
        outside=Outside(server, lambda: NOW),
        servers=there,
        tokens={"demo-city": SecretStr(sample.key)},
    )
    app = TTSApp(Start(there[0], manager).ready)
    async with driven(app) as person:
        await person.press("o", "i")
        assert screens(person) == ["Applications", "Servers"]
        assert person.notes == ["The demo reads nothing from this machine."]
        await person.press("e")
        await person.press("end")
        await person.type("-2")
        await person.press("ctrl+s")
        assert [each.name for each in (await manager.servers()).servers] == ["demo-city-2", "demo-lab"]
        assert await manager.find((await manager.servers()).servers[0]) is not None
        await person.press("j", "d", "y")
        assert [each.name for each in (await manager.servers()).servers] == ["demo-city-2"]
        await person.press("u")
        assert (await manager.servers()).default == "demo-city-2"
    assert not ServerFile().path.exists()
    assert not backend.stored


async def test_a_pause_of_what_is_below_is_not_told_here(server, file, use):
    use(Works())
    async with opened(server, server=None) as person:
        person.app.screen.show_wait(Wait(1.0, 2, Unreachable("refused")))
        await person.settle()
        assert "Trying again" not in person.screen


# From one to another


async def test_the_first_choice_leads_to_signing_in_and_esc_back(server, narrow, file, use):
    use(Works())
    async with opened(server, server=None) as person:
        await person.press("enter")
        assert area(person) == "Sign in"
        assert person.screen.startswith(" tts-tui box 127.0.0.1:1885\n")
        await person.press("escape")
        assert screens(person) == ["Servers"]
        await person.press("enter")
        await paste(person, narrow.key)
        await person.press("enter")
        assert screens(person) == ["Applications"]
        assert person.screen.startswith(" tts-tui box 127.0.0.1:1885 ─ demo-user\n")
        assert file.read().named("box").token == "keyring"


async def test_another_server_is_opened_without_a_new_start_and_the_old_stays_until_then(sandbox, narrow, file, use):
    use(Works())
    both = Two(sandbox)
    async with opened(both, environment(narrow.key), server=BOX) as person:
        first = person.app.screen.session
        await person.press("o")
        await person.press("j", "enter")
        assert screens(person) == ["Applications", "Sign in"]
        assert person.screen.startswith(" tts-tui other tts.example.net\n")
        await person.press("escape")
        assert person.app.screen.session is first
        await person.press("r")
        assert "✗" not in person.screen

        await person.press("o")
        await person.press("j", "enter")
        await paste(person, both.sample.admin_key)
        await person.press("enter")
        assert screens(person) == ["Applications"]
        assert person.screen.startswith(" tts-tui other tts.example.net ─ admin administrator\n")
        assert first.client._http.is_closed
        await person.press("o")
        assert "• other" in " ".join(person.screen.split())
        await person.press("escape")
        assert screens(person) == ["Applications"]


async def test_to_choose_what_is_open_goes_back_to_it_unless_it_has_moved(server, narrow, file, use):
    use(Works())
    async with opened(server, environment(narrow.key), server=BOX) as person:
        first = person.app.screen.session
        await person.press("o")
        await person.press("enter")
        assert screens(person) == ["Applications"]
        assert person.app.screen.session is first
        await person.press("o")
        await person.press("e")
        person.app.screen.field("cluster").control.value = OTHER_URL
        await person.press("ctrl+s")
        await person.press("enter")
        assert area(person) == "Sign in"


async def test_a_server_that_is_not_encrypted_says_so_from_the_first_screen_on(sandbox, narrow, file, use):
    use(Works())
    way = httpx.ASGITransport(sandbox.asgi())
    async with opened(way, server=file.read().named("plain")) as person:
        assert person.screen.startswith(" tts-tui NOT ENCRYPTED plain 10.0.0.7:1885\n")
        await paste(person, narrow.key)
        await person.press("enter")
        assert person.screen.startswith(" tts-tui NOT ENCRYPTED plain 10.0.0.7:1885 ─ demo-user\n")


async def test_a_change_on_its_way_is_waited_for_before_another_server_is_opened(sandbox, server, narrow, file, use):
    use(Works())
    async with opened(server, environment(narrow.key), server=BOX) as person:
        held = HeldRequest(sandbox, "POST")
        await person.touch("n", *"made", "ctrl+s", "escape")
        await person.until_on("Applications")
        await person.touch("o")
        await person.until(lambda: current(person))
        await person.touch("j", "enter")
        await person.until_on("Waiting")
        assert "Being sent: create the application." in person.screen
        await person.touch("n")
        await person.until_on("Applications")
        held.release()
        await person.settle()
        assert sent(sandbox, "POST") == ["POST /api/v3/users/demo-user/applications"]


async def test_what_is_typed_is_asked_about_before_another_server_is_opened(server, narrow, file, use):
    use(Works())
    async with opened(server, environment(narrow.key), server=BOX) as person:
        await person.press("n", *"typed", "ctrl+p", *"servers", "enter")
        await person.settle()
        assert screens(person)[-1] == "Servers"
        await person.press("j", "enter")
        assert "your changes are not saved" in person.screen
        await person.press("n")
        assert screens(person)[-1] == "New application"
        assert "typed" in person.screen


# Logging out


async def test_logging_out_of_what_is_open_ends_the_login_and_closes_it(sandbox, server, narrow, file, use):
    keyring = use(Works())
    tokens = await oauth.exchange(f"{URL}/oauth", SecretStr(sandbox.add_code("demo-user")), transport=server)
    keyring.stored["tts-tui", URL] = written(tokens).get_secret_value()
    async with opened(server, server=BOX) as person:
        await person.press("o")
        await person.press("x")
        assert "Log out of box?" in person.words
        assert "A login is revoked on the server." in person.words
        assert person.app.screen.query_one("Box").has_class("-danger")
        await person.press("n")
        assert sandbox.store.access_tokens
        await person.press("x", "y")
        assert not sandbox.store.access_tokens
        assert not keyring.stored
        assert screens(person) == ["Servers"]
        assert "•" not in person.screen
        assert person.notes == ["The login is revoked on the server and removed here."]
        await person.press("enter")
        assert area(person) == "Sign in"


async def test_a_key_is_forgotten_and_said_to_stay_good(sandbox, server, narrow, file, use):
    keyring = use(Works())
    keyring.stored["tts-tui", URL] = narrow.key
    async with opened(server, server=None) as person:
        await person.press("x", "y")
        assert not keyring.stored
        assert "It stays valid" in person.notes[0]
        assert not sandbox.requests


async def test_where_the_server_is_away_nothing_is_forgotten(sandbox, server, narrow, file, use):
    keyring = use(Works())
    tokens = await oauth.exchange(f"{URL}/oauth", SecretStr(sandbox.add_code("demo-user")), transport=server)
    keyring.stored["tts-tui", URL] = written(tokens).get_secret_value()
    sandbox.faults.add(Fault("DELETE", status=500))
    async with opened(server, server=None) as person:
        await person.press("x", "y")
        assert "Could not log out." in person.screen
        assert keyring.stored
        assert sandbox.store.access_tokens
        assert person.app.focused is not None
