"""The page of keys: made from the commands, so that it can't be wrong about them."""

from __future__ import annotations

from tts_tui.tui.app import TTSApp
from tts_tui.tui.core.commands import COPY_ERROR
from tts_tui.tui.core.key_names import in_text
from tts_tui.tui.screens.applications.list import ApplicationsScreen
from tts_tui.tui.widgets.property_list import PropertyList


async def test_both_keys_open_it_once_and_letters_of_the_screen_below_do_nothing(start, sample):
    async with start(sample.key) as person:
        for key in ("question_mark", "f1"):
            await person.press(key)
            assert type(person.app.screen).__name__ == "HelpScreen"
            await person.press("question_mark", "f1", "n", "d", "t", "enter")
            assert type(person.app.screen).__name__ == "HelpScreen"
            await person.press("escape")
            assert person.app.screen.area == "Applications"


async def test_it_shows_every_key(start, sample, size, golden):
    async with start(sample.key, size) as person:
        await person.press("question_mark")
        assert person.screen == golden
        whole = " ".join(" ".join(str(each.render()) for each in person.app.screen.query(PropertyList)).split())
        for command in (*ApplicationsScreen.offers, *TTSApp.offers, COPY_ERROR):
            assert command.help in whole
            for each in command.keys:
                assert in_text(each) in whole


async def test_it_scrolls_to_its_end_by_the_keys_that_it_lists(start, sample):
    async with start(sample.key) as person:
        await person.press("question_mark")
        page = person.app.screen.query_one("Box")
        places = []
        for key in ("j", "down", "k", "up", "ctrl+d", "ctrl+u", "G", "g", "pagedown"):
            await person.press(key)
            places.append(page.scroll_y)
        assert places[:4] == [1, 2, 1, 0]
        assert places[4] > 0
        assert places[5] == 0
        assert places[6] == page.max_scroll_y > 0
        assert places[7] == 0
        assert places[8] > 0
        await person.press("G")
        assert "Everywhere" in person.screen
        assert person.beside("Tab Shift+Tab").startswith("Next and previous field.")
        assert "Open the selected item." not in person.screen


async def test_what_does_not_work_now_says_why(start, sandbox):
    sandbox.add_user("newcomer")
    async with start(sandbox.add_key("user", "newcomer", rights=["RIGHT_USER_APPLICATIONS_LIST"])) as person:
        person.app.clear_notifications()
        await person.press("question_mark")
        assert "Unavailable: This token lacks RIGHT_USER_APPLICATIONS_CREATE." in person.words
        assert "Unavailable: No application is selected." in person.screen


async def test_it_closes_and_nothing_below_has_heard_the_key(start, sample):
    async with start(sample.key) as person:
        await person.press("slash", "a", "b")
        for key in ("escape", "q"):
            await person.press("f1", key)
            assert person.app.is_running
            assert person.app.screen.area == "Applications"
            assert person.app.screen.query_one("#filter").value == "ab"


async def test_where_letters_are_typed_the_bar_shows_the_key_that_is_none_and_the_palette_no_emoji(start, sample):
    async with start(sample.key) as person:
        assert person.screen.endswith("  ? Help")
        await person.press("n")
        assert person.screen.endswith("  f1 Help")
        await person.press("escape", "slash")
        assert "  ctrl+f Search" in person.screen
        assert person.screen.endswith("  f1 Help")
        await person.press("ctrl+p")
        assert "Search for commands…" in person.screen
        assert "🔎" not in person.screen, "the palette's letters are those of every terminal"
