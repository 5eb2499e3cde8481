"""The list of applications is read page by page, and read again, driven by keys."""

from __future__ import annotations

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


async def test_the_pages_are_read_one_after_the_other_and_read_again(start, sandbox, many):
    async with start(many.key) as person:
        assert heading(person).startswith("Applications 2,300 ")
        assert pages_asked(sandbox) == ["1", "2", "3"]
        assert all(query["limit"] == "1000" for query in queries(sandbox))
        assert len(shown(person)) == len(set(shown(person))) == MANY
        # A refresh leaves the old rows until all is read.
        await person.press("G", "k", "k")
        current, view = table(person).current, table(person).scroll_y
        sandbox.add_application("made-meanwhile", owner=many.user_id, created_at=NOW)
        held = HeldPages(sandbox, "2")
        await person.touch("r")
        await held.reached.wait()
        await rest(person)
        assert len(shown(person)) == MANY
        assert heading(person).startswith("Applications 2,300 ")
        assert table(person).cursor_row == MANY - 3
        # It keeps the cursor and the view, and shows what is new.
        held.release()
        await person.settle()
        assert len(shown(person)) == MANY + 1
        assert table(person).current == current
        assert table(person).scroll_y == view + 1
        assert shown(person)[0] == "made-meanwhile"


async def test_the_first_page_is_shown_while_the_others_are_read(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert "Waiting for the applications … Esc stops" in person.words
        assert "pump-stations" in person.screen
        await person.touch("j", "j")
        assert table(person).cursor_row == 2
        # A pause before another try is told with its reason.
        for reason in ("rate limit exceeded", "No answer within 10 s."):
            person.app.screen.show_wait(Wait(2.0, 2, Unreachable(reason)))
            said = f"{reason.removesuffix('.')}. Trying again in 2 s, try 2 of 5 … Esc stops"
            await person.until(lambda said=said: f" {said} " in person.words)
        # A row that moves to the next page is there once, though the third page was read before.
        sandbox.add_application("made-meanwhile", owner=many.user_id, created_at=NOW)
        held.release()
        await person.settle()
        assert len(shown(person)) == len(set(shown(person))) == MANY
        assert heading(person).startswith("Applications 2,300 of 2,301 read")
        assert table(person).cursor_row == 2
        await person.press("r")
        assert heading(person).startswith("Applications 2,301 ")
        assert shown(person)[0] == "made-meanwhile"


async def test_what_was_read_stays_where_reading_is_stopped_or_fails(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        await person.press("escape")
        assert "Stopped." in person.screen
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert len(shown(person)) == 1_000
        sandbox.faults.clear()
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("slash")  # a filter reads on
        await person.press("escape")
        assert "Could not read the applications." in person.words
        assert "fault 500" in person.words
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert len(shown(person)) == 1_000
        held.release()
        await person.press("r")
        assert heading(person).startswith("Applications 2,300 ")
        assert "Could not" not in person.screen


async def test_where_the_first_page_fails_nothing_is_claimed_and_what_was_there_stays(start, sandbox, sample):
    sandbox.faults.add(Fault(path=LIST, status=500))
    async with start(sample.key) as person:
        assert "Could not read the applications." in person.words
        assert "fault 500" in person.words
        assert "have not been loaded" in person.words
        assert "0" not in heading(person)
        await person.press("r")
        assert heading(person).startswith("Applications 60 ")
        assert "Could not" not in person.screen
        # A refresh that fails leaves the old rows.
        await person.press("j", "j")
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("f5")
        assert "Could not read the applications." in person.words
        assert "fault 500" in person.words
        assert heading(person).startswith("Applications 60 ")
        assert "pump-stations" in person.screen
        assert table(person).cursor_row == 2
        assert len(shown(person)) == 60
        # What was deleted elsewhere goes, and the cursor to the next.
        await person.press("k")
        assert table(person).current == "harbour-lights"
        below = shown(person)[2]
        sandbox.store.existing("application", "harbour-lights").deleted_at = NOW
        sandbox.store.changed()
        await person.press("r")
        assert table(person).current == below
        assert heading(person).startswith("Applications 59 ")
