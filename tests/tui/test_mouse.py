"""What clicks do: the left button what the keys beside the words do, the others nothing."""

from __future__ import annotations

from textual.events import MouseDown, MouseUp

from tests.tui.screens.api_keys.keys import INFO, open_keys, written
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.widgets.api_key_table import APIKeyTable
from tts_tui.tui.widgets.rights_checklist import RightsChecklist

LEFT, MIDDLE, RIGHT = 1, 2, 3
WATER = "water-meters-north"


async def click(person, words, button=LEFT, at=None):
    """Click on words of the screen, as the terminal's driver says it."""
    y = line(person, words) if at is None else at
    x = person.screen.split("\n")[y].index(words) + 1
    for kind in (MouseDown, MouseUp):
        person.app._driver.send_message(kind(None, x, y, 0, 0, button, False, False, False, x, y))
        await person._handled()
    await person.settle()


def line(person, words):
    """The number of the line with these words."""
    return next(number for number, text in enumerate(person.screen.split("\n")) if words in text)


def area(person):
    return person.app.screen.area


async def test_tabs_are_gone_to(start, sample, size):
    async with start(sample.key, size) as person:
        await person.press("enter")
        for word, there in (
            ("  4 Keys" if size[0] == 80 else "API keys", "API keys"),
            ("Settings", "Settings"),
            ("Access", "Access"),
            ("Overview", "Application"),
        ):
            await click(person, word, at=1)
            assert area(person) == there


async def test_a_tab_that_is_clicked_asks_before_something_typed_is_lost(start, sample):
    async with start(sample.key) as person:
        await person.press("enter", tab_key("Settings"))
        await person.press("tab", "x")
        await click(person, "Overview", at=1)
        assert "Leave this form?" in person.screen
        await click(person, "Stay")
        assert area(person) == "Settings"
        await click(person, "Overview", at=1)
        await click(person, "Leave", at=line(person, "Stay"))
        assert area(person) == "Application"


async def test_steps_are_gone_to_and_what_was_typed_stays(start, sample):
    async with start(sample.key) as person:
        await person.press("n", *"my-app")
        await click(person, "3 Review")
        assert "▸3 Review" in person.screen
        assert "my-app" in person.screen
        await click(person, "2 Options")
        assert "▸2 Options" in person.screen
        await click(person, "1 Basics")
        assert "▸1 Basics" in person.screen
        await person.press("x")
        assert "my-appx" in person.screen


async def test_the_answers_to_a_question_are_given(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        for words, sent in (("Keep it", []), ("Revoke the key", ["DELETE"])):
            await person.press("d")
            await click(person, words, at=line(person, "y Revoke"))
            assert area(person) == "API keys"
            assert [each.method for each in written(sandbox)] == sent


async def test_the_words_above_the_rights_are_keys(start, sample):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        await person.press("n")
        await click(person, "p presets")
        assert "Replace the selection with" in person.screen
        await person.press("escape")
        await click(person, "/ filter", at=line(person, "p presets"))
        await person.press(*"link")
        assert "See the application" not in person.screen


async def test_other_buttons_do_nothing(start, sample, sandbox):
    async with start(sample.key) as person:
        await click_otherwise(person, "harbour-lights")
        assert person.app.screen.query_one("#applications").cursor_row == 0
        await click_otherwise(person, "n New")
        assert area(person) == "Applications"
        await open_keys(person, WATER)
        table = person.app.screen.query_one(APIKeyTable)
        for key in ("Billing", "Billing"):
            await click_otherwise(person, key)
        assert (table.cursor_row, area(person)) == (0, "API keys")
        await person.press("n")
        before = person.screen
        for words in ("30 days", "See the application", "See and change API keys", "p presets", "never"):
            await click_otherwise(person, words)
        assert person.screen == before
        rights = person.app.screen.query_one(RightsChecklist)
        assert rights.selection.rights == set()
        assert written(sandbox) == []
        # A click after them is a click.
        await click(person, "See the application")
        assert rights.selection.rights == {INFO}


async def click_otherwise(person, words):
    for button in (MIDDLE, RIGHT):
        await click(person, words, button)


async def test_a_click_on_a_row_of_a_plan_does_nothing(start, sample):
    async with start(sample.key) as person:
        await person.press("A", "asterisk", "d")
        for _ in range(2):  # the second one is on the row under the cursor
            await click(person, "waiting")
        assert area(person) == "End API keys"
        assert "Nothing has been sent yet" in person.screen
