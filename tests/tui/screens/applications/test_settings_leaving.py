"""Leaving the settings, and deleting the application from there."""

from __future__ import annotations

import pytest

from tests.tui.screens.applications.settings_form import NETWORK, SKIP, field, go, said_below, save, sent
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key


class TestLeaving:
    async def test_unchanged_it_just_goes(self, settings):
        async with settings() as person:
            await person.press("escape")
            assert "Applications 1" in person.screen

    async def test_changed_it_asks(self, settings):
        async with settings() as person:
            await person.type("!")
            for key in ("f7", "ctrl+pageup", "ctrl+pagedown", "escape"):
                await person.press(key)
                assert "Leave this form?" in person.screen, key
                await person.press("n")
                assert field(person, "name").value == "Meters!", key
            await person.press("escape", "y")
            assert "Your changes" not in person.screen
            assert not person.app.screen.query("#settings")

    async def test_quitting_asks_too(self, settings):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+q")
            assert "Settings: your changes are not saved." in person.screen

    @pytest.mark.usefixtures("meters")
    async def test_it_opens_so_that_keys_are_keys(self, sandbox, start):
        async with start(sandbox.add_key("user", "me")) as person:
            await person.press("enter", tab_key("Settings"))
            assert field(person, "name").value == "Meters"
            await person.press("1")
            assert person.app.screen.area == "Application"
            await person.press(tab_key("Settings"), "f8")
            assert person.app.screen.area == "Integrations"
            await person.press("f7")
            assert person.app.screen.area == "Settings"

    async def test_no_function_key_deletes(self, settings):
        async with settings() as person:
            await person.press("shift+tab")
            for key in ("f7", "f8", "f9"):
                await person.press(key)
                assert person.app.screen.area != "Delete application"

    async def test_an_address_that_the_next_letter_may_complete_is_told_later(self, settings):
        async with settings() as person:
            await go(person, NETWORK)
            await person.type("ns.example:")
            assert person.app.screen.field("network_server_address").problem is None
            await person.press("ctrl+s")
            assert "Not a valid address" in said_below(person, "network_server_address")
            await person.type("80")
            assert person.app.screen.field("network_server_address").problem is None

    @pytest.mark.parametrize("key", ["tab", "enter"])
    async def test_tab_and_enter_go_to_the_fields(self, settings, key):
        async with settings() as person:
            await person.press("shift+tab")  # back to where it opens
            assert "Tab or Enter goes to the fields" in person.screen
            assert person.screen.splitlines()[-1].split()[:2] == ["ctrl+s", "Save"]
            await person.press(key)
            assert field(person, "name").has_focus

    async def test_digits_are_text_in_a_field_and_tabs_elsewhere(self, settings):
        async with settings() as person:
            await person.type("1")
            assert field(person, "name").value == "Meters1"
            await person.press("backspace")
            await go(person, SKIP)
            await person.press("1")
            assert "─ About" in person.screen

    async def test_the_list_is_read_again_after_a_new_name(self, settings):
        async with settings() as person:
            await person.type("!")
            await save(person)
            await person.press("escape")
            assert "Meters!" in person.screen

    async def test_another_tab_takes_the_news_to_the_list(self, settings):
        async with settings() as person:
            await person.type("!")
            await save(person)
            await person.press("ctrl+pagedown", "escape")
            assert "Meters!" in person.screen

    async def test_the_list_is_left_alone_where_it_shows_nothing_new(self, sandbox, settings):
        async with settings() as person:
            await go(person, SKIP)
            await person.press("end", "space")
            await save(person)
            sandbox.requests.clear()
            await person.press("escape")
            assert sandbox.requests == []

    async def test_the_outcome_is_told_after_leaving(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", latency=60))
            await person.type("!")
            await person.press("ctrl+s")
            await person.touch("ctrl+s")
            await person.until(lambda: sent(sandbox))
            await person.touch("escape")
            assert "Applications 1" in person.screen
            sandbox.faults.stop_waiting()
            await person.settle()
            assert person.notes[0].startswith("NOT saved: name.")


class TestDeleting:
    @pytest.mark.parametrize("keys", [["shift+tab", "d"], ["shift+tab", "shift+tab", "enter"]])
    async def test_the_way_to_it(self, settings, keys):
        async with settings() as person:
            await person.press(*keys)
            assert type(person.app.screen).__name__ == "DeleteApplicationScreen"

    async def test_after_it_the_list_is_read_again(self, settings):
        async with settings() as person:
            await person.press("shift+tab", "d")
            await person.type("meters")
            await person.press("ctrl+s")
            assert "No applications yet" in person.screen

    async def test_without_the_right_it_is_off(self, settings):
        async with settings("colleague") as person:
            assert field(person, "delete").disabled
            await person.press("d")
            assert "RIGHT_APPLICATION_DELETE" in person.notes[0]
