"""The page of keys is what the program does."""

from __future__ import annotations

from scripts import key_table as keys
from tts_tui.tui.screens.api_keys.edit import EditAPIKeyScreen
from tts_tui.tui.screens.api_keys.form import NewAPIKeyScreen


def test_the_table_of_keys_is_the_one_that_the_commands_make() -> None:
    assert keys.PAGE.read_text(encoding="utf-8") == keys.page(), "run: make docs"


def test_screens_of_one_area_all_have_their_commands_there() -> None:
    there = keys.areas()["API key"]
    assert set(there) == {*NewAPIKeyScreen.offers, *EditAPIKeyScreen.offers}
