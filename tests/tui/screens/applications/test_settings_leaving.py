"""Leaving the settings, and deleting the application from there."""

from __future__ import annotations

import pytest

from tests.tui.screens.applications.settings_form import SKIP, field, go, save, sent
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key


class TestLeaving:
    async def test_changed_it_asks_whichever_way_one_leaves(self, settings):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+q")
            assert "Settings: your changes are not saved." in person.screen
            await person.press("n")
            for key in ("f7", "ctrl+pageup", "ctrl+pagedown", "escape"):
                await person.press(key)
                assert "Leave this form?" in person.screen, key
                await person.press("n")
                assert field(person, "name").value == "Meters!", key
            await person.press("escape", "y")
            assert "Your changes" not in person.screen
            assert not person.app.screen.query("#settings")

    @pytest.mark.usefixtures("meters")
    async def test_it_opens_so_that_keys_are_keys_and_tab_and_enter_go_to_the_fields(self, sandbox, start):
        async with start(sandbox.add_key("user", "me"), (120, 40)) as person:
            await person.press("enter", tab_key("Settings"))
            assert field(person, "name").value == "Meters"
            await person.press("1")
            assert person.app.screen.area == "Application"
            await person.press(tab_key("Settings"), "f8")
            assert person.app.screen.area == "Integrations"
            await person.press("f7")
            assert person.app.screen.area == "Settings"
            await person.press("f9")  # no function key deletes
            assert person.app.screen.area == "Settings"
            assert "Tab or Enter goes to the fields" in person.screen
            assert person.key_bar.split()[:2] == ["ctrl+s", "Save"]
            for key in ("tab", "enter"):
                await person.press(key)
                assert field(person, "name").has_focus, key
                await person.press("shift+tab")
            # In a field a digit is text, elsewhere a tab.
            await person.press("tab")
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
            # So it is where one leaves by another tab.
            await person.press("enter", tab_key("Settings"), "tab", "end")
            await person.type("?")
            await save(person)
            await person.press("ctrl+pagedown", "escape")
            assert "Meters!?" in person.screen

    async def test_the_list_is_left_alone_where_it_shows_nothing_new(self, sandbox, settings):
        async with settings() as person:
            await go(person, SKIP)
            await person.press("end", "space")
            await save(person)
            sandbox.requests.clear()
            await person.press("escape")
            assert "Applications 1" in person.screen
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


async def test_deleting_is_a_key_and_a_button_and_the_list_is_read_after_it(settings):
    async with settings() as person:
        for keys in (["shift+tab", "shift+tab", "enter"], ["tab", "d"]):
            await person.press(*keys)
            assert type(person.app.screen).__name__ == "DeleteApplicationScreen", keys
            await person.press("escape")
        await person.press("d")
        await person.type("meters")
        await person.press("ctrl+s")
        assert "No applications yet" in person.screen
