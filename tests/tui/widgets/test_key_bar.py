"""The bar of keys: what there is room for, in the order of its use."""

from __future__ import annotations

import pytest

from tts_tui.tui.widgets.key_bar import Key, KeyBar, placed

OPEN = Key("enter", "Open", "open")
NEW = Key("n", "New", "new")
BACK = Key("escape", "Back", "back")
QUIT = Key("q", "Quit", "leave")
HELP = Key("question_mark", "Help", "app.help")


def line(keys, width):
    words = ""
    for at, key in placed(keys, width):
        assert at >= len(words)
        words = words.ljust(at) + key.text
    return words


def test_one_blank_first_and_two_between_and_help_at_the_right():
    assert line([OPEN, NEW, BACK, HELP], 40) == " enter Open  n New  esc Back     ? Help"


def test_what_has_no_room_is_left_out_but_never_help_and_the_way_back():
    assert line([OPEN, NEW, BACK, HELP], 30) == " enter Open  esc Back  ? Help"
    assert line([OPEN, NEW, BACK, HELP], 20) == " esc Back    ? Help"
    assert line([OPEN, NEW, QUIT, HELP], 20) == " q Quit      ? Help"


def test_what_is_used_less_does_not_take_the_place_of_what_is_used_more():
    assert "n New" not in line([Key("e", "Edit a long word", "edit"), NEW, BACK, HELP], 30)


@pytest.mark.parametrize("width", [1, 10, 60, 200])
def test_it_can_be_of_any_width(width):
    assert line([BACK, HELP], width).split() == ["esc", "Back", "?", "Help"]


async def test_each_word_can_be_clicked_and_a_wider_screen_has_more_of_them(start, sample):
    async with start(sample.key, (60, 24)) as person:
        bar = person.key_bar
        assert bar.startswith("enter Open  n New")
        assert "q Quit" in bar
        assert bar.endswith("? Help")
        await person.resize(120, 24)
        assert len(person.key_bar.split("  ")) > len(bar.split("  "))
        await person.pilot.click("KeyBar", offset=(person.screen.splitlines()[-1].index("? Help"), 0))
        await person.settle()
        assert "Keys" in person.screen


async def test_for_changes_that_come_together_the_commands_are_asked_once(start, sample, monkeypatch):
    async with start(sample.key) as person:
        asked = []
        active = KeyBar._active
        monkeypatch.setattr(KeyBar, "_active", lambda bar, screen: asked.append(screen) or active(bar, screen))
        for _ in range(5):
            person.app.screen.refresh_bindings()
        await person.settle()
        assert asked == [person.app.screen]
