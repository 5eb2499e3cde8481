"""What nobody expected, in a worker: it is told, and what is open and typed stays; driven by keys."""

from __future__ import annotations

import asyncio

from tests.tui.base.test_screen import form, press, waiting  # noqa: F401 - a fixture is handed in by name
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.screen import BaseScreen

SECRET = "NNSXS.KEY.SECRET"


async def test_a_defect_in_a_read_keeps_what_is_typed_and_can_be_read_again(form):  # noqa: F811
    async with form() as (person, screen, server, _results):
        person.expects_defects = True
        await press(person, *"abc", "f5")
        server.calls[0].set_exception(KeyError(SECRET))
        await person.settle()
        assert "tts-tui has a bug." in person.screen
        assert "Could not read the application." in person.screen
        assert SECRET not in person.screen
        assert "abc" in person.screen
        assert waiting(person) == ""
        await press(person, "f5")
        server.calls[1].set_result("two")
        await person.settle()
        assert screen.answers == ["two"]
        (report,) = person.app.reports
        assert "KeyError, at:" in report
        assert SECRET not in report


async def test_a_defect_in_a_write_leaves_its_outcome_unknown_and_the_form_usable(form):  # noqa: F811
    async with form() as (person, screen, server, results):
        person.expects_defects = True
        await press(person, *"abc", "ctrl+s")
        server.calls[0].set_exception(KeyError(SECRET))
        await person.settle()
        assert "Do it: outcome unknown." in person.screen
        assert SECRET not in person.screen
        assert not screen.writing
        await press(person, "ctrl+s")
        server.calls[1].set_result("two")
        await person.settle()
        assert results == ["two"]


async def test_a_defect_in_showing_an_answer_is_told(form):  # noqa: F811
    async with form() as (person, screen, server, _results):
        person.expects_defects = True

        def broken(_answer):
            raise KeyError(SECRET)

        screen.read(server.call(), broken, waiting=Reading.APPLICATION)
        await person.pilot.pause()
        server.calls[0].set_result("one")
        await person.settle()
        assert "Could not show the application." in person.screen
        assert person.app.is_running


async def test_a_defect_in_any_other_worker_is_told_and_what_is_typed_stays(form):  # noqa: F811
    async with form() as (person, _screen, _server, _results):
        person.expects_defects = True
        await press(person, *"abc")

        async def broken():
            raise KeyError(SECRET)

        person.app.run_worker(broken())
        await person.settle()
        (note,) = person.notes
        assert "tts-tui has a bug." in note
        assert SECRET not in note
        assert "abc" in person.screen


# What was opened and nobody takes any more


class Opened:
    """What holds something open, as an entry to a server does."""

    def __init__(self):
        self.closed = 0

    async def close(self):
        self.closed += 1


async def read_something_open(form_, leave):
    async with form_() as (person, screen, server, _results):
        opened, taken = Opened(), []
        screen.read(server.call(), taken.append, waiting=Reading.APPLICATION, unwanted=Opened.close)
        await person.pilot.pause()
        reading = screen._reads["read"].worker
        server.calls[0].set_result(opened)
        while not reading.is_finished:
            await asyncio.sleep(0)
        leave(screen)
        await person.settle()
        return opened.closed, len(taken)


async def test_what_was_opened_is_closed_where_it_is_stopped_before_it_is_delivered(form):  # noqa: F811
    assert await read_something_open(form, BaseScreen.stop_reads) == (1, 0)


async def test_what_was_opened_and_taken_stays_open(form):  # noqa: F811
    assert await read_something_open(form, lambda _: None) == (0, 1)
