"""The editor of attributes, driven by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from textual.widgets import Static

from tests.tui.conftest import driven
from tests.tui.widgets.bare_app import BareApp
from tts_tui.tui.widgets.attributes import AttributesEditor, pairs_problems
from tts_tui.tui.widgets.field import Field


class EditorApp(BareApp):
    CSS_PATH = "../../../tts_tui/tui/app.tcss"

    def __init__(self, attributes):
        super().__init__()
        self.attributes = attributes
        self.changes = 0

    def compose(self):
        self.editor = AttributesEditor(self.attributes)
        yield Field("attributes", "Attributes", self.editor)
        yield Static("below")

    def on_attributes_editor_changed(self, event):
        assert event.control is self.editor
        self.changes += 1


@asynccontextmanager
async def editing(attributes=None):
    """An editor with the focus, and the person who types into it."""
    app = EditorApp(attributes or {})
    async with driven(app) as person:
        app.editor.focus()
        await person.settle()
        yield app.editor, person


def status(editor):
    return str(editor.query_one(".attributes--status", Static).render())


def marks(editor):
    return [str(mark.render()) for mark in editor.query(".attributes--mark").results(Static)]


class TestByKeys:
    async def test_typing_key_and_value_makes_a_pair(self):
        async with editing() as (editor, person):
            assert editor.value == {}
            await person.type("env")
            await person.press("enter")
            await person.type("live")
            assert editor.value == {"env": "live"}
            assert person.app.changes == 7

    @pytest.mark.parametrize("key", ["enter", "down"])
    async def test_on_the_last_row_a_new_one_comes(self, key):
        async with editing({"env": "live"}) as (editor, person):
            await person.press("tab", key)
            await person.type("team")
            assert editor.value == {"env": "live", "team": ""}

    async def test_an_empty_last_row_is_enough(self):
        async with editing({"env": "live"}) as (editor, person):
            await person.press("down", "down", "down")
            assert len(editor.query(".attributes--row")) == 2

    async def test_up_and_down_stay_in_their_column(self):
        async with editing({"one": "1", "two": "2"}) as (editor, person):
            await person.press("tab", "down", "end")
            await person.type("b")
            await person.press("up", "end")
            await person.type("a")
            await person.press("up", "up")
            await person.type("c")
            assert editor.value == {"one": "1ac", "two": "2b"}

    async def test_ctrl_delete_removes_the_row_with_the_cursor(self):
        async with editing({"one": "1", "two": "2", "three": "3"}) as (editor, person):
            await person.press("down", "ctrl+delete")
            assert editor.value == {"one": "1", "two": "2"}
            assert person.app.changes == 1
            await person.press("ctrl+delete", "ctrl+delete")
            assert editor.value == {}
            await person.type("new")
            assert editor.value == {"new": ""}

    async def test_an_emptied_row_is_no_attribute(self):
        async with editing({"one": "1", "two": "2"}) as (editor, person):
            await person.press("ctrl+u", "tab", "ctrl+u")
            assert editor.value == {"two": "2"}
            assert editor.problem() is None
            assert len(editor.query(".attributes--row")) == 2
            await person.press("down")
            assert len(editor.query(".attributes--row")) == 1
            assert editor.value == {"two": "2"}

    async def test_a_new_row_that_is_left_empty_goes(self):
        async with editing({"one": "1"}) as (editor, person):
            await person.press("down")
            assert len(editor.query(".attributes--row")) == 2
            await person.press("up")
            assert len(editor.query(".attributes--row")) == 1
            assert person.app.changes == 0

    async def test_there_are_no_more_than_ten(self):
        ten = {f"key-{number}": "" for number in range(10)}
        async with editing(ten) as (editor, person):
            assert status(editor).startswith("10 of 10")
            await person.press(*["down"] * 10, "tab", "enter")
            assert len(editor.query(".attributes--row")) == 10
            assert editor.value == ten

    async def test_eleven_that_were_there_are_all_kept(self):
        async with editing({f"key-{number}": "" for number in range(11)}) as (editor, _):
            assert len(editor.value) == 11
            assert editor.problem() == "11 attributes; the limit is 10."


class TestWhatItSays:
    async def test_it_counts(self):
        async with editing({"one": "1", "two": "2"}) as (editor, _):
            assert status(editor).startswith("2 of 10 · ")
            assert marks(editor) == ["", ""]

    async def test_a_wrong_row_is_marked_while_it_is_typed(self):
        async with editing({"one": "1"}) as (editor, person):
            await person.press("down")
            await person.type("My_key")
            assert marks(editor) == ["", "✗"]
            assert status(editor) == editor_says(editor)
            assert "capital" in status(editor)
            await person.press("up")
            assert "capital" in status(editor)  # the first wrong row, where the one of the focus is right

    async def test_the_row_of_the_focus_speaks_first(self):
        async with editing({"one": "1", "": "orphan", "TWO": "2"}) as (editor, person):
            assert status(editor) == "✗ Enter a key before the =."
            await person.press("down")
            assert "capital" in status(editor)

    async def test_focus_goes_to_the_first_wrong_row(self):
        async with editing({"one": "1", "TWO": "2"}) as (editor, person):
            assert person.app.focused.value == "TWO"
            assert editor.problem() is not None

    async def test_a_key_that_is_being_typed_is_not_complained_about(self):
        async with editing() as (editor, person):
            await person.type("ab")
            assert marks(editor) == [""]
            assert editor.problem() is not None
            await person.press("enter")
            assert marks(editor) == ["✗"]
            assert status(editor) == "✗ Key “ab”: at least 3 letters or digits."


def editor_says(editor):
    return f"✗ {editor.problem()}"


class TestWhatItHolds:
    HOSTILE = {"note": "\x1b]0;title\x07[bold]\u202e[/x]", "lines": "one\r\ntwo\ttab"}

    async def test_hostile_text_is_not_changed_by_being_shown(self):
        async with editing(self.HOSTILE) as (editor, person):
            await person.press("tab", "tab", "tab", "down")
            assert editor.value == self.HOSTILE
            assert person.app.changes == 0

    async def test_other_attributes_can_be_shown(self):
        async with editing({"one": "1"}) as (editor, person):
            editor.show({"two": "2", "three": "3"})
            await person.settle()
            assert editor.value == {"two": "2", "three": "3"}
            assert [row.key.value for row in editor.query(".attributes--row").results()] == ["three", "two"]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], []),
        ([("", "")], [None]),
        ([("env", "live"), ("env", "test")], [None, "Key “env” is already used."]),
        ([("", "x")], ["Enter a key before the =."]),
        ([("env", "v" * 200)], [None]),
        ([("env", "v" * 201)], ["Value of “env”: 201 characters; the limit is 200."]),
        ([("a\x1b", "x")], ["Key “a␛”: only a–z, 0–9 and dashes."]),
    ],
)
def test_problems(pairs, expected):
    assert pairs_problems(pairs) == expected


class TestOrder:
    """The server gives a map in another order each time."""

    async def test_rows_stand_in_the_order_of_their_keys(self):
        async with editing({"b": "1", "c": "2", "a": "3"}) as (editor, _):
            assert [row.pair for row in editor._rows] == [("a", "3"), ("b", "1"), ("c", "2")]
            editor.show({"c": "2", "a": "3", "b": "1"})
            assert [row.pair for row in editor._rows] == [("a", "3"), ("b", "1"), ("c", "2")]
            assert not editor.touched

    async def test_a_row_that_is_being_typed_stays_where_it_is(self):
        async with editing({"b": "1"}) as (editor, person):
            await person.press("enter", "enter")
            await person.type("a")
            assert [row.pair for row in editor._rows] == [("b", "1"), ("a", "")]
