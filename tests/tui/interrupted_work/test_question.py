"""What is left behind when the program is ended from outside, and what its next start makes of it."""

from __future__ import annotations

import json
import stat

import platformdirs
from msgspec.structs import replace

from tests.held import HeldRequest
from tests.tui.conftest import URL
from tests.tui.interrupted_work.ended import ME, asks, control, end, files
from tests.tui.screens.sign_in.opening import area
from tts_tui.servers.folders import NoHome
from tts_tui.servers.model import make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import drafts
from tts_tui.session.left_behind import NOBODY, Owner
from tts_tui.session.manager import SessionManager


def no_home():
    raise NoHome("XDG_STATE_HOME")


class TestServers:
    async def test_a_new_one(self, begin):
        async with begin() as person:
            person.app.action_servers()
            await person.press("n")
            control(person, "name").value = "prod"
            control(person, "identity_server").value = "https://tts.example.com"
            control(person, "insecure").value = True
            await person.settle()
            end(person)
        async with begin() as person:
            assert "a new server" in person.screen
            await person.press("y")
            assert area(person) == "Server"
            assert control(person, "name").value == "prod"
            assert control(person, "identity_server").value == "https://tts.example.com"
            assert control(person, "insecure").value is True
            assert files() == []

    async def test_a_change_on_a_start_that_asks_for_a_server(self, begin, server):
        from tests.tui.screens.sign_in.opening import opened

        ServerFile().add(make(name="prod", identity_server="https://tts.example.com"))
        async with opened(server, server=None) as person:
            await person.press("e")
            control(person, "cluster").value = "https://eu.example.com"
            await person.settle()
            end(person)
        assert drafts.read(NOBODY).server == "prod"
        async with opened(server, server=None) as person:
            assert asks(person)
            await person.press("y")
            assert area(person) == "Server"
            assert control(person, "cluster").value == "https://eu.example.com"
            assert files() == []


class TestTheQuestion:
    async def kept(self, begin):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            end(person)
        assert len(files()) == 1

    async def test_esc_puts_it_off_and_n_discards_it(self, begin, sandbox):
        await self.kept(begin)
        async with begin(sandbox.add_key("user", "colleague")) as person:
            assert not asks(person)  # it is somebody else's
        assert len(files()) == 1
        async with begin() as person:
            assert "You were typing a new application when tts-tui was stopped." in person.words
            assert "y Open it n Discard it" in person.words
            await person.press("escape")
            assert area(person) == "Applications"
        async with begin() as person:
            assert asks(person)
            await person.press("n")
            assert area(person) == "Applications"
            assert files() == []
        async with begin() as person:
            assert not asks(person)

    async def test_it_follows_a_server_to_its_new_name(self):
        typed = drafts.Draft("application", {"application_id": "half-typed"})
        box = make(name="box", identity_server=URL)
        ServerFile().add(box)
        drafts.write(Owner("box", ME.account), typed)
        await SessionManager().replace("box", replace(box, name="cabin"))
        assert drafts.read(Owner("cabin", ME.account)) == typed
        assert drafts.read(Owner("box", ME.account)) is None


class TestTheFile:
    async def test_only_its_owner_can_read_it_and_it_holds_no_secret(self, begin, token):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            control(person, "name").value = f"pasted {token}"
            await person.settle()
            end(person)
        (file,) = files()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert json.loads(file.read_bytes())["fields"] == {"application_id": "half-typed"}
        assert token.encode() not in file.read_bytes()

    async def test_a_form_under_a_sign_in_is_kept_and_the_pasted_token_is_not(self, begin, sandbox, token):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            user = sandbox.store.existing("user", "me")
            sandbox.store.remove_key(user, *user.keys.values())
            await person.touch("ctrl+s")
            await person.until_on("Sign in")
            another = sandbox.add_key("user", "me")
            person.app.screen.query_one("#token").value = another
            end(person)
        (file,) = files()
        assert b"half-typed" in file.read_bytes()
        assert another.split(".")[2].encode() not in file.read_bytes()

    async def test_the_demo_keeps_nothing(self, begin, sandbox):
        async with begin(keep=False) as person:
            await person.press("n")
            await person.type("half-typed")
            held = HeldRequest(sandbox, "POST")
            await person.touch("ctrl+s")
            await person.until(lambda: person.app._session.client.unanswered)
            end(person)
            held.release()
        assert files() == []

    async def test_a_folder_that_cannot_be_written_holds_nothing_up(self, begin):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            platformdirs.user_state_path("tts-tui").mkdir(parents=True, exist_ok=True)
            (platformdirs.user_state_path("tts-tui") / "left-behind").write_text("no folder")
            end(person)
            assert person.app._exit

    async def test_a_user_without_a_home_is_none_the_worse(self, begin, monkeypatch):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            monkeypatch.setattr("tts_tui.session.left_behind.state_folder", no_home)
            end(person)
            assert person.app._exit
        async with begin() as person:
            assert area(person) == "Applications"

    async def test_one_that_cannot_be_read_is_none(self, begin):
        await TestTheQuestion().kept(begin)
        files()[0].write_text('{"form": "poem"}')
        async with begin() as person:
            assert not asks(person)
