"""One of a few, chosen by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from textual.app import App

from tts_tui.tui.widgets.choice import Choice

OPTIONS = [(None, "server's default"), (True, "on"), (False, "off")]


class Around(App[None]):
    def __init__(self, value, options):
        super().__init__()
        self.choice = Choice(options, value)
        self.changes = []

    def compose(self):
        yield self.choice

    def on_choice_changed(self, event):
        assert event.control is self.choice
        self.changes.append(event.choice.value)


@asynccontextmanager
async def choosing(value=None, options=OPTIONS, width=80):
    app = Around(value, options)
    async with app.run_test(size=(width, 24)) as pilot:
        app.choice.focus()
        await pilot.pause()
        yield app.choice, pilot


def shown(choice):
    return str(choice.render())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "(•) server's default   ( ) on   ( ) off"),
        (True, "( ) server's default   (•) on   ( ) off"),
        (False, "( ) server's default   ( ) on   (•) off"),
    ],
)
async def test_the_mark_says_what_is_chosen(value, expected):
    async with choosing(value) as (choice, _):
        assert shown(choice) == expected


@pytest.mark.parametrize("key", ["space", "enter"])
async def test_arrows_move_and_only_space_or_enter_choose(key):
    async with choosing() as (choice, pilot):
        await pilot.press("right")
        assert choice.value is None
        await pilot.press(key)
        assert choice.value is True
        assert pilot.app.changes == [True]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("down", "down"), False),
        (("l", "l", "h"), True),
        (("j", "j", "k", "k"), None),
        (("right", "right", "right", "right"), False),
        (("end",), False),
        (("end", "home"), None),
        (("left",), None),
    ],
)
async def test_the_cursor_stops_at_the_ends(keys, expected):
    async with choosing() as (choice, pilot):
        await pilot.press(*keys, "space")
        assert choice.value is expected


async def test_choosing_the_same_again_is_no_change():
    async with choosing(True) as (choice, pilot):
        await pilot.press("space", "space")
        assert choice.value is True
        assert pilot.app.changes == []


async def test_the_cursor_is_seen_without_colour():
    async with choosing(True) as (choice, pilot):
        await pilot.press("right")
        underlined = [
            choice.render().plain[span.start : span.end] for span in choice.render().spans if "underline" in span.style
        ]
        assert underlined == ["off"]


async def test_options_wrap_where_the_line_ends():
    async with choosing(options=[(n, f"option {n}") for n in range(4)], value=0, width=32) as (choice, pilot):
        assert shown(choice) == "(•) option 0   ( ) option 1\n( ) option 2   ( ) option 3"
        assert choice.size.height == 2
        await pilot.click(choice, offset=(18, 1))
        assert choice.value == 3
        await pilot.click(choice, offset=(13, 0))  # the gap between two
        assert choice.value == 3


async def test_a_value_given_by_the_program_moves_the_cursor():
    async with choosing() as (choice, pilot):
        choice.value = False
        await pilot.pause()
        assert pilot.app.changes == [False]
        await pilot.press("left", "space")
        assert choice.value is True


async def test_other_options_leave_what_is_chosen_where_it_is_still_offered():
    async with choosing(False) as (choice, pilot):
        await pilot.press("left")
        choice.offer([(None, "nothing"), (False, "off"), (True, "on")])
        assert shown(choice) == "( ) nothing   (•) off   ( ) on"
        await pilot.press("space")
        assert choice.value is True
        choice.offer([(None, "nothing"), (False, "off")])
        assert shown(choice) == "(•) nothing   ( ) off"
        await pilot.pause()
        assert pilot.app.changes == [True, None]


async def test_disabled_it_takes_no_key():
    async with choosing() as (choice, pilot):
        choice.disabled = True
        await pilot.press("right", "space")
        assert choice.value is None
