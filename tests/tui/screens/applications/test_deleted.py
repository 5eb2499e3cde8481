"""The list of deleted applications and restoring, driven by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.held import HeldRequest
from tests.tui.changes_sent import written
from tests.tui.conftest import NOW
from tests.tui.screens.applications.removed import is_deleted
from tts_tui.sandbox.faults import Fault


@pytest.fixture
def deleted(start, sample):
    """The list, opened from the list of applications."""

    @asynccontextmanager
    async def opening(token: str = "", size: tuple[int, int] = (80, 24)):
        async with start(token or sample.key, size) as person:
            await person.press("t")
            yield person

    return opening


async def test_the_list_the_last_deleted_first(deleted, sandbox, size, golden):
    sandbox.store.existing("application", "hostile-name").deleted_at = NOW - timedelta(minutes=1)
    async with deleted(size=size) as person:
        assert person.screen == golden


async def test_the_longest_id_and_the_time_that_is_left_are_whole(deleted, sandbox):
    longest = "a-long-id-has-thirty-six-characters1"
    sandbox.store.existing("application", longest).deleted_at = NOW - timedelta(minutes=1)
    async with deleted() as person:
        for size in ((60, 16), (79, 24), (80, 24), (120, 40)):
            await person.resize(*size)
            row = next(each for each in person.screen.splitlines() if longest in each)
            assert row.startswith(f" {longest}  ")
            assert row.endswith("  about 23 h")
            assert ("2026-11-23 11:59" in row) is (size[0] >= 100)
            assert ("2026-11-23" in row) is (size[0] >= 90)
            assert ("Longest ID" in row) is (size[0] > 60)  # who it was tells more than when; the time left says that


async def test_what_is_restored(deleted, sandbox, size, golden):
    sandbox.store.existing("application", "hostile-name").deleted_at = NOW - timedelta(minutes=1)
    async with deleted(size=size) as person:
        await person.press("enter")
        assert person.screen == golden


async def test_restoring_asks_first_and_both_lists_are_read_again(deleted, sandbox):
    async with deleted() as person:
        await person.press("enter", "enter")
        assert "─ Restore old-trial ─" in person.screen
        # As commands, which are what is sent.
        [call] = [each.call for each in person.app.screen.exports()]
        await person.press("ctrl+o")
        assert "/applications/old-trial/restore" in person.screen
        assert "ttn-lw-cli applications restore old-trial" in person.screen
        await person.press("escape")
        assert written(sandbox) == []
        await person.press("ctrl+s")
        assert written(sandbox) == [("POST", "/applications/old-trial/restore")] == [(call.method, call.path)]
        assert person.notes == ["Restored old-trial."]
        assert not is_deleted(sandbox, "old-trial")
        assert "Deleted applications 2" in person.screen
        assert "old-trial" not in person.screen.partition("Restored")[0]
        assert person.app.screen.table.current == "old-pilot"
        # The other keys for the same.
        await person.press("u")
        assert "─ Restore old-pilot ─" in person.screen
        await person.press("f2")
        assert not is_deleted(sandbox, "old-pilot")
        await person.press("escape")
        assert "Applications 62" in person.screen
        assert person.app.screen.table.current == "old-pilot"  # the cursor goes to what was restored last


async def test_leaving_without_restoring_reads_nothing_again(deleted, sandbox):
    async with deleted() as person:
        await person.press("enter", "q")
        before = len(sandbox.requests)
        await person.press("q")
        assert person.app.screen.area == "Applications"
        assert len(sandbox.requests) == before


async def test_only_the_server_says_that_it_is_too_late(deleted):
    async with deleted(size=(120, 40)) as person:
        assert "24 hours is usual; the server decides." in person.screen
        await person.press("G", "enter")
        assert "probably expired" in person.screen
        assert "and whether you may." in person.words
        await person.press("ctrl+s")
        assert "this entity can no longer be restored" in person.screen
        assert "It is too late to restore it." in person.screen
        assert person.beside("Time left") == "too late"
        await person.press("escape", "escape")
        assert "Deleted applications 3" in person.screen
        assert " too late" in person.beside("old-history")
        assert "probably" not in person.beside("old-history")


async def test_the_time_left_goes_on_by_itself_and_rests_where_nothing_changes(deleted, sandbox, clock):
    async with deleted() as person:
        assert person.beside("old-trial").endswith("about 23 h")
        assert person.beside("old-pilot").endswith("about 1 h")
        clock.now += timedelta(seconds=1)
        person.app.screen.show_time_left()  # what the timer calls
        await person.settle()
        assert person.beside("old-trial").endswith("about 22 h")
        assert person.beside("old-pilot").endswith("about 59 min")
        clock.now += timedelta(days=1)
        person.app.screen.show_time_left()
        await person.settle()
        assert person.beside("old-pilot").endswith("probably expired")
        assert person.app.screen._timer is None


async def test_what_fails_can_be_tried_again_and_a_lost_answer_is_looked_up(start, sandbox, sample):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", "/applications$", status=500))
        await person.press("t")
        assert "Could not read the deleted applications." in person.screen
        await person.press("r")
        assert "Deleted applications 3" in person.screen
        assert "Could not" not in person.screen
        # The answer is lost: not done.
        sandbox.faults.add(Fault("POST", cut="before"))
        await person.press("enter", "ctrl+s")
        assert is_deleted(sandbox, "old-trial")
        assert "the application is still deleted." in person.screen
        # Pressed twice, it is sent once more.
        held = HeldRequest(sandbox, "POST")
        await person.touch("ctrl+s", "f2")
        held.release()
        await person.settle()
        assert len(written(sandbox)) == 2
        assert not is_deleted(sandbox, "old-trial")
        # The answer is lost: done.
        sandbox.faults.add(Fault("POST", cut="after"))
        await person.press("enter", "ctrl+s")
        assert not is_deleted(sandbox, "old-pilot")
        assert person.notes[-1] == "The answer was lost, so tts-tui checked: Restored old-pilot."
        # Somebody else has restored it.
        sandbox.store.existing("application", "old-history").deleted_at = None
        sandbox.store.changed()
        await person.press("enter", "ctrl+s")
        assert "It was already restored, or it was purged." in person.screen
        await person.press("escape", "escape", "r")
        assert "Deleted applications 0" in person.words


async def test_everybodys_for_an_administrator(deleted, sandbox, sample):
    async with deleted(sample.admin_key) as person:
        assert "Nothing to restore" in person.screen
        assert "a  Show all you can access" in person.screen
        await person.press("a")
        assert "All deleted applications 3" in person.screen
        await person.press("enter", "ctrl+s")
        assert not is_deleted(sandbox, "old-trial")
        await person.press("a")
        assert "Nothing to restore" in person.screen


async def test_nothing_there(start, sandbox):
    sandbox.add_user("alice")
    async with start(sandbox.add_key("user", "alice")) as person:
        await person.press("t")
        assert "Deleted applications 0" in person.words
        assert "You have no deleted applications that can still be restored." in person.words
        await person.press("u")
        assert person.notes == ["No application is selected."]


async def test_without_the_right_to_list_the_search_still_works(start, sandbox, sample):
    token = sandbox.add_key("user", sample.user_id, rights=["RIGHT_APPLICATION_ALL"])
    async with start(token) as person:
        await person.press("t")
        assert "RIGHT_USER_APPLICATIONS_LIST" in person.screen
        assert "Press a to search instead" in person.screen
        await person.press("a")
        assert "All deleted applications 3" in person.screen


async def test_all_pages_are_read(deleted, sandbox):
    for number in range(1001):
        made = sandbox.add_application(f"gone-{number:04}", owner="demo-user", created_at=NOW - timedelta(days=2))
        made.deleted_at = NOW - timedelta(hours=2)
    async with deleted() as person:
        assert "Deleted applications 1,004" in person.screen
        asked = [each for each in sandbox.requests if "deleted=true" in each.query]
        assert len(asked) == 2
        await person.press("G")
        assert "old-history" in person.screen
