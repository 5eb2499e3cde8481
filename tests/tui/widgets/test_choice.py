"""One of a few, chosen by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from tests.tui.conftest import driven
from tests.tui.widgets.bare_app import BareApp
from tts_tui.tui.widgets.choice import Choice

OPTIONS = [(None, "server's default"), (True, "on"), (False, "off")]


class ChoiceApp(BareApp):
    def __init__(self, options, value):
        super().__init__()
        self.choice = Choice(options, value)
        self.changes = []

    def compose(self):
        yield self.choice

    def on_choice_changed(self, event):
        assert event.control is self.choice
        self.changes.append(event.choice.value)


@asynccontextmanager
async def opened(value=None, options=OPTIONS, width=80):
    """A choice with the focus, and the person who presses keys."""
    app = ChoiceApp(options, value)
    async with driven(app, (width, 24)) as person:
        app.choice.focus()
        await person.settle()
        yield person, app.choice


def shown(choice):
    return str(choice.render())


async def test_the_mark_says_what_is_chosen():
    async with opened(True) as (_, choice):
        assert shown(choice) == "( ) server's default   (•) on   ( ) off"
        choice.value = None
        assert shown(choice) == "(•) server's default   ( ) on   ( ) off"
        choice.value = False
        assert shown(choice) == "( ) server's default   ( ) on   (•) off"


@pytest.mark.parametrize("key", ["space", "enter"])
async def test_arrows_move_and_only_space_or_enter_choose(key):
    async with opened() as (person, choice):
        await person.press("right")
        assert choice.value is None
        await person.press(key)
        assert choice.value is True
        assert person.app.changes == [True]
        await person.press(key, key)  # the same again is no change
        assert choice.value is True
        assert person.app.changes == [True]


async def test_the_cursor_stops_at_the_ends():
    async with opened() as (person, choice):
        for keys, expected in (
            (("down", "down"), False),
            (("l", "l", "h"), True),
            (("j", "j", "k", "k"), None),
            (("right", "right", "right", "right"), False),
            (("end",), False),
            (("end", "home"), None),
            (("left",), None),
        ):
            choice.value = None
            await person.press(*keys, "space")
            assert choice.value is expected, keys


async def test_the_cursor_is_seen_without_colour():
    async with opened(True) as (person, choice):
        await person.press("right")
        underlined = [
            choice.render().plain[span.start : span.end] for span in choice.render().spans if "underline" in span.style
        ]
        assert underlined == ["off"]


async def test_options_wrap_where_the_line_ends():
    async with opened(0, [(n, f"option {n}") for n in range(4)], width=32) as (person, choice):
        assert shown(choice) == "(•) option 0   ( ) option 1\n( ) option 2   ( ) option 3"
        assert choice.size.height == 2
        await person.pilot.click(choice, offset=(18, 1))
        assert choice.value == 3
        await person.pilot.click(choice, offset=(13, 0))  # the gap between two
        assert choice.value == 3


async def test_a_value_given_by_the_program_moves_the_cursor():
    async with opened() as (person, choice):
        choice.value = False
        await person.settle()
        assert person.app.changes == [False]
        await person.press("left", "space")
        assert choice.value is True


async def test_other_options_leave_what_is_chosen_where_it_is_still_offered():
    async with opened(False) as (person, choice):
        await person.press("left")
        choice.offer([(None, "nothing"), (False, "off"), (True, "on")])
        assert shown(choice) == "( ) nothing   (•) off   ( ) on"
        await person.press("space")
        assert choice.value is True
        choice.offer([(None, "nothing"), (False, "off")])
        assert shown(choice) == "(•) nothing   ( ) off"
        await person.settle()
        assert person.app.changes == [True, None]


async def test_disabled_it_takes_no_key():
    async with opened() as (person, choice):
        choice.disabled = True
        await person.press("right", "space")
        assert choice.value is None
