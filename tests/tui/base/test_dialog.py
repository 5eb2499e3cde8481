"""A dialog lies over its screen: that stays readable, and nothing on it acts or takes the focus."""

from __future__ import annotations

import pytest
from textual.content import Content

from tests.tui.screens.api_keys.keys import open_keys
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.core.commands import COPY_ERROR
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.menu import Menu

WATER = "water-meters-north"
SCREENS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "list": ((), ("d",)),
    "overview": (("enter",), ("d",)),
    "keys": ((tab_key("API keys"),), ("d", "R")),
    "access": ((tab_key("Access"),), ("d",)),
    "settings": (("enter", tab_key("Settings")), ()),
    "wizard": (("n",), ()),
    "servers": (("o",), ()),
    "deleted": (("t",), ()),
    "new key": (("enter", tab_key("API keys"), "n"), ()),
}
"""The keys that open a screen, those of a tab from the API keys of WATER; and the keys of its own dialogs."""
DIALOGS = [
    lambda: Confirm("Really?", "It is a question.", yes="Do it", no="Leave it", danger=True),
    lambda: Menu("Which?", ["one", "two"]),
]
HARMLESS = {"y", "n", "q", "escape", "enter", "space", "j", "k", "up", "down", "ctrl+q", "f12"}
"""What the dialogs themselves do something by."""


@pytest.mark.parametrize("name", list(SCREENS))
async def test_over_each_screen_keys_and_another_size_reach_only_the_dialog(start, sandbox, sample, name):
    keys, own_dialogs = SCREENS[name]
    async with start(sample.key) as person:
        if keys and keys[0].isdigit():
            await open_keys(person, WATER)
        await person.press(*keys)
        below = person.app.screen
        focused, before = below.focused, person.screen

        async def left_alone(shown, presses):
            """Nothing below acts on these keys, is asked for or takes the focus."""
            asked = len(sandbox.requests)
            for key in sorted(presses):
                await person.touch(key)
                assert person.app.screen is shown, key
            await person.settle()
            assert person.app.screen is shown
            assert len(sandbox.requests) == asked
            assert focused is None or below.focused is focused

        async def closed():
            """Esc closes it, and what lies below is as before."""
            await person.press("escape")
            assert person.app.screen is below
            assert focused is None or below.focused is focused
            assert person.screen == before

        for dialog in DIALOGS:
            answers = []
            person.app.push_screen(dialog(), answers.append)
            await person.settle()
            theirs = {key for command in (*below.offers, *person.app.offers, COPY_ERROR) for key in command.keys}
            extra = {"tab", "shift+tab", "1", "2", "ctrl+pagedown", "x"}
            await left_alone(person.app.screen, theirs - HARMLESS | extra)
            await closed()
            assert len(answers) == 1
        for opener in ("f1", "ctrl+p", *own_dialogs):
            await person.press(opener)
            shown = person.app.screen
            assert shown is not below
            assert shown.is_modal
            own = {"escape", "enter", "ctrl+q", *(key for each in getattr(shown, "offers", ()) for key in each.keys)}
            theirs = {"tab", "shift+tab", "1", "2", "f7", "x", *(key for each in below.offers for key in each.keys)}
            await left_alone(shown, theirs - own)
            assert shown.focused is None or shown.focused.screen is shown
            for size in ((120, 40), (80, 24)):
                await person.resize(*size)
                assert person.app.screen is shown
            await closed()


async def test_the_plan_of_an_audit_lets_nothing_through_to_the_audit(start, sandbox, sample):
    async with start(sample.key) as person:
        await person.press("A")
        below = person.app.screen
        await person.press("asterisk", "d")
        shown, asked = person.app.screen, len(sandbox.requests)
        assert shown.area == "End API keys"
        focused = below.focused
        own = {key for command in shown.offers for key in command.keys} | {"f1", "question_mark", "ctrl+q"}
        for key in sorted({key for command in below.offers for key in command.keys} - own):
            await person.touch(key)
            assert person.app.screen is shown, key
        await person.settle()
        assert len(sandbox.requests) == asked
        await person.press("escape")
        assert person.app.screen is below
        assert focused is None or below.focused is focused


async def test_what_a_worker_brings_below_takes_no_focus_and_closes_nothing(start, sample):
    async with start(sample.key) as person:
        below = person.app.screen
        await person.press("d")
        shown, focused = person.app.screen, person.app.focused
        below.action_refresh()  # its answer comes while the dialog is open
        await person.settle()
        assert person.app.screen is shown
        assert person.app.focused is focused
        await person.press("x")
        assert shown.query_one("#typed").value == "x"


async def test_what_lies_below_can_be_read(start, sample, size):
    async with start(sample.key, size) as person:
        before = person.screen.split("\n")
        await person.press("n", "x", "escape")
        await person.press("y")
        person.app.push_screen(Confirm("Really?", yes="Do it", no="Leave it"))
        await person.settle()
        lines = person.screen.split("\n")
        assert lines[:5] == before[:5]
        assert any("╭─ Really? ─" in line for line in lines)
        assert lines[-1] == " y Do it  n Leave it"
        assert "y Do it    n Leave it" in person.screen


async def test_both_words_can_be_clicked_in_the_bar_and_in_the_box(start, sample):
    async with start(sample.key) as person:
        for word in ("Do it", "Leave it"):
            for in_box in (True, False):
                answers = []
                person.app.push_screen(Confirm("Really?", yes="Do it", no="Leave it"), answers.append)
                await person.settle()
                lines = person.screen.split("\n")
                y = next(at for at, line in enumerate(lines) if word in line and ("│" in line) == in_box)
                await person.pilot.click(offset=(lines[y].index(word), y))
                await person.settle()
                assert answers == [word == "Do it"]


async def test_a_click_below_does_nothing_and_it_works_after_the_terminal_has_another_size(start, sample):
    async with start(sample.key) as person:
        table = person.app.screen.query_one("#applications")
        row = table.cursor_row
        person.app.push_screen(Confirm("Really?", yes="Do it", no="Leave it"))
        await person.settle()
        await person.pilot.click(offset=(3, 6))
        await person.pilot.click(offset=(3, 6))
        await person.settle()
        assert isinstance(person.app.screen, Confirm)
        assert table.cursor_row == row
        await person.resize(120, 40)
        assert "╭─ Really? ─" in person.screen
        assert person.screen.split("\n")[1].startswith("─ Applications 60 ")
        await person.press("n")
        assert person.app.screen.area == "Applications"
        assert person.screen.split("\n")[-1].endswith("? Help")


async def test_deleting_is_in_the_colour_of_danger(start, sample):
    async with start(sample.key) as person:
        await person.press("d")
        assert person.app.screen.query_one("Box").has_class("-danger")
        assert "╭─ Delete pump-stations" in person.screen
        assert person.app.screen.styles.background.a == 0
        await person.press("escape")
        await open_keys(person, WATER)
        await person.press("d")
        assert person.app.screen.query_one("Box").has_class("-danger")
        assert "╭─ Revoke the API key " in person.screen
        await person.press("y")
        assert person.app.screen.area == "API keys"


async def test_a_long_question_stands_in_the_box(start, sample):
    async with start(sample.key, (60, 16)) as person:
        question = " ".join(["word"] * 20)
        person.app.push_screen(Confirm(Content(question)))
        await person.settle()
        assert person.screen.count("word") == 20


async def test_a_menu_names_enter(start, sample):
    async with start(sample.key) as person:
        answers = []
        person.app.push_screen(Menu("Which?", ["one", "two"]), answers.append)
        await person.settle()
        assert person.key_bar.startswith("enter Choose")
        await person.press("down", "enter")
        assert answers == [1]
        person.app.push_screen(Menu("Which?", ["one", "two"]), answers.append)
        await person.settle()
        await person.press("space")
        assert answers == [1, 0]
