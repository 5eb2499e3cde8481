"""What has become of something is told in a line above the keys, and over nothing that is on the screen."""

from __future__ import annotations

import pytest
from textual.widgets._toast import Toast

from tests.tui.screens.api_keys.keys import open_keys
from tts_tui.tui.app import TTSApp
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.core.notices import GLANCE, LEAST
from tts_tui.tui.widgets.notice_line import NoticeLine

WATER = "water-meters-north"


@pytest.fixture
def passing(monkeypatch):
    """Lets time pass."""
    now = [0.0]
    monkeypatch.setattr(TTSApp, "seconds", lambda _: now[0])

    def by(seconds):
        now[0] += seconds

    return by


def told(person):
    line = person.app.screen.query_one(NoticeLine)
    return line.notice.words if line.display and line.notice else None


async def say(person, words, severity="information"):
    person.app.notify(words, severity=severity, markup=False)
    await person.settle()


async def test_it_stands_above_the_keys_and_covers_nothing(start, sample, size):
    async with start(sample.key, size) as person:
        before = person.screen.split("\n")
        await say(person, "It is done.")
        lines = person.screen.split("\n")
        assert lines[-2] == " It is done."
        assert lines[:6] == before[:6]
        assert lines[-1] == before[-1]
        assert not person.app.screen.query(Toast)


async def test_a_success_goes_with_the_first_key_after_a_while(start, sample, passing):
    async with start(sample.key) as person:
        await say(person, "It is done.")
        await person.press("j")
        assert told(person) == "It is done."
        passing(LEAST)
        await person.settle()
        assert told(person) == "It is done."
        await person.press("j")
        assert told(person) is None
        assert person.app.screen.query_one("#applications").cursor_row == 2


async def test_a_success_goes_with_a_screen_change(start, sample, passing):
    async with start(sample.key) as person:
        await say(person, "It is done.")
        await person.press("enter")
        assert told(person) == "It is done."
        passing(LEAST)
        await open_keys(person, WATER)
        assert told(person) is None


async def test_another_tab_leaves_it_behind_once_it_was_seen(start, sample, passing):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        await say(person, "It is done.")
        await person.press(tab_key("Access"))
        assert told(person) == "It is done."
        passing(GLANCE)
        await person.press(tab_key("API keys"))
        assert told(person) is None


async def test_a_failure_stays_until_esc_which_does_nothing_else(start, sample, passing):
    async with start(sample.key) as person:
        await person.press("enter")
        await say(person, "Outcome unknown.", "error")
        passing(100)
        await person.press(tab_key("API keys"), "j")
        assert told(person) == "Outcome unknown."
        assert "✗ Outcome unknown.  (Esc closes this)" in person.screen
        await person.press("f6")
        assert person.app.clipboard == "Outcome unknown."
        await person.press("escape")
        assert told(person) != "Outcome unknown."  # but that it was copied
        assert person.app.screen.area == "API keys"


async def test_what_comes_while_a_dialog_is_open_is_shown_when_it_closes(start, sample, passing):
    async with start(sample.key) as person:
        await person.press("n", "x", "escape")
        assert "Leave this form?" in person.screen
        before = person.screen
        await say(person, "It is done.")
        passing(LEAST)
        await say(person, "That too.")
        assert person.screen == before
        await person.press("n")
        assert told(person) == "It is done."
        assert "(1 more)" in person.screen
        passing(LEAST)
        await person.press("a")
        assert told(person) == "That too."


async def test_the_same_words_appear_once(start, sample, passing):
    async with start(sample.key) as person:
        await say(person, "It is done.")
        await say(person, "It is done.")
        assert "more)" not in person.screen
        passing(LEAST)
        await person.press("j")
        assert told(person) is None


async def test_long_words_are_shown_whole(start, sample):
    async with start(sample.key) as person:
        words = " ".join(f"word{number}" for number in range(40))
        await say(person, words)
        assert words in " ".join(person.screen.split())
