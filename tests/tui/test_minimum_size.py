"""A terminal that is too small: nothing but resizing and quitting works; driven by keys, pastes and clicks."""

from __future__ import annotations

from textual.events import MouseDown, MouseUp, Paste

from tests.tui.conftest import Person
from tests.tui.screens.api_keys.keys import keys, open_keys, written
from tests.tui.screens.sign_in.opening import area
from tts_tui.tui.base.application_tab import tab_key

APPLICATION = "water-leaks"


def paste(person: Person, text: str) -> None:
    person.app._driver.send_message(Paste(text))


def click(person: Person, x: int, y: int) -> None:
    for kind in (MouseDown, MouseUp):
        person.app._driver.send_message(
            kind(
                widget=None,
                x=x,
                y=y,
                delta_x=0,
                delta_y=0,
                button=1,
                shift=False,
                meta=False,
                ctrl=False,
                screen_x=x,
                screen_y=y,
            )
        )


async def test_no_key_acts_on_what_can_not_be_seen(start, narrow, sandbox):
    sandbox.add_key("application", APPLICATION, name="one", rights=["RIGHT_APPLICATION_INFO"])
    async with start(narrow.key) as person:
        await open_keys(person, APPLICATION)
        before = keys(sandbox, APPLICATION)
        for small in ((40, 10), (59, 24), (80, 15)):
            await person.resize(*small)
            assert "make it larger" in person.screen
            await person.press("d", "y", "ctrl+p", "f1", "ctrl+z", "escape", tab_key("Settings"))
            paste(person, "x")
            click(person, 5, 5)
            await person.settle()
            assert area(person) == "API keys"
            assert written(sandbox) == []
            await person.resize(80, 24)
            assert "make it larger" not in person.screen
            assert keys(sandbox, APPLICATION) == before
        await person.press("d")
        assert area(person) == "Revoke API key"


async def test_a_question_is_covered_and_not_answered(start, narrow, sandbox):
    async with start(narrow.key) as person:
        await person.press("n", *"mine", "escape")
        await person.resize(40, 10)
        assert "make it larger" in person.screen
        assert "Leave this form?" not in person.screen
        await person.press("y")
        await person.resize(80, 24)
        assert "Leave this form?" in person.screen


async def test_what_is_typed_stays_and_the_palette_is_covered_as_well(start, narrow):
    async with start(narrow.key) as person:
        await person.press("n", *"mine", "ctrl+p")
        await person.resize(40, 10)
        assert "make it larger" in person.screen
        await person.press("q", "enter")
        paste(person, "x")
        await person.resize(80, 24)
        await person.press("escape")
        assert area(person) == "New application"
        assert person.app.screen.query_one("#id").value == "mine"


async def test_quitting_works_at_once_where_nothing_is_lost(start, narrow):
    async with start(narrow.key) as person:
        await person.resize(40, 10)
        await person.touch("ctrl+q")
        await person.until(lambda: not person.app.is_running)


async def test_quitting_says_first_what_would_be_lost(start, narrow):
    async with start(narrow.key) as person:
        await person.press("n", *"mine")
        await person.resize(40, 10)
        await person.press("ctrl+q")
        assert person.app.is_running
        assert "This terminal is 40×10." in person.words
        assert "New application: your changes are not saved. Ctrl+Q again quits anyway." in person.words
        await person.touch("ctrl+q")
        await person.until(lambda: not person.app.is_running)


async def test_a_screen_that_comes_meanwhile_is_covered_as_well(start, narrow):
    async with start(narrow.key) as person:
        await person.resize(40, 10)
        person.app.action_servers()
        await person.settle()
        assert "make it larger" in person.screen
