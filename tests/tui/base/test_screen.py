"""What all screens and forms share: reads that can be stopped, writes that are sent once, outcomes that are told."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

import pytest

import tts_tui.tui.app
from tests.tui.conftest import URL, Person, driven
from tts_tui.api.errors import InvalidArgument, OutcomeUnknown, Unreachable, server_error
from tts_tui.servers.model import by_address
from tts_tui.session.manager import SessionManager
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import CLOSE, SUBMIT, Command, bindings
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import BottomRule
from tts_tui.tui.widgets.problem import Problem
from tts_tui.tui.widgets.text_input import TextInput


class Server:
    """Answers one call after the other, when it is told to."""

    def __init__(self) -> None:
        self.calls: list[asyncio.Future[str]] = []

    async def call(self) -> str:
        self.calls.append(asyncio.get_running_loop().create_future())
        return await self.calls[-1]


class TinyForm(FormScreen[str]):
    """One field, one write."""

    area = "Tiny form"
    READ = Command("look", ("f5",), "Look", "Look", "Ask the server.")
    offers = (SUBMIT, READ, CLOSE)
    BINDINGS: ClassVar = [*bindings(offers)]
    field_of_error: ClassVar = {"forbidden_id": "application_id"}

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server
        self.answers: list[str] = []

    def body(self):
        yield Field("application_id", "ID", TextInput(), "The ID.")
        yield Field("name", "Name", TextInput(), "The name.")

    def changed(self) -> bool:
        return any(each.value for each in self.query(TextInput))

    def exports(self):
        return []

    def action_submit(self) -> None:
        self.write(
            self.server.call(),
            lambda answer: self.finish(answer, f"Done: {answer}."),
            doing="do it",
            failed=lambda error: self.refuse(error, "do it"),
        )

    def action_look(self) -> None:
        self.read(self.server.call(), self.answers.append, waiting=Reading.APPLICATION)


class Quiet(TTSApp):
    """The program without its sign-in."""

    CSS_PATH = Path(tts_tui.tui.app.__file__).with_name("app.tcss")

    def open_server(self, server, found=None) -> None:
        """Not here."""


@pytest.fixture
def form():
    @asynccontextmanager
    async def opening(size=(80, 24)):
        server = Server()
        app = Quiet(Start(by_address(URL), SessionManager(keeps=False)).ready)
        results = []
        async with driven(app, size) as person:
            screen = TinyForm(server)
            await app.push_screen(screen, results.append)
            await person.settle()
            yield person, screen, server, results

    return opening


async def press(person: Person, *keys: str) -> None:
    """Press keys without waiting for what is under way."""
    await person.touch(*keys)
    await person.pilot.pause()


def waiting(person: Person) -> str:
    return person.app.screen.query_one(BottomRule).title.plain


# Writes


async def test_a_submit_is_sent_once_however_often_it_is_pressed(form):
    async with form() as (person, screen, server, results):
        assert "Tiny form: Save" in [each.title for each in person.app.palette(screen)]
        await press(person, "ctrl+s", "ctrl+s", "f2")
        assert len(server.calls) == 1
        assert waiting(person) == "Sending: do it … Esc hides this; you will see the outcome"
        assert person.notes == ["It is being sent."] * 2
        assert "Tiny form: Save" not in [each.title for each in person.app.palette(screen)]
        server.calls[0].set_result("one")
        await person.settle()
        assert results == ["one"]


async def test_keys_that_were_pressed_before_the_screen_could_answer_send_it_once(form):
    async with form() as (person, _, server, _results):
        for _ in range(3):
            person.app.simulate_key("ctrl+s")
        await person.pilot.pause()
        await person.pilot.pause()
        assert len(server.calls) == 1
        server.calls[0].set_result("one")
        await person.settle()


async def test_keys_that_come_together_go_where_the_tab_between_them_leads(form):
    async with form() as (person, *_):
        for key in (*"mine", "tab", *"Name", "shift+tab", *"2"):
            person.app.simulate_key(key)
        await person.settle()
        assert [each.value for each in person.app.screen.query(TextInput)] == ["mine2", "Name"]


async def test_a_write_can_be_sent_again_after_a_refusal_which_leaves_the_form_as_it_was(form):
    async with form() as (person, screen, server, results):
        await press(person, *"abc", "ctrl+s")
        server.calls[0].set_exception(
            server_error(400, {"code": 3, "details": [{"name": "forbidden_id", "message_format": "taken by [/x]"}]})
        )
        await person.settle()
        assert not screen.writing
        assert screen.query_one(TextInput).value == "abc"
        assert screen.field("application_id").problem == "taken by [/x]"
        assert person.app.focused is screen.field("application_id").control
        assert "✗ Could not do it." in person.screen
        await press(person, "ctrl+s")
        assert "Could not" not in person.screen
        assert len(server.calls) == 2
        server.calls[1].set_result("two")
        await person.settle()
        assert results == ["two"]


async def test_a_form_that_was_left_has_its_outcome_told(form):
    async with form() as (person, _, server, results):
        await press(person, *"abc", "ctrl+s", "escape")  # no question: it is on its way
        assert results == [None]
        server.calls[0].set_result("one")
        await person.settle()
        assert person.notes == ["Done: one."]


@pytest.mark.parametrize("error", [OutcomeUnknown("reset"), Unreachable("refused")])
async def test_a_form_that_was_left_has_its_failure_told(form, error):
    async with form() as (person, _, server, _results):
        await press(person, "ctrl+s", "escape")
        server.calls[0].set_exception(error)
        await person.settle()
        (note,) = person.notes
        assert str(error) in note
        assert ("outcome unknown" in note) == isinstance(error, OutcomeUnknown)


@pytest.mark.parametrize("key", ["f1", "ctrl+p"])
async def test_an_outcome_that_comes_while_something_lies_over_the_form_closes_the_form_and_not_that(form, key):
    async with form() as (person, screen, server, results):
        await press(person, "ctrl+s", key)
        over = person.app.screen
        assert over is not screen
        server.calls[0].set_result("one")
        await person.settle()
        assert person.app.screen is over
        assert results == []
        await press(person, "escape")
        await person.settle()
        assert results == ["one"]
        assert person.app.is_running


async def test_quitting_while_a_write_is_on_its_way_asks(form):
    async with form() as (person, _, server, _results):
        await press(person, "ctrl+s", "ctrl+q")
        assert "Waiting for the server before you quit" in person.words
        assert "Being sent: do it." in person.words
        await press(person, "enter", "n")
        assert person.app.is_running
        assert waiting(person).startswith("Sending")
        await press(person, "ctrl+q", "x")
        assert not person.app.is_running
        assert len(server.calls) == 1


# Leaving


async def test_leaving_a_changed_form_asks_and_enter_is_no_answer(form, size, golden):
    async with form(size) as (person, screen, _server, results):
        await press(person, *"abc", "escape")
        assert person.screen == golden
        await press(person, "enter", "space")
        assert person.app.screen is not screen
        await press(person, "n")
        assert person.app.screen is screen
        assert screen.query_one(TextInput).value == "abc"
        await press(person, "escape", "q")
        assert person.app.screen is screen
        await press(person, "escape", "y")
        assert results == [None]


async def test_leaving_an_unchanged_form_asks_nothing(form):
    async with form() as (person, _, _server, results):
        await press(person, "x", "backspace", "escape")
        assert results == [None]


async def test_quitting_from_a_changed_form_asks_once(form):
    async with form() as (person, screen, _server, _results):
        await press(person, *"abc", "ctrl+q")
        assert "Quit anyway? Tiny form: your changes are not saved." in person.words
        await press(person, "ctrl+q", "ctrl+q", "n")
        assert person.app.screen is screen
        assert person.app.is_running


# Reads


async def test_a_second_read_takes_the_place_of_the_first(form):
    async with form() as (person, screen, server, _results):
        await press(person, "f5", "f5")
        assert len(server.calls) == 2
        assert server.calls[0].cancelled()
        server.calls[1].set_result("two")
        await person.settle()
        assert screen.answers == ["two"]
        assert waiting(person) == ""


async def test_two_reads_in_one_breath_leave_nothing_behind(form):
    async with form() as (person, screen, server, _results):
        screen.action_look()
        screen.action_look()
        screen.stop_reads()
        screen.action_look()
        await person.pilot.pause()
        server.calls[-1].set_result("last")
        await person.settle()
        assert screen.answers == ["last"]


async def test_esc_stops_a_read_and_leaves_the_form_only_when_pressed_again(form):
    async with form() as (person, screen, server, results):
        await press(person, "f5")
        assert waiting(person) == "Waiting for the application … Esc stops"
        await press(person, "escape")
        assert server.calls[0].cancelled()
        assert waiting(person) == "Stopped."
        assert person.app.screen is screen
        await press(person, "escape")
        assert results == [None]
        assert screen.answers == []


async def test_an_answer_that_came_before_it_was_stopped_is_not_delivered_after(form):
    async with form() as (person, screen, server, _results):
        await press(person, "f5")
        reading = screen._reads["read"].worker
        server.calls[0].set_result("late")
        while not reading.is_finished:
            await asyncio.sleep(0)
        screen.stop_reads()
        await person.settle()
        assert screen.answers == []


async def test_a_read_that_fails_is_shown_and_its_error_can_be_copied_whole(form):
    async with form() as (person, _, server, _results):
        await press(person, "f6")  # there is no error yet
        assert not person.notes
        assert person.app.clipboard == ""
        await press(person, "f5")
        server.calls[0].set_exception(
            InvalidArgument("m", status=400, chain=server_error(400, {"details": [
                {"namespace": "pkg/errors", "name": "validation", "message_format": "invalid [/x]",
                 "correlation_id": "c0ffee"}
            ]}).chain)
        )  # fmt: skip
        await person.settle()
        assert "Could not read the application. invalid [/x]" in person.words
        assert "F6 copies all of this" in person.words
        await press(person, "f6")
        assert person.app.clipboard == person.app.screen.query_one(Problem).explanation.text
        assert "c0ffee" in person.app.clipboard


async def test_a_screen_that_was_left_gets_no_answer(form):
    async with form() as (person, screen, server, _results):
        await press(person, "f5")
        screen.dismiss(None)
        await person.settle()
        assert server.calls[0].cancelled()
        assert screen.answers == []
        assert person.app.is_running
