"""A dialog lies over its screen: that stays readable, and nothing on it acts or takes the focus."""

from __future__ import annotations

import pytest
from textual.content import Content

from tests.tui.screens.api_keys.keys import open_keys
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.core.commands import COPY_ERROR
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.menu import Menu

WAYS = {
    "list": (),
    "overview": ("enter",),
    "keys": ("enter", tab_key("API keys")),
    "settings": ("enter", tab_key("Settings")),
    "wizard": ("n",),
    "servers": ("o",),
    "deleted": ("t",),
    "new key": ("enter", tab_key("API keys"), "n"),
}
DIALOGS = {
    "confirm": lambda: Confirm("Really?", "It is a question.", yes="Do it", no="Leave it"),
    "danger": lambda: Confirm("Really?", yes="Do it", no="Leave it", danger=True),
    "menu": lambda: Menu("Which?", ["one", "two"]),
}
HARMLESS = {"y", "n", "q", "escape", "enter", "space", "j", "k", "up", "down", "ctrl+q", "f12"}
"""What the dialogs themselves do something by."""


@pytest.mark.parametrize("dialog", list(DIALOGS))
@pytest.mark.parametrize("way", list(WAYS))
async def test_nothing_below_acts_or_takes_the_focus(start, sandbox, sample, dialog, way):
    async with start(sample.key) as person:
        await person.press(*WAYS[way])
        below = person.app.screen
        focused, before, asked = below.focused, person.screen, len(sandbox.requests)
        answers = []
        person.app.push_screen(DIALOGS[dialog](), answers.append)
        await person.settle()
        shown = person.app.screen
        keys = {key for command in (*below.offers, *person.app.offers, COPY_ERROR) for key in command.keys}
        for key in [*sorted(keys - HARMLESS), "tab", "shift+tab", "1", "2", "ctrl+pagedown", "x"]:
            await person.touch(key)
            assert person.app.screen is shown, key
        await person.settle()
        assert len(sandbox.requests) == asked
        assert focused is None or below.focused is focused
        await person.press("escape")
        assert len(answers) == 1
        assert person.app.screen is below
        assert focused is None or below.focused is focused
        assert person.screen == before


OPENED: dict[str, tuple[str, ...]] = {
    **{f"help over the {way}": (*keys, "f1") for way, keys in WAYS.items()},
    **{f"palette over the {way}": (*keys, "ctrl+p") for way, keys in WAYS.items()},
    "deleting an application": ("d",),
    "deleting it from its overview": ("enter", "d"),
    "deleting a key": (tab_key("API keys"), "d"),
    "rotating a key": (tab_key("API keys"), "R"),
    "removing a collaborator": (tab_key("Access"), "d"),
}
"""The keys that open a dialog, the last of them over the screen that is meant; with a digit, from the keys of one."""


@pytest.mark.parametrize("name", list(OPENED))
async def test_keys_and_another_size_reach_only_the_dialog(start, sandbox, sample, name):
    keys = OPENED[name]
    async with start(sample.key) as person:
        if keys[0] in (tab_key("API keys"), tab_key("Access")):
            await open_keys(person, "water-meters-north")
            await person.press(*keys[:1])
            keys = keys[1:]
        await person.press(*keys[:-1])
        below = person.app.screen
        focused, before = below.focused, person.screen
        await person.press(keys[-1])
        shown = person.app.screen
        assert shown is not below
        assert shown.is_modal
        asked = len(sandbox.requests)
        own = {"escape", "enter", "ctrl+q", *(key for each in getattr(shown, "offers", ()) for key in each.keys)}
        theirs = {"tab", "shift+tab", "1", "2", "f7", "x", *(key for each in below.offers for key in each.keys)}
        for key in sorted(theirs - own):
            await person.touch(key)
            assert person.app.screen is shown, key
        await person.settle()
        assert person.app.screen is shown
        assert len(sandbox.requests) == asked
        assert focused is None or below.focused is focused
        assert shown.focused is None or shown.focused.screen is shown
        await person.pilot.resize_terminal(120, 40)
        await person.settle()
        assert person.app.screen is shown
        await person.pilot.resize_terminal(80, 24)
        await person.settle()
        await person.press("escape")
        assert person.app.screen is below
        assert focused is None or below.focused is focused
        assert person.screen == before


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


async def test_a_click_below_does_nothing(start, sample):
    async with start(sample.key) as person:
        table = person.app.screen.query_one("#applications")
        row = table.cursor_row
        person.app.push_screen(Confirm("Really?"))
        await person.settle()
        await person.pilot.click(offset=(3, 6))
        await person.pilot.click(offset=(3, 6))
        await person.settle()
        assert isinstance(person.app.screen, Confirm)
        assert table.cursor_row == row


@pytest.mark.parametrize("word", ["Do it", "Leave it"])
@pytest.mark.parametrize("line", [-1, "box"])
async def test_both_words_can_be_clicked_in_the_bar_and_in_the_box(start, sample, word, line):
    async with start(sample.key) as person:
        answers = []
        person.app.push_screen(Confirm("Really?", yes="Do it", no="Leave it"), answers.append)
        await person.settle()
        lines = person.screen.split("\n")
        y = len(lines) - 1 if line == -1 else next(at for at, each in enumerate(lines) if word in each and "│" in each)
        await person.pilot.click(offset=(lines[y].index(word), y))
        await person.settle()
        assert answers == [word == "Do it"]


async def test_it_works_after_the_terminal_has_another_size(start, sample):
    async with start(sample.key) as person:
        person.app.push_screen(Confirm("Really?", yes="Do it", no="Leave it"))
        await person.settle()
        await person.pilot.resize_terminal(120, 40)
        await person.settle()
        assert "╭─ Really? ─" in person.screen
        assert person.screen.split("\n")[1].startswith("─ Applications 60 ")
        await person.press("n")
        assert person.app.screen.area == "Applications"
        assert person.screen.split("\n")[-1].endswith("? Help")


@pytest.mark.parametrize("title", ["Delete pump-stations", "Revoke the API key "])
async def test_deleting_is_in_the_colour_of_danger(start, sample, title):
    async with start(sample.key) as person:
        if "key" in title:
            await open_keys(person, "water-meters-north")
        await person.press("d")
        box = person.app.screen.query_one("Box")
        assert box.has_class("-danger")
        assert f"╭─ {title}" in person.screen
        assert person.app.screen.styles.background.a == 0


async def test_a_long_question_stands_in_the_box(start, sample):
    async with start(sample.key, (60, 16)) as person:
        question = " ".join(["word"] * 20)
        person.app.push_screen(Confirm(Content(question)))
        await person.settle()
        assert person.screen.count("word") == 20


async def test_a_key_can_be_deleted_in_it(start, sample):
    async with start(sample.key) as person:
        await open_keys(person, "water-meters-north")
        await person.press("d", "y")
        assert person.app.screen.area == "API keys"


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
