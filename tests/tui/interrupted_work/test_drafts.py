"""Drafts of the forms of an application: kept when the program is ended, and opened again."""

from __future__ import annotations

from tests.held import HeldRequest
from tests.tui.interrupted_work.ended import INFO, ME, READ, asks, control, end, files
from tests.tui.screens.api_keys.keys import open_keys
from tests.tui.screens.collaborators.sharing import open_access
from tests.tui.screens.sign_in.opening import area
from tts_tui.session import drafts
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.widgets.account_search import AccountSearch
from tts_tui.tui.widgets.attributes import AttributesEditor
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.rights_checklist import RightsChecklist

OTHER = "RIGHT_APPLICATION_DEVICES_READ"


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
    async def test_a_script_and_that_there_is_none_are_there_again(self, begin, sandbox):
        async with begin() as person:
            await formatter(person, "down")
            await person.press("right", "space", "tab")
            await person.type("// mine")
            typed = person.app.screen.query_one("#script").text
            end(person)
        formatters = {"up_formatter": "FORMATTER_CAYENNELPP"}
        sandbox.store.existing("application", "meters").link = {"default_formatters": formatters}
        async with begin() as person:
            # The script, in its direction.
            assert "a payload formatter of meters" in person.screen
            await person.press("y")
            assert "Default downlink formatter of meters" in person.words
            assert person.app.screen.query_one("#script").text == typed
            assert typed.startswith("// mine")
            assert person.app.screen.changed()
            # None at all, though the server has one.
            await person.press("escape", "y")
            await formatter(person)
            await person.press("home", "space")
            end(person)
        async with begin() as person:
            await person.press("y")
            assert person.app.screen.query_one("#kind").value == "FORMATTER_NONE"
            assert person.app.screen.changed()


class TestNewApplication:
    async def test_all_that_was_typed_is_there_again(self, begin):
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

    async def test_it_is_kept_until_it_is_opened_and_created(self, begin, sandbox):
        async with begin() as person:
            await person.press("n")
            assert person.app.screen.draft() is None  # nothing is typed yet
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
            await person.press("ctrl+s")
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
            assert READ in person.app.screen.query_one(RightsChecklist).selection.selected
            assert files() == []

    async def test_a_change_is_put_on_top_of_what_they_have_now_until_they_are_gone(self, begin, sandbox):
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
            end(person)
        sandbox.add_collaborator("meters", "colleague", [])
        async with begin() as person:
            await person.press("y")
            assert area(person) == "Access"
            assert "colleague, whose rights you were changing, is no longer a collaborator." in person.words


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

    async def test_a_change_is_put_on_top_of_what_the_key_is_now_until_it_is_gone(self, begin, sandbox):
        async with begin() as person:
            await open_keys(person, "meters")
            await person.press("e")
            control(person, "name").value = "reads all"
            rights = person.app.screen.query_one(RightsChecklist)
            rights.selection = rights.selection.toggled(READ)
            await person.settle()
            end(person)
        keys = sandbox.store.existing("application", "meters").keys
        keys["READER"].rights = [INFO, OTHER]
        async with begin() as person:
            await person.press("y")
            assert area(person) == "API key"
            wanted = person.app.screen.wanted()
            assert (wanted.id, wanted.name) == ("READER", "reads all")
            assert wanted.rights == {INFO, READ, OTHER}
            assert files() == []
            end(person)
        del keys["READER"]
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
    async def test_what_was_typed_is_put_on_top_of_what_is_there_now(self, begin, sandbox):
        async with begin() as person:
            await settings(person)
            control(person, "name").value = "Metres"
            control(person, "description").text = "One.\nTwo.\nThree."
            control(person, "skip_payload_crypto").value = True
            contact = control(person, "technical_contact")
            contact.value = next(each for _, each in contact._options if each is not None and each.id == "colleague")
            control(person, "attributes").change({"rows": [["b", "2"], ["", "no key"]], "removed": ["a"]})
            await person.settle()
            end(person)
        # Ended while the settings are being read, it is kept.
        before = drafts.read(ME)
        async with begin() as person:
            held = HeldRequest(sandbox, "GET")
            await person.touch("y")
            await person.until_on("Settings")
            assert drafts.read(ME) is None
            end(person)
            held.release()
        assert drafts.read(ME) == before
        # What somebody else has changed meanwhile stays.
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
