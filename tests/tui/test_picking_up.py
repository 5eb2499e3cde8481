"""What is left behind when the program is ended from outside, and what its next start makes of it."""

from __future__ import annotations

import json
import stat
from contextlib import asynccontextmanager

import platformdirs
import pytest
from msgspec.structs import replace

from tests.tui.conftest import NOW, URL
from tests.tui.screens.api_keys.keys import SessionManager, open_keys
from tests.tui.screens.collaborators.sharing import open_access
from tests.tui.screens.sign_in.opening import area
from tests.tui.screens.webhooks.test_list import open_webhooks
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.sample_devices import add_device
from tts_tui.servers.folders import NoHome
from tts_tui.servers.model import make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.services import unanswered
from tts_tui.services.unanswered import Unanswered
from tts_tui.session import drafts
from tts_tui.session.left_behind import NOBODY, Whose
from tts_tui.session.manager import SessionManager as TokenGate
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.core.ending import LOST
from tts_tui.tui.picking_up import OpenAgain
from tts_tui.tui.widgets.account_search import AccountSearch
from tts_tui.tui.widgets.attributes import AttributesEditor
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.rights_checklist import RightsChecklist

ME = Whose(URL, ("user", "me"))
INFO, READ = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ"
OTHER = "RIGHT_APPLICATION_DEVICES_READ"


@pytest.fixture
def token(sandbox):
    """The key of a user with one application, which has an API key and a colleague."""
    sandbox.add_user("me")
    sandbox.add_user("colleague")
    sandbox.add_organization("acme", owner="me")
    sandbox.add_application("meters", owner="me", name="Meters", description="One.\nTwo.", attributes={"a": "1"})
    sandbox.add_collaborator("meters", "colleague", [INFO])
    sandbox.add_key("application", "meters", name="reader", rights=[INFO], key_id="READER")
    return sandbox.add_key("user", "me")


@pytest.fixture
def begin(start, token):
    """`async with begin() as person`: the program of that user, on a machine where things are kept."""

    @asynccontextmanager
    async def beginning(of=None, *, keep=True):
        async with start(of or token, keep=keep) as person:
            yield person

    return beginning


def end(person):
    """What a signal or a lost terminal does."""
    person.app._end_for(LOST)


def files():
    return [each for each in platformdirs.user_state_path("tts-tui").glob("left-behind/**/*") if each.is_file()]


def control(person, name):
    return person.app.screen.field(name).control


def no_home():
    raise NoHome("XDG_STATE_HOME")


def told(person):
    """What the line of messages has to tell, one after another."""
    return [each.words for each in person.app.messages._queue]


def asked(sandbox, path):
    """How often the server was asked for just that."""
    return sum(each.path.endswith(path) for each in sandbox.requests if each.method == "GET")


def left_behind(note):
    unanswered.write(ME, [note])


def asks(person):
    return isinstance(person.app.screen, OpenAgain)


async def settings(person):
    from tts_tui.tui.screens.applications.settings import SettingsScreen

    listed = person.app.screen
    person.app.push_screen(SettingsScreen(listed.session, "meters", listed._changed))
    await person.settle()


async def formatter(person, direction="up"):
    from tts_tui.tui.routes import formatters

    person.app.push_screen(formatters(person.app.screen.session, "meters", direction=direction))
    await person.settle()


class TestFormatter:
    async def test_a_script_is_there_again_in_its_direction(self, begin, sandbox):
        async with begin() as person:
            await formatter(person, "down")
            await person.press("right", "space", "tab")
            await person.type("// mine")
            typed = person.app.screen.query_one("#script").text
            end(person)
        async with begin() as person:
            assert "a payload formatter of meters" in person.screen
            await person.press("y")
            assert "Default downlink formatter of meters" in person.words
            assert person.app.screen.query_one("#script").text == typed
            assert typed.startswith("// mine")
            assert person.app.screen.changed()

    async def test_no_formatter_stays_chosen_though_the_server_has_one(self, begin, sandbox):
        formatters = {"up_formatter": "FORMATTER_CAYENNELPP"}
        sandbox.store.existing("application", "meters").link = {"default_formatters": formatters}
        async with begin() as person:
            await formatter(person)
            await person.press("home", "space")
            end(person)
        async with begin() as person:
            await person.press("y")
            assert person.app.screen.query_one("#kind").value == "FORMATTER_NONE"
            assert person.app.screen.changed()


class TestIntegrations:
    @staticmethod
    async def opened(person, route):
        person.app.push_screen(route(person.app.screen.session, "meters"))
        await person.settle()

    async def test_a_new_pubsub_without_its_password(self, begin):
        from tts_tui.tui.routes import pubsubs

        async with begin() as person:
            await self.opened(person, pubsubs)
            await person.press("n")
            await person.type("by-mqtt")
            form = person.app.screen
            form.query_one("#provider").value = "mqtt"
            form.query_one("#server_url").value = "mqtts://mqtt.example.com"
            form.query_one("#password").value = "PASSWORD"
            form._message_paths.show({"join_accept": "j"})
            await person.settle()
            end(person)
        assert not any("PASSWORD" in each.read_text() for each in files())
        async with begin() as person:
            assert "a pub/sub of meters" in person.screen
            await person.press("y")
            form = person.app.screen
            assert (form._typed().id, form._typed().topics) == ("by-mqtt", {"join_accept": "j"})
            assert form.query_one("#server_url").value == "mqtts://mqtt.example.com"
            assert form.query_one("#password").value == ""
            assert form.changed()

    async def test_a_package_of_an_application_with_its_data(self, begin, sandbox):
        from tts_tui.tui.routes import packages

        row = {"ids": {"application_ids": {"application_id": "meters"}, "f_port": 202}, "package_name": "alcsync-v1"}
        sandbox.store.existing("application", "meters").packages.append(row)
        async with begin() as person:
            await self.opened(person, packages)
            await person.press("e")
            person.app.screen.query_one("#data").text = '{"threshold": 5}'
            await person.settle()
            end(person)
        async with begin() as person:
            assert "a package association of meters" in person.screen
            await person.press("y")
            assert "FPort 202 · meters" in person.words
            assert person.app.screen.query_one("#data").text == '{"threshold": 5}'
            person.app.screen.query_one("#data").text = '{"token": "SECRET"}'
            await person.settle()
            end(person)
        assert not any("SECRET" in each.read_text() for each in files())

    async def test_one_that_is_gone_is_told(self, begin, sandbox):
        from tts_tui.tui.routes import pubsubs

        ids = {"application_ids": {"application_id": "meters"}, "pub_sub_id": "ours"}
        there = sandbox.store.existing("application", "meters").pubsubs
        there.append({"ids": ids, "format": "json", "nats": {"server_url": "nats://nats.example.com"}})
        async with begin() as person:
            await self.opened(person, pubsubs)
            await person.press("e")
            person.app.screen.query_one("#base_topic").value = "mine"
            await person.settle()
            end(person)
        there.clear()
        async with begin() as person:
            await person.press("y")
            assert any("The pub/sub ours, which you were changing, is gone." in each for each in told(person))


class TestNewApplication:
    async def test_all_that_was_typed_is_there_again(self, begin, size):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            control(person, "name").value = "Half"
            control(person, "description").text = "One.\nTwo."
            control(person, "network_server_address").value = ""
            control(person, "collaborator").value = person.app.screen.query_one("#owner")._values[1]
            await person.press("f7")
            await person.type("site")
            await person.press("enter")
            await person.type("Basel")
            await person.press("enter", "tab")
            await person.type("no key")
            await person.settle()
            end(person)
        async with begin() as person:
            assert asks(person)
            assert "a new application" in person.screen
            await person.press("y")
            assert area(person) == "New application"
            assert control(person, "application_id").value == "half-typed"
            assert control(person, "name").value == "Half"
            assert control(person, "description").text == "One.\nTwo."
            assert control(person, "network_server_address").value == ""
            assert control(person, "application_server_address").value == "127.0.0.1"
            assert control(person, "collaborator").value.id == "acme"
            assert person.app.screen.query_one(AttributesEditor)._filled == [("site", "Basel"), ("", "no key")]
            assert person.app.screen.changed()
            assert files() == []

    async def test_what_nobody_typed_is_not_kept(self, begin):
        async with begin() as person:
            await person.press("n")
            end(person)
        assert files() == []

    async def test_it_is_kept_again_before_and_after_it_is_opened(self, begin):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            end(person)
        async with begin() as person:
            assert asks(person)
            end(person)
        async with begin() as person:
            await person.press("y")
            end(person)
        async with begin() as person:
            await person.press("y")
            assert control(person, "application_id").value == "half-typed"

    async def test_it_can_be_created(self, begin, sandbox):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            end(person)
        async with begin() as person:
            await person.press("y", "ctrl+s")
            assert sandbox.store.existing("application", "half-typed")
            end(person)
        assert files() == []


class TestCollaborators:
    async def test_somebody_new(self, begin, monkeypatch):
        monkeypatch.setattr("tts_tui.tui.widgets.account_search._TYPING_PAUSE", 0.0)
        async with begin() as person:
            await open_access(person, "meters")
            await person.press("n")
            await person.type("acme")
            rights = person.app.screen.query_one(RightsChecklist)
            rights.selection = rights.selection.toggled(READ)
            await person.settle()
            end(person)
        async with begin() as person:
            assert "a new collaborator of meters" in person.words
            await person.press("y")
            assert area(person) == "Add a collaborator"
            assert person.app.screen.query_one(AccountSearch).value == "acme"
            assert READ in person.app.screen.query_one(RightsChecklist).selection.ticked
            assert files() == []

    async def test_a_change_is_put_on_top_of_what_they_have_now(self, begin, sandbox):
        async with begin() as person:
            await open_access(person, "meters")
            person.app.screen.table.go_to("colleague")
            await person.press("e")
            rights = person.app.screen.query_one(RightsChecklist)
            rights.selection = rights.selection.toggled(READ)
            await person.settle()
            end(person)
        sandbox.add_collaborator("meters", "colleague", [INFO, OTHER])
        async with begin() as person:
            assert "what the user colleague may do with meters" in person.words
            await person.press("y")
            assert area(person) == "Collaborator"
            assert person.app.screen.query_one(RightsChecklist).selection.rights == {INFO, READ, OTHER}

    async def test_one_who_is_gone_is_told(self, begin, sandbox):
        async with begin() as person:
            await open_access(person, "meters")
            person.app.screen.table.go_to("colleague")
            await person.press("e")
            rights = person.app.screen.query_one(RightsChecklist)
            rights.selection = rights.selection.toggled(READ)
            await person.settle()
            end(person)
        sandbox.add_collaborator("meters", "colleague", [])
        async with begin() as person:
            await person.press("y")
            assert area(person) == "Access"
            assert "colleague, whose rights you were changing, is no longer a collaborator." in person.words


class TestWebhooks:
    async def test_a_new_one_and_a_change_are_there_again_without_what_is_secret(self, begin, sandbox):
        async with begin() as person:
            await open_webhooks(person, "meters")
            await person.press("n", *"my-hook")
            control(person, "base_url").value = "https://example.com/lora"
            control(person, "password").value = "not-to-be-kept"
            end(person)
        assert "not-to-be-kept" not in "".join(each.read_text("utf-8") for each in files())
        sandbox.add_webhook("meters", "old-hook", base_url="https://old.example.com", uplink_message={})
        async with begin() as person:
            assert "a new webhook of meters" in person.words
            await person.press("y")
            assert area(person) == "Create a webhook"
            assert control(person, "webhook_id").value == "my-hook"
            assert control(person, "base_url").value == "https://example.com/lora"
            await person.press("escape", "y")
            person.app.screen.table.go_to("old-hook")
            await person.press("e")
            control(person, "messages").show({"join_accept": "/join"})
            await person.settle()
            end(person)
        async with begin() as person:
            assert "a change of the webhook old-hook of meters" in person.words
            await person.press("y")
            assert control(person, "messages").value == {"join_accept": "/join"}
        assert files() == []

    async def test_one_that_is_gone_is_told(self, begin, sandbox):
        sandbox.add_webhook("meters", "old-hook", base_url="https://old.example.com", uplink_message={})
        async with begin() as person:
            await open_webhooks(person, "meters")
            await person.press("e")
            control(person, "base_url").value = "https://new.example.com"
            end(person)
        sandbox.store.existing("application", "meters").webhooks.clear()
        async with begin() as person:
            await person.press("y")
            assert "The webhook old-hook that you were changing is gone." in person.words


class TestMessages:
    @pytest.mark.parametrize(("key", "words"), [("n", "a downlink for"), ("m", "a simulated uplink for")])
    async def test_what_was_to_be_sent_to_or_from_a_device(self, begin, sandbox, key, words):
        add_device(sandbox, "meters", 1, now=NOW)
        async with begin() as person:
            await person.press("enter", tab_key("Devices"), "enter", "3", key)
            control(person, "notation").value = "base64"
            await person.press(*"AWc=")
            end(person)
        async with begin() as person:
            assert f"{words} sensor-1 of meters" in person.words
            await person.press("y")
            assert control(person, "frm_payload").value == "AWc="
            assert control(person, "notation").value == "base64"
        assert files() == []


class TestAPIKeys:
    async def test_a_new_one(self, begin):
        async with begin() as person:
            await open_keys(person, "meters")
            await person.press("n")
            await person.type("gateway")
            control(person, "expires_at").value = "on a date"
            control(person, "date").value = "2027-01-31"
            rights = person.app.screen.query_one(RightsChecklist)
            rights.selection = rights.selection.toggled(READ)
            await person.settle()
            end(person)
        async with begin() as person:
            assert "a new API key for meters" in person.screen
            await person.press("y")
            assert area(person) == "API key"
            assert control(person, "name").value == "gateway"
            assert control(person, "date").value == "2027-01-31"
            assert person.app.screen.wanted().rights == {READ}
            assert files() == []
            await person.press("escape", "y")
            assert area(person) == "API keys"

    async def test_a_change_is_put_on_top_of_what_the_key_is_now(self, begin, sandbox):
        async with begin() as person:
            await open_keys(person, "meters")
            await person.press("e")
            control(person, "name").value = "reads all"
            rights = person.app.screen.query_one(RightsChecklist)
            rights.selection = rights.selection.toggled(READ)
            await person.settle()
            end(person)
        key = sandbox.store.existing("application", "meters").keys["READER"]
        key.rights = [INFO, OTHER]
        async with begin() as person:
            await person.press("y")
            assert area(person) == "API key"
            wanted = person.app.screen.wanted()
            assert (wanted.id, wanted.name) == ("READER", "reads all")
            assert wanted.rights == {INFO, READ, OTHER}
            assert files() == []

    async def test_a_key_that_is_gone_is_told(self, begin, sandbox):
        async with begin() as person:
            await open_keys(person, "meters")
            await person.press("e")
            control(person, "name").value = "reads all"
            await person.settle()
            end(person)
        del sandbox.store.existing("application", "meters").keys["READER"]
        async with begin() as person:
            await person.press("y")
            assert area(person) == "API keys"
            assert "READER, which you were editing, was revoked" in " ".join(person.screen.split())
            assert files() == []

    async def test_with_an_applications_own_key(self, begin, sandbox):
        own = sandbox.add_key("application", "meters", name="own", rights=["RIGHT_APPLICATION_ALL"], key_id="OWN")
        async with begin(own) as person:
            await person.press(tab_key("API keys"), "n")
            await person.type("gateway")
            end(person)
        async with begin(own) as person:
            await person.press("y")
            assert area(person) == "API key"
            assert control(person, "name").value == "gateway"


class TestSettings:
    async def type(self, person):
        await settings(person)
        control(person, "name").value = "Metres"
        control(person, "description").text = "One.\nTwo.\nThree."
        control(person, "skip_payload_crypto").value = True
        contact = control(person, "technical_contact")
        contact.value = next(each for _, each in contact._options if each is not None and each.id == "colleague")
        control(person, "attributes").change({"rows": [["b", "2"], ["", "no key"]], "removed": ["a"]})
        await person.settle()

    async def test_what_was_typed_is_put_on_top_of_what_is_there_now(self, begin, sandbox):
        async with begin() as person:
            await self.type(person)
            end(person)
        meters = sandbox.store.existing("application", "meters")
        meters.fields["attributes"] = {"a": "1", "c": "3"}
        meters.fields["application_server_address"] = "elsewhere.example.com"
        async with begin() as person:
            assert "settings of meters" in person.screen
            await person.press("y")
            assert area(person) == "Settings"
            assert control(person, "name").value == "Metres"
            assert control(person, "description").text == "One.\nTwo.\nThree."
            assert control(person, "skip_payload_crypto").value is True
            assert control(person, "technical_contact").value.id == "colleague"
            assert control(person, "attributes")._filled == [("c", "3"), ("b", "2"), ("", "no key")]
            assert control(person, "application_server_address").value == "elsewhere.example.com"
            assert files() == []
            await person.press("escape")
            assert isinstance(person.app.screen, Confirm)

    async def test_it_is_kept_while_the_settings_are_being_read(self, begin, sandbox):
        async with begin() as person:
            await self.type(person)
            end(person)
        before = drafts.read(ME)
        async with begin() as person:
            manager = SessionManager(sandbox, "GET")
            await person.touch("y")
            await person.until_on("Settings")
            assert drafts.read(ME) is None
            end(person)
            manager.open()
        assert drafts.read(ME) == before


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

    async def test_it_looks(self, begin, size):
        await self.kept(begin)
        async with begin() as person:
            assert "You were typing a new application when tts-tui was stopped." in person.words
            assert "y Open it n Discard it" in person.words

    async def test_n_discards_it(self, begin):
        await self.kept(begin)
        async with begin() as person:
            await person.press("n")
            assert area(person) == "Applications"
            assert files() == []
        async with begin() as person:
            assert not asks(person)

    async def test_esc_puts_it_off(self, begin):
        await self.kept(begin)
        async with begin() as person:
            await person.press("escape")
            assert area(person) == "Applications"
        async with begin() as person:
            assert asks(person)

    async def test_nobody_else_is_asked(self, begin, sandbox):
        await self.kept(begin)
        async with begin(sandbox.add_key("user", "colleague")) as person:
            assert not asks(person)
        assert len(files()) == 1

    async def test_it_follows_a_server_to_its_new_name(self):
        typed = drafts.Draft("application", {"application_id": "half-typed"})
        box = make(name="box", identity_server=URL)
        ServerFile().add(box)
        drafts.write(Whose("box", ME.account), typed)
        await TokenGate().replace("box", replace(box, name="cabin"))
        assert drafts.read(Whose("cabin", ME.account)) == typed
        assert drafts.read(Whose("box", ME.account)) is None


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
            manager = SessionManager(sandbox, "POST")
            await person.touch("ctrl+s")
            await person.until(lambda: person.app._session.client.unanswered)
            end(person)
            manager.open()
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


class TestChangesWithoutAnAnswer:
    @asynccontextmanager
    async def cut_off(self, begin, sandbox, method, *keys):
        """The program is ended after those keys, while the change waits for its answer."""
        async with begin() as person:
            manager = SessionManager(sandbox, method)
            await keys[0](person)
            await person.touch(*keys[1:])
            await person.until(lambda: person.app._session.client.unanswered)
            end(person)
            yield
            manager.open()

    async def test_it_is_noted_without_what_was_in_it(self, begin, sandbox, token):
        async def type_(person):
            await person.press("n")
            await person.type("half-typed")

        async with self.cut_off(begin, sandbox, "POST", type_, "ctrl+s"):
            pass
        (note,) = unanswered.read(ME)
        assert note == Unanswered("POST", "/users/me/applications", URL, ("user", "me"), NOW)
        (file,) = [each for each in files() if each.suffix == ".unanswered"]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert b"half-typed" not in file.read_bytes()
        assert token.encode() not in file.read_bytes()

    @pytest.mark.parametrize("done", [True, False])
    async def test_a_deletion_is_looked_at(self, begin, sandbox, done):
        async def to_it(person):
            await person.press("d")
            await person.type("meters")

        async with self.cut_off(begin, sandbox, "DELETE", to_it, "ctrl+s"):
            pass
        exists = sandbox.store.existing("application", "meters") is not None
        note = unanswered.read(ME)
        assert [(each.method, each.path) for each in note] == [("DELETE", "/applications/meters")]
        if done:
            sandbox.store.existing("application", "meters").deleted_at = NOW
        sandbox.requests.clear()
        async with begin() as person:
            assert asked(sandbox, "/applications/meters") == 1
            (said,) = [each for each in told(person) if "DELETE" in each]
            assert "DELETE /applications/meters had no answer when tts-tui was ended (2026-11-23 12:00)." in said
            assert ("It was done" if done else "It was NOT done") in said
        assert files() == []
        assert exists

    async def test_a_creation_is_told(self, begin, sandbox):
        left_behind(Unanswered("POST", "/users/me/applications", URL, ME.account, NOW))
        async with begin() as person:
            assert "It is unknown whether it was done. Check before you send it again." in told(person)[0]
        assert files() == []

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("/applications/meters", "The item exists, last changed"),
            ("/applications/meters/api-keys/NONE", "The item to change doesn't exist."),
        ],
    )
    async def test_what_a_change_was_to_change_is_looked_at(self, begin, path, said):
        left_behind(Unanswered("PUT", path, URL, ME.account, NOW))
        async with begin() as person:
            (words,) = told(person)
            assert f"PUT {path} had no answer" in words
            assert said in words
        assert files() == []

    async def test_where_a_look_fails_nobody_can_say(self, begin, sandbox):
        left_behind(Unanswered("DELETE", "/applications/meters", URL, ME.account, NOW))
        sandbox.faults.add(Fault("GET", "/applications/meters$", status=500))
        async with begin() as person:
            assert "The server's current state can't be read (" in told(person)[0]
            assert "was done" not in told(person)[0]
        assert files() == []

    async def test_what_was_sent_to_another_address_is_not_looked_for_here(self, begin, sandbox):
        left_behind(Unanswered("PUT", "/applications/meters", "https://old.example.com", ME.account, NOW))
        async with begin() as person:
            assert "It was sent to https://old.example.com." in told(person)[0]
            assert asked(sandbox, "/applications/meters") == 0

    async def test_one_that_was_answered_is_not_noted(self, begin):
        async with begin() as person:
            await person.press("n")
            await person.type("whole")
            await person.press("ctrl+s")
            end(person)
        assert files() == []

    async def test_one_whose_lost_answer_is_being_looked_up_is_noted(self, begin, sandbox):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            sandbox.faults.add(Fault("POST", cut="after"))
            manager = SessionManager(sandbox, "GET")
            await person.touch("ctrl+s")
            await person.until(lambda: sandbox.requests[-1].path.endswith("/applications/half-typed"))
            end(person)
            manager.open()
        assert [each.method for each in unanswered.read(ME)] == ["POST"]
