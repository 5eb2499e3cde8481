"""The list of applications is read page by page, and read again, driven by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import NOW
from tests.tui.screens.applications.list_seen import (
    LIST,
    MANY,
    HeldPages,
    heading,
    open_with,
    pages_asked,
    queries,
    rest,
    shown,
    table,
)
from tts_tui.api.call_sender import Wait
from tts_tui.api.errors import Unreachable
from tts_tui.sandbox.faults import Fault

if TYPE_CHECKING:
    pass


async def test_three_pages_are_read_one_after_the_other(start, sandbox, many):
    async with start(many.key) as person:
        assert heading(person).startswith("Applications 2,300 ")
        assert pages_asked(sandbox) == ["1", "2", "3"]
        assert all(query["limit"] == "1000" for query in queries(sandbox))
        assert len(shown(person)) == len(set(shown(person))) == MANY


async def test_the_first_page_is_shown_while_the_others_are_read(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert "Waiting for the applications … Esc stops" in person.words
        assert "pump-stations" in person.screen
        await person.touch("j", "j")
        assert table(person).cursor_row == 2
        held.open()
        await person.settle()
        assert heading(person).startswith("Applications 2,300 ")
        assert table(person).cursor_row == 2


async def test_a_pause_before_another_try_is_told_with_its_reason(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        for reason in ("rate limit exceeded", "No answer within 10 s."):
            person.app.screen.show_wait(Wait(2.0, 2, Unreachable(reason)))
            said = f"{reason.removesuffix('.')}. Trying again in 2 s, try 2 of 5 … Esc stops"
            await person.until(lambda said=said: f" {said} " in person.words)
        held.open()


async def test_a_row_that_moves_to_the_next_page_while_reading_is_there_once(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        sandbox.add_application("made-meanwhile", owner=many.user_id, created_at=NOW)
        held.open()
        await person.settle()
        assert len(shown(person)) == len(set(shown(person))) == MANY  # though the third page was read before
        assert heading(person).startswith("Applications 2,300 of 2,301 read")
        await person.press("r")
        assert heading(person).startswith("Applications 2,301 ")
        assert shown(person)[0] == "made-meanwhile"


async def test_esc_stops_reading_and_keeps_what_is_there(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        await person.press("escape")
        assert "Stopped." in person.screen
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert len(shown(person)) == 1_000
        held.open()
        await person.press("r")
        assert heading(person).startswith("Applications 2,300 ")


async def test_a_page_that_fails_leaves_those_before_it_and_can_be_read_again(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        sandbox.faults.clear()
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("escape", "slash")  # a filter reads on
        await person.press("escape")
        assert "Could not read the applications." in person.words
        assert "fault 500" in person.words
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert len(shown(person)) == 1_000
        held.open()
        await person.press("r")
        assert heading(person).startswith("Applications 2,300 ")
        assert "Could not" not in person.screen


async def test_a_first_page_that_fails_does_not_claim_that_there_is_nothing(start, sandbox, sample):
    sandbox.faults.add(Fault(path=LIST, status=500))
    async with start(sample.key) as person:
        assert "Could not read the applications." in person.words
        assert "fault 500" in person.words
        assert "have not been loaded" in person.words
        assert "0" not in heading(person)
        await person.press("r")
        assert heading(person).startswith("Applications 60 ")
        assert "Could not" not in person.screen


# Refresh


async def test_a_refresh_keeps_the_cursor_and_the_view_and_shows_what_is_new(start, sandbox, many):
    async with start(many.key) as person:
        await person.press("G", "k", "k")
        current, view = table(person).current, table(person).scroll_y
        sandbox.add_application("made-meanwhile", owner=many.user_id, created_at=NOW)
        await person.press("r")
        assert table(person).current == current
        assert table(person).scroll_y == view + 1
        assert shown(person)[0] == "made-meanwhile"


async def test_a_refresh_leaves_the_old_rows_until_all_is_read(start, sandbox, many):
    async with start(many.key) as person:
        await person.press("G")
        held = HeldPages(sandbox, "2")
        await person.touch("r")
        await held.reached.wait()
        await rest(person)
        assert len(shown(person)) == MANY
        assert heading(person).startswith("Applications 2,300 ")
        assert table(person).cursor_row == MANY - 1
        held.open()
        await person.settle()
        assert len(shown(person)) == MANY


async def test_a_refresh_that_fails_leaves_the_old_rows(start, sandbox, sample):
    async with start(sample.key) as person:
        await person.press("j", "j")
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("f5")
        assert "Could not read the applications." in person.words
        assert "fault 500" in person.words
        assert heading(person).startswith("Applications 60 ")
        assert "pump-stations" in person.screen
        assert table(person).cursor_row == 2
        assert len(shown(person)) == 60


async def test_what_was_deleted_elsewhere_goes_and_the_cursor_to_the_next(start, sandbox, sample):
    async with start(sample.key) as person:
        await person.press("j")
        assert table(person).current == "harbour-lights"
        below = shown(person)[2]
        sandbox.store.existing("application", "harbour-lights").deleted_at = NOW
        sandbox.store.changed()
        await person.press("r")
        assert table(person).current == below
        assert heading(person).startswith("Applications 59 ")
