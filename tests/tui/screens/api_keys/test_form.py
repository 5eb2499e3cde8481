"""Creating an API key, driven by keys."""

from __future__ import annotations

import json

import pytest
from textual.widgets import OptionList

from tests.held import HeldRequest
from tests.tui.screens.api_keys.keys import (
    INFO,
    READ,
    SETTINGS,
    application_key,
    keys,
    open_keys,
    sent,
    to_rights,
    written,
)
from tts_tui.api.rights import PRESETS
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.base.show_as_commands import AsCommandsScreen
from tts_tui.tui.screens.api_keys.list import APIKeysScreen
from tts_tui.tui.screens.api_keys.reveal_once import KeyOnceScreen
from tts_tui.tui.widgets.api_key_table import APIKeyTable

LEAKS = "water-leaks"
EVERYTHING = "RIGHT_APPLICATION_ALL"
IRRIGATION = {INFO, READ, "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"}
"""The rights of the key Irrigation 3 of greenhouse-1."""
NO_RIGHTS = len(PRESETS)
"""How many presets there are above the one without rights."""


async def new(person, application_id=LEAKS):
    await open_keys(person, application_id)
    await person.press("n")


async def test_a_new_key_has_an_expiry_and_no_rights_until_somebody_chooses(start, sample, size, golden):
    async with start(sample.key, size) as person:
        await new(person)
        assert person.screen == golden


async def test_name_and_a_tick_make_a_key_that_is_shown_once(start, sample, sandbox):
    async with start(sample.key) as person:
        await new(person)
        await person.type("reader")
        await to_rights(person, "space", "ctrl+s")
        assert isinstance(person.app.screen, KeyOnceScreen)
        assert sent(sandbox) == [
            ("POST", {"name": "reader", "rights": [INFO], "expires_at": "2027-02-21T23:59:59.000Z"})
        ]
        await person.press("r")
        assert keys(sandbox, LEAKS)["reader"].token in "".join(person.screen.split())
        await person.press("x", "y")
        assert isinstance(person.app.screen, APIKeysScreen)
        assert "reader" in person.screen
        assert "API keys 1" in person.screen
        # One that never expires is marked, and ctrl+s works from the filter of the rights too.
        await person.press("n", "tab", "end", "space")
        assert "! Never expires." in person.screen
        await person.press("tab", "space", "slash", *"down", "ctrl+s")
        assert isinstance(person.app.screen, KeyOnceScreen)
        assert sent(sandbox)[1:] == [("POST", {"rights": [INFO]})]


async def test_the_cursor_goes_to_the_new_key_wherever_that_is(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_keys(person, "many-keys")
        await person.press("s", "n", *"reader", "tab", "tab", "space", "ctrl+s", "x", "y")
        key = keys(sandbox, "many-keys")["reader"]
        assert person.app.screen.query_one(APIKeyTable).current == key.id


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent_until_it_is_right(start, sample, sandbox):
    async with start(sample.key) as person:
        await new(person)
        # A key without rights
        await person.press("ctrl+s")
        assert "✗ Select at least one right." in person.screen
        await person.press("space")
        assert "Select at least one right" not in person.screen
        # A name that is too long
        await person.press("shift+tab", "shift+tab")
        await person.type("x" * 51)
        assert "51 characters; the limit is 50." in person.screen
        await person.press("ctrl+s")
        assert written(sandbox) == []
        await person.press("backspace", "tab", "right", "right", "space")
        # A date, whose choice leaves the focus where it is
        assert person.app.focused.id == "expiry"
        await person.press("tab")
        assert person.app.focused.id == "date"
        await person.type("2026-11-22")
        await person.press("ctrl+s")
        assert "✗ 2026-11-22 is in the past." in person.screen
        assert written(sandbox) == []
        await person.press("ctrl+u")
        await person.type("2027-02-30")
        assert "✗ 2027-02-30 doesn't exist." in person.screen
        await person.press("backspace", "backspace", "2", "8")
        assert "Expires 2027-02-28 23:59." in person.words
        await person.press("ctrl+s")  # it is sent as the end of that day
        body = {"name": "x" * 50, "rights": [INFO], "expires_at": "2027-02-28T23:59:59.000Z"}
        assert sent(sandbox) == [("POST", body)]


# The rights


def selected(person):
    """The rights of the key that would be sent."""
    return person.app.screen.wanted().rights


async def test_the_wildcard_brings_all_and_is_sent_alone(start, sample, sandbox):
    async with start(sample.key, (120, 40)) as person:
        await new(person)
        await to_rights(person, "space")
        # The panel says what will be created before it explains.
        assert person.screen.index("Will be created") < person.screen.index("RIGHT_APPLICATION_INFO")
        await person.press("down", "down", "down")
        assert "RIGHT_APPLICATION_SETTINGS_ " in person.words
        assert "COLLABORATORS" in person.screen
        await person.press("end", "space")
        assert "[✓] All rights, including future ones" in person.screen
        assert person.screen.count("[~]") == person.screen.count("included in “all rights”") == 14
        await person.press("ctrl+s")
        assert sent(sandbox)[0][1]["rights"] == [EVERYTHING]


async def test_presets_are_those_of_a_usual_program_of_other_keys_and_ones_own(start, sample):
    async with start(sample.key) as person:
        await new(person, "greenhouse-1")
        await to_rights(person, "p", "enter")
        assert selected(person) == {INFO, READ}
        await person.press("p")
        assert "Replace the selection with" in person.words
        assert "Same as Irrigation 3 · see application, read" in person.words
        await person.press("end", "up", "up", "space")
        assert selected(person) == IRRIGATION
        # The selection is saved as a preset, taken, and removed.
        await person.press("p", "end", "enter")
        await person.type("Just looking")
        await person.press("enter")
        assert person.notes[-1] == "Saved the preset Just looking. Press p to select its rights."
        preferences = person.app.screen.session.preferences
        assert preferences.presets == {"Just looking": IRRIGATION}
        await person.press("p", "home", *["down"] * NO_RIGHTS, "enter", "p")
        assert "Just looking 3 · see application" in person.words
        assert "Save this selection" not in person.words, "nothing is selected"
        await person.press("end", "up", "up", "enter")
        assert selected(person) == IRRIGATION
        await person.press("p", "end", "enter")
        assert "Remove which preset?" in person.words
        await person.press("enter")
        assert preferences.presets == {}


async def test_the_rights_of_a_key_or_collaborator_of_another_application_can_be_copied(start, sample, sandbox):
    sandbox.add_application("closed", owner="admin")
    sandbox.add_collaborator("closed", sample.user_id, [INFO])
    async with start(sample.key) as person:
        await new(person)
        form = person.app.screen
        await to_rights(person, "p", "end", "enter")
        assert "Copy rights from which application?" in person.words
        chosen = person.app.screen.query_one(OptionList)
        assert chosen.options[0].id == LEAKS, "where one is comes first"
        await person.type("greenhouse-1")
        assert chosen.options[0].id == "greenhouse-1"
        await person.press("enter")
        assert "Copy whose rights, in greenhouse-1?" in person.words
        assert "key Irrigation 3 · see application, read" in person.words
        sources = person.app.screen.query_one(OptionList)
        assert len(sources.options) > 1
        await person.type("irrig")
        assert len(sources.options) == 1
        assert person.key_bar.startswith("enter Choose")
        await person.press("enter")
        assert selected(person) == IRRIGATION
        # Where they may not be read, the missing rights are named.
        await person.press("p", "end", "up", "enter")
        await person.type("closed")
        await person.press("enter")
        assert "Can't be read: API keys: you lack the right" in person.notes[-1]
        assert "user admin" in person.words, "whoever may see the application sees who shares it"
        await person.press("escape")
        assert person.app.screen is form
        # An application that isn't there
        await person.press("p", "end", "up", "enter")
        await person.type("not-there")
        assert "No application has that in its ID or name." in person.words
        await person.press("enter")
        assert "Copy rights from which application?" in person.words
        await person.press("escape")
        # All rights of whoever created an application are copied as all of its rights.
        await person.press("p", "end", "up", "enter")
        await person.type("greenhouse-000010")
        await person.press("enter")
        await person.type("organization")
        await person.press("enter", "ctrl+s")
        assert sent(sandbox)[0][1]["rights"] == [EVERYTHING]


@pytest.mark.usefixtures("sample")
async def test_what_the_caller_lacks_is_dimmed_with_the_reason(start, sandbox):
    async with start(application_key(sandbox, LEAKS, SETTINGS, INFO)) as person:
        await person.press(tab_key("API keys"), "n")
        await to_rights(person, "down", "space")
        assert person.beside("[-] Delete the application").startswith("you lack this right")
        assert "lack" not in person.beside("[ ] See the application")
        assert person.notes == ["You lack this right."]
        await person.press("p", "enter", "ctrl+s")
        assert person.notes[-1] == "Left out because you lack them: Read up- and downlink traffic."
        assert sent(sandbox)[0][1]["rights"] == [INFO]


@pytest.mark.usefixtures("sample")
async def test_without_the_callers_rights_nothing_is_dimmed_and_the_server_decides(start, sandbox):
    sandbox.faults.add(Fault("GET", path="/rights$", status=500, times=None))
    async with start(application_key(sandbox, LEAKS, SETTINGS, INFO)) as person:
        await person.press(tab_key("API keys"), "n")
        assert "[-]" not in person.screen
        await to_rights(person, "end", "space", "ctrl+s")
        assert "✗ insufficient rights for application" in person.screen
        assert "missing: RIGHT_APPLICATION_ALL" in person.words
        assert "[✓] All rights, including future ones" in person.screen


# Leaving, commands, and what goes wrong


async def test_esc_clears_the_filter_of_the_rights_before_it_leaves_and_asks_where_something_was_typed(start, sample):
    async with start(sample.key) as person:
        await new(person)
        await to_rights(person, "slash", *"down")
        assert "enter Keep" in person.key_bar
        await person.press("enter")
        assert "esc Clear filter" in person.key_bar
        await person.press("escape")
        assert "Leave this form?" not in person.words
        assert "esc Cancel" in person.key_bar
        await person.press("space", "escape")
        assert "Leave this form?" in person.words
        await person.press("n", "space", "shift+tab", "shift+tab", "r", "escape")
        assert "Your changes are not saved." in person.screen
        await person.press("n", "backspace", "escape")
        assert isinstance(person.app.screen, APIKeysScreen)


async def test_a_click_selects_a_right_and_what_is_shown_as_commands_is_what_is_sent(start, sample, sandbox):
    async with start(sample.key, (120, 40)) as person:
        await new(person)
        await person.type("reader")
        row = next(number for number, line in enumerate(person.screen.splitlines()) if "Change basic" in line)
        await person.pilot.click(offset=(14, row))
        await person.settle()
        assert "[✓] Change basic settings" in person.screen
        await person.press("ctrl+o")
        screen = person.app.screen
        assert isinstance(screen, AsCommandsScreen)
        shown = screen._curl.split("--data-raw ")[1].strip("'")
        await person.press("escape", "ctrl+s")
        assert sent(sandbox) == [("POST", json.loads(shown))]


async def test_ctrl_s_pressed_again_sends_once_and_the_key_comes_to_whoever_left_the_form(start, sample, sandbox):
    async with start(sample.key) as person:
        await new(person)
        await to_rights(person, "space")
        held = HeldRequest(sandbox, "POST")
        await person.touch("ctrl+s", "ctrl+s", "f2")
        await person.pilot.pause()
        await person.touch("escape")
        await person.touch("q")
        await person.pilot.pause()
        assert "Applications" in person.screen
        await person.touch("ctrl+q")
        await person.pilot.pause()
        assert "Being sent: create the API key." in person.screen
        await person.touch("n")
        held.release()
        await person.settle()
        assert len(written(sandbox)) == 1
        assert isinstance(person.app.screen, KeyOnceScreen)
        await person.press("x", "y")
        assert "Applications" in person.screen


async def test_after_a_failure_the_form_stays_and_a_key_that_nobody_saw_can_be_revoked_or_kept(start, sample, sandbox):
    async with start(sample.key) as person:
        await new(person)
        form = person.app.screen
        await person.type("reader")
        sandbox.faults.add(Fault("POST", status=500))
        await to_rights(person, "space", "ctrl+s")
        assert "Could not create the API key." in person.screen
        assert "reader" in person.screen
        assert len(written(sandbox)) == 1
        # The answer is lost, and there is no key.
        sandbox.faults.add(Fault("POST", cut="before"))
        await person.press("ctrl+s")
        assert "The answer was lost, so tts-tui checked: the key doesn't exist." in person.words
        # There is one, which is revoked.
        already = len(written(sandbox))
        sandbox.faults.add(Fault("POST", cut="after"))
        await person.press("ctrl+s")
        assert "A key was created, but its secret is lost. Revoke it?" in person.words
        assert person.app.screen.query_one("Box").has_class("-danger")
        assert keys(sandbox, LEAKS)["reader"].id in person.screen
        await person.press("enter", "y")
        assert [each.method for each in written(sandbox)[already:]] == ["POST", "DELETE"]
        assert keys(sandbox, LEAKS) == {}
        assert person.app.screen is form
        assert "[✓] See the application" in person.screen
        # The answer to that is lost, too.
        sandbox.faults.add(Fault("POST", cut="after"))
        sandbox.faults.add(Fault("DELETE", cut="after"))
        await person.press("ctrl+s")
        await person.press("enter", "y")
        assert keys(sandbox, LEAKS) == {}
        assert "outcome unknown" not in person.words
        assert person.notes[-1].startswith("Revoked the key.")
        # It is kept.
        already = len(written(sandbox))
        sandbox.faults.add(Fault("POST", cut="after"))
        await person.press("ctrl+s")
        await person.press("n")
        assert [each.method for each in written(sandbox)[already:]] == ["POST"]
        assert len(keys(sandbox, LEAKS)) == 1
        assert person.app.screen is form
        await person.press("ctrl+s")
        assert isinstance(person.app.screen, KeyOnceScreen)
