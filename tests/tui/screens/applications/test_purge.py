"""Purging an application, driven by keys: for administrators, and for good."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.tui.changes_sent import written
from tests.tui.screens.applications.removed import is_there
from tts_tui.sandbox.faults import Fault
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.shell_export import curl

WHO_GETS_IT = (
    "Whoever takes the ID gets the old webhooks with their secrets, pub/subs, link and packages, unless you delete "
    "them first, and the recent events"
)


@pytest.fixture
def purging(start, sample):
    """The box for one application that lives, opened from its overview."""

    @asynccontextmanager
    async def opening(application_id: str, size: tuple[int, int] = (80, 24)):
        async with start(sample.admin_key, size) as person:
            await person.press("a")
            person.app.screen.table.go_to(application_id)
            await person.press("enter", "P")
            assert f"Purge {application_id}" in person.screen
            yield person

    return opening


@asynccontextmanager
async def purging_deleted(start, sample, size=(80, 24)):
    """The box for the application that was deleted last."""
    async with start(sample.admin_key, size) as person:
        await person.press("t", "a", "P")
        assert "Purge old-trial" in person.screen
        yield person


def boxed(person):
    """The words of the box, however they are wrapped."""
    lines = (each.split("│") for each in person.screen.splitlines())
    return " ".join(" ".join(each[1].replace("▌", " ").split()) for each in lines if len(each) > 2)


async def test_what_ends_and_what_would_be_left_which_is_deleted_first(purging, sandbox, size):
    async with purging("greenhouse-1", size=size) as person:
        assert person.beside("Webhooks") == "1 ✗ left to whoever takes the ID, with secrets"
        assert person.beside("Pub/subs") == "0"
        assert person.beside("Collaborators") == "1"
        assert "API keys you lack the right “See and change API keys”" in boxed(person)
        assert WHO_GETS_IT in boxed(person)
        assert STREAMS_STAY_OPEN in boxed(person)
        assert "(•) delete what would be left" in person.screen
        assert "Type greenhouse-1 to purge." in person.screen
        await person.type("greenhouse-1")
        assert "Press Ctrl+S to see the plan." in person.screen
        # The plan, which has sent nothing.
        await person.press("ctrl+s")
        assert person.app.screen.area == "Clear and purge"
        assert "Purges greenhouse-1 for good, with all that is listed." in person.words
        assert "Nothing has been sent yet. Ctrl+S sends one step after the other." in person.words
        assert "ctrl+s Clear and purge" in person.key_bar
        assert "Delete webhook irrigation" in person.screen
        assert "waiting" in person.screen
        assert written(sandbox) == [], "a dry run sends no write"
        await person.press("ctrl+s")
        assert written(sandbox) == [
            ("DELETE", "/as/webhooks/greenhouse-1/irrigation"),
            ("DELETE", "/as/applications/greenhouse-1/link"),
            ("DELETE", "/applications/greenhouse-1/purge"),
        ]
        assert person.notes[-1] == "Purged greenhouse-1, with what would have been left. Its ID is free."
        assert person.app.screen.area == "Applications"


async def test_only_its_id_typed_to_the_letter_purges_it(purging, sandbox):
    async with purging("greenhouse-1") as person:
        await person.press("ctrl+s")
        assert "! Type its ID first: greenhouse-1" in person.screen
        await person.type("greenhouse-1")
        await person.press("enter")
        assert "! Enter purges nothing. Press Ctrl+S to see the plan." in boxed(person)
        await person.press("shift+tab", "down", "space", "tab")
        assert "Press Ctrl+S to purge." in boxed(person)
        assert written(sandbox) == []
        await person.press("ctrl+s")
        assert written(sandbox) == [("DELETE", "/applications/greenhouse-1/purge")]
        assert not is_there(sandbox, "greenhouse-1")
        assert person.notes[-1] == "Purged greenhouse-1. Its ID is free."
        assert person.app.screen.area == "Applications"


async def test_devices_block_it_as_it_is_and_are_deleted_in_the_plan(purging, sandbox):
    async with purging("water-meters-north") as person:
        await person.type("water-meters-north")
        await person.press("shift+tab", "down", "space", "tab", "ctrl+s")
        assert "! It still has 12 end devices: delete or move them first." in person.screen
        assert "Its devices block it: delete them first, in its tab Devices." in boxed(person)
        await person.press("shift+tab", "up", "space", "tab")
        assert "Its devices block it: the plan deletes them first." in boxed(person)
        await person.press("ctrl+s")
        assert "Delete 12 devices, Identity Server" in person.screen
        assert "Packages of devices that are deleted already can't be listed." in person.words
        assert STREAMS_STAY_OPEN in person.words
        assert written(sandbox) == [], "a dry run sends no write"
        await person.press("ctrl+s")
        assert not is_there(sandbox, "water-meters-north")
        assert not any(app == "water-meters-north" for app, _ in sandbox.store.registries["ns"])
        assert person.notes[-1] == "Purged water-meters-north, with what would have been left. Its ID is free."


async def test_a_deleted_one_is_purged_and_what_it_has_is_said_to_be_unread(start, sample, sandbox, size):
    async with purging_deleted(start, sample, size) as person:
        assert WHO_GETS_IT in boxed(person)
        assert "What it has can't be read while it is deleted" in boxed(person)
        assert "(time left: about " in boxed(person)
        assert "(•) nothing: purge it as it is" in person.screen
        assert "to purge." in person.screen
        assert not [each for each in sandbox.requests if "/old-trial" in each.path]
        [call] = [each.call for each in person.app.screen.exports()]
        await person.press("ctrl+o")
        assert "ttn-lw-cli applications purge old-trial" in person.screen
        assert "/api/v3/applications/old-trial/purge" in curl([call], "http://127.0.0.1:1885")
        await person.press("escape")
        await person.type("old-trial")
        await person.press("ctrl+s")
        assert written(sandbox) == [("DELETE", "/applications/old-trial/purge")]
        assert not is_there(sandbox, "old-trial")
        assert "All deleted applications 2" in person.screen


async def test_a_lost_answer_is_looked_up(start, sample, sandbox):
    async with purging_deleted(start, sample) as person:
        sandbox.faults.add(Fault("DELETE", cut="before"))
        await person.type("old-trial")
        await person.press("ctrl+s")
        assert is_there(sandbox, "old-trial")
        assert "the application is still among the deleted ones." in boxed(person)
        sandbox.faults.add(Fault("DELETE", cut="after"))
        await person.press("ctrl+s")
        assert not is_there(sandbox, "old-trial")
        assert person.notes[-1].startswith("The answer was lost, so tts-tui checked: Purged old-trial.")


async def test_who_is_no_administrator_is_told(start, sample, sandbox):
    async with start(sample.key) as person:
        await person.press("t", "P")
        assert person.notes == ["Only administrators of the network can purge an application."]
        await person.press("escape", "enter", "P")
        assert person.notes[-1] == "Only administrators of the network can purge an application."
        assert written(sandbox) == []


async def test_a_deleted_one_is_restored_cleared_and_purged_in_one_plan(start, sample, sandbox):
    sandbox.add_webhook("old-trial", "billing", base_url="https://example.com")
    async with purging_deleted(start, sample, (120, 40)) as person:
        await person.type("old-trial")
        await person.press("shift+tab", "up", "space", "ctrl+s")
        assert "It is restored first, and its API keys work again until it is purged." in person.words
        assert "Delete all that would be left" in person.screen
        assert written(sandbox) == []
        await person.press("r")
        assert "What a deleted application has can't be read." in person.screen
        await person.press("ctrl+s")
        assert [path.rpartition("/")[2] for _, path in written(sandbox)] == ["restore", "billing", "purge"]
        assert not is_there(sandbox, "old-trial")
        assert "All deleted applications 2" in person.screen


async def test_a_plan_that_stops_says_that_it_lives_and_can_be_taken_up_again(start, sample, sandbox):
    sandbox.add_webhook("old-trial", "billing", base_url="https://example.com")
    sandbox.faults.add(Fault("DELETE", "billing", status=403, times=2))
    async with purging_deleted(start, sample) as person:
        await person.type("old-trial")
        await person.press("shift+tab", "up", "space", "ctrl+s", "ctrl+s")
        assert "It is restored and not purged: its API keys work." in person.words
        assert "Press Ctrl+S to try again." in person.words
        assert "failed: " in person.screen
        await person.press("ctrl+s", "escape")
        assert person.notes[-1] == "old-trial is restored and not purged: its API keys work."
        assert "All deleted applications 2" in person.screen
        assert [path.rpartition("/")[2] for _, path in written(sandbox)] == ["restore", "billing", "billing"]


async def test_one_that_can_not_be_restored_any_more_can_only_be_purged_as_it_is(start, sample, sandbox, clock):
    async with purging_deleted(start, sample) as person:
        clock.now += timedelta(days=2)
        await person.type("old-trial")
        await person.press("shift+tab", "up", "space", "ctrl+s", "ctrl+s")
        assert "It can't be restored any more, so what it has can't be deleted." in person.words
        await person.press("escape")
        assert "It can't be restored any more, so this can't be deleted first." in boxed(person)
        assert "delete what would be left" not in person.screen
        assert "Press Ctrl+S to purge." in person.screen
        await person.press("ctrl+s")
        assert [path.rpartition("/")[2] for _, path in written(sandbox)] == ["restore", "purge"]
        assert not is_there(sandbox, "old-trial")
