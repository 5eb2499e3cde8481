"""The panel beside the list of API keys."""

from __future__ import annotations

from datetime import timedelta

from tests.tui.conftest import NOW
from tests.tui.screens.api_keys.keys import READ, SETTINGS, open_keys
from tts_tui.tui.base.application_tab import tab_key

WIDE = (120, 40)


def side(person) -> str:
    """What the panel shows, as one line."""
    lines = person.screen.splitlines()[2:-2]
    at = lines[0].find("┬")
    return " ".join(" ".join(line[at + 1 :].split()) for line in lines).strip()


async def test_it_shows_the_rights_in_words_and_the_dates_and_asks_nothing(start, sandbox, sample):
    sandbox.add_key(
        "application", "water-leaks", name="reader", rights=[READ, SETTINGS], expires_at=NOW + timedelta(days=3)
    )
    async with start(sample.key, WIDE) as person:
        await open_keys(person, "water-leaks")
        sandbox.requests.clear()
        await person.press("j", "k")
        assert "─ API key ─" in person.screen.splitlines()[2]  # not the name, which stands below
        assert "reader" in side(person)
        for words in ("Expires ! 2026-11-26", "Created", "2 rights", "Read up- and downlink traffic"):
            assert words in side(person)
        assert sandbox.requests == []


async def test_where_there_is_none_the_lines_below_the_list_say_it(start, sample):
    async with start(sample.key, WIDE) as person:
        await open_keys(person, "water-meters-north")
        about = person.app.screen.query_one("#below")
        assert not about.display
        await person.press("v")
        assert about.display
        assert "┬" not in person.screen
        await person.press("v")
        assert not about.display


async def test_what_is_hidden_on_one_list_is_hidden_on_the_other(start, sample):
    async with start(sample.key, WIDE) as person:
        await person.press("j", "enter", tab_key("API keys"), "v", "escape")
        assert person.app.screen.area == "Applications"
        assert "┬" not in person.screen
