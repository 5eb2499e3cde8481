"""Deleting an application, driven by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from tests.held import HeldRequest
from tests.tui.changes_sent import written
from tests.tui.screens.applications.removed import is_deleted
from tts_tui.api.rights import APPLICATION_RIGHTS
from tts_tui.sandbox.faults import Fault
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.shell_export import curl
from tts_tui.tui.widgets.problem import Problem


async def open_box(person, application_id):
    """Open the box of an application, from its row in the list."""
    person.app.screen.table.go_to(application_id)
    await person.press("d")
    assert f"Delete {application_id}" in person.screen


@pytest.fixture
def deleting(start, sample):
    """The box of one application, opened from its row in the list."""

    @asynccontextmanager
    async def opening(application_id: str, token: str = "", size: tuple[int, int] = (80, 24)):
        async with start(token or sample.key, size) as person:
            await open_box(person, application_id)
            yield person

    return opening


async def test_what_goes_with_it(start, sample, size, golden):
    async with start(sample.key, size) as person:
        await person.press("slash")
        await person.type("water-meters-north")
        await person.press("enter", "d")
        assert person.screen == golden
        assert person.beside("End devices") == "12 must be deleted first"
        assert person.beside("API keys") == "6 stop now; one that may delete can restore"
        assert person.beside("Collaborators") == "5 all of them lose access"
        assert person.beside("Webhooks") == "2 kept with the ID, by the server"
        assert person.beside("Pub/subs") == "1 kept with the ID, by the server"
        assert person.beside("Packages") == "1 kept with the ID, by the server"
        assert "Its devices block it: the plan deletes them first, for good." in person.words
        assert "Type its ID" in person.screen  # all of it is to be seen at once
        assert "Type water-meters-north to delete." in person.screen
        assert "ctrl+s See the plan" in person.key_bar


async def test_only_its_id_typed_to_the_letter_deletes_it(deleting, sandbox):
    async with deleting("greenhouse-1") as person:
        # Everything was asked for at once, and nothing blocks it.
        about = "/api/v3/applications/greenhouse-1"
        integrations = (
            "applications/greenhouse-1/packages/associations",
            "pubsub/greenhouse-1",
            "webhooks/greenhouse-1",
        )
        assert sorted(each.path for each in sandbox.requests if "greenhouse-1" in each.path) == [
            *(about + each for each in ("", "/api-keys", "/collaborators", "/devices", "/rights")),
            *(f"/api/v3/as/{each}" for each in integrations),
        ]
        assert person.beside("End devices") == "0"
        assert person.beside("Collaborators") == "1"
        assert "Its devices block it" not in person.words
        assert "the server decides" in person.words  # whether one may restore it is not promised
        assert STREAMS_STAY_OPEN in person.words
        assert "Type greenhouse-1 to delete." in person.screen, "all of it has room in 24 lines"
        assert "Press Ctrl+S" not in person.screen
        # The commands, which are what is sent in the end.
        [call] = [each.call for each in person.app.screen.exports()]
        await person.press("ctrl+o")
        assert "-X DELETE" in person.screen
        assert "ttn-lw-cli applications delete greenhouse-1" in person.screen
        assert about in curl([call], "http://127.0.0.1:1885")
        await person.press("escape")
        # Nothing but the ID, and then Ctrl+S.
        for key in ("ctrl+s", "enter"):
            await person.press(key)
            assert "! Type its ID first: greenhouse-1" in person.screen
        assert person.notes == []
        await person.type("greenhouse-")
        await person.press("ctrl+s", "2", "f2")
        assert "✗ Not its ID." in person.screen
        await person.press("backspace")
        assert "✗" not in person.screen
        await person.press("1")
        assert "Press Ctrl+S to delete." in person.screen
        await person.press("space", "ctrl+s", "backspace", "enter")
        assert "! Enter deletes nothing. Press Ctrl+S to delete." in person.screen
        assert written(sandbox) == []
        await person.press("ctrl+s")
        assert written(sandbox) == [("DELETE", "/applications/greenhouse-1")] == [(call.method, call.path)]
        assert is_deleted(sandbox, "greenhouse-1")
        assert person.notes[-1] == "Deleted greenhouse-1. Press t in the list to restore it."
        assert "greenhouse-1" not in person.app.screen.table.keys  # the list was read again


async def test_after_it_the_cursor_of_the_list_is_nearby(start, sample, sandbox):
    async with start(sample.key) as person:
        await person.press("j", "j", "j", "d")
        await person.type("greenhouse-1")
        await person.press("f5", "ctrl+s", "e", "y")
        assert is_deleted(sandbox, "greenhouse-1")
        assert person.app.screen.table.current == "water-leaks"
        # From the overview, too, which goes with the application.
        await person.press("g", "enter", "d")
        await person.type("pump-stations")
        await person.press("ctrl+s")
        assert is_deleted(sandbox, "pump-stations")
        assert person.app.screen.area == "Applications"
        assert person.app.screen.table.current == "harbour-lights"


async def test_it_is_sent_once_and_esc_hides_it(deleting, sandbox):
    async with deleting("greenhouse-1", size=(120, 40)) as person:
        held = HeldRequest(sandbox, "DELETE")
        await person.type("greenhouse-1")
        await person.touch("ctrl+s", "f2")
        held.release()
        await person.settle()
        assert len(written(sandbox)) == 1
        assert person.app.screen.area == "Applications"
        held = HeldRequest(sandbox, "DELETE")
        await open_box(person, "greenhouse-2")
        await person.type("greenhouse-2")
        await person.touch("f2", "escape")
        assert person.app.screen.area == "Applications"
        held.release()
        await person.settle()
        assert "Deleted greenhouse-2." in person.notes[-1]


# With its devices


async def test_devices_that_are_in_the_way_can_be_deleted_first_in_one_plan(deleting, sandbox):
    async with deleting("water-meters-north", size=(120, 40)) as person:
        await person.press("ctrl+s")
        assert "Type its ID first" in person.words
        await person.type("water-meters-north")
        assert "Press Ctrl+S to see the plan." in person.screen
        await person.press("ctrl+s")
        assert person.app.screen.area == "Empty and delete"
        assert "Delete 12 devices, then water-meters-north" in person.screen
        assert "Nothing has been sent yet. Ctrl+S sends 5 requests." in person.words
        assert "ctrl+s Delete all" in person.key_bar
        assert person.app.screen.query_one("Table").keys[:3] == ("sensor-1", "sensor-2", "sensor-3")  # as in the list
        await person.press("escape")
        assert person.app.screen.area == "Delete an application"
        assert written(sandbox) == []
        await person.press("ctrl+s", "ctrl+s")
        about = "applications/water-meters-north"
        batches = [f"/{each}{about}/devices/batch" for each in ("as/", "ns/", "js/", "")]
        assert [path for _, path in written(sandbox)] == [*batches, f"/{about}"]
        assert is_deleted(sandbox, "water-meters-north")
        assert person.notes[-1].startswith("Deleted 12 devices and water-meters-north.")
        assert person.app.screen.area == "Applications"


async def test_where_a_server_keeps_devices_the_application_stays(deleting, sandbox):
    async with deleting("water-meters-north") as person:
        await person.type("water-meters-north")
        sandbox.faults.add(Fault(path="/api/v3/ns/", method="DELETE", status=403, times=1))
        await person.press("ctrl+s", "ctrl+s")
        assert "12 failed. Press Ctrl+S to try again." in person.words
        assert "ctrl+s Try again" in person.key_bar
        assert "Still on the Network, Join and Identity Server." in person.words
        assert not is_deleted(sandbox, "water-meters-north")
        await person.press("ctrl+s")
        assert is_deleted(sandbox, "water-meters-north")


async def test_stopped_while_the_last_devices_go_the_application_stays_until_none_is_left(deleting, sandbox):
    async with deleting("water-meters-north") as person:
        await person.type("water-meters-north")
        await person.press("ctrl+s")
        held = HeldRequest(sandbox, "DELETE")
        await person.touch("ctrl+s", "x")
        held.release()
        await person.settle()
        assert "12 deleted. Press Ctrl+S to continue. water-meters-north is not deleted yet." in person.words
        assert not is_deleted(sandbox, "water-meters-north")
        # A device that has come meanwhile is told, and listed with r.
        sandbox.add_device("water-meters-north", "late")
        await person.press("ctrl+s")
        assert "application still has `1` devices" in person.words
        await person.press("r")
        assert "Delete 1 device, then water-meters-north" in person.screen
        await person.press("ctrl+s")
        assert is_deleted(sandbox, "water-meters-north")


async def test_who_may_not_delete_devices_is_told_which_right_is_missing(deleting, sandbox):
    left_out = {"RIGHT_APPLICATION_ALL", "RIGHT_APPLICATION_DEVICES_WRITE"}
    names = {each.name for each in APPLICATION_RIGHTS} - left_out
    sandbox.store.existing("application", "water-meters-north").members.clear()
    sandbox.add_collaborator("water-meters-north", "demo-user", names)
    async with deleting("water-meters-north") as person:
        await person.type("water-meters-north")
        await person.press("ctrl+s")
        assert "RIGHT_APPLICATION_DEVICES_WRITE" in person.words
        assert written(sandbox) == []


# What goes wrong


async def test_what_the_server_refuses_can_be_tried_again(deleting, sandbox):
    async with deleting("greenhouse-1") as person:
        sandbox.faults.add(Fault("DELETE", status=500))
        await person.type("greenhouse-1")
        await person.press("ctrl+s")
        assert "Could not delete the application." in person.screen
        # It has the last word on devices.
        sandbox.add_device("greenhouse-1", "late")
        await person.press("ctrl+s")
        assert "application still has `1` devices" in person.screen
        assert "Delete or move its end devices first." in person.screen
        assert len(written(sandbox)) == 2
        await person.press("f5", "ctrl+s")
        assert "Delete 1 device, then greenhouse-1" in person.screen
        assert len(written(sandbox)) == 2


async def test_a_lost_answer_is_looked_up(deleting, sandbox):
    async with deleting("greenhouse-1") as person:
        sandbox.faults.add(Fault("DELETE", cut="before"))
        await person.type("greenhouse-1")
        await person.press("ctrl+s")
        assert not is_deleted(sandbox, "greenhouse-1")
        assert "the application is still there." in person.app.screen.query_one(Problem).explanation.text
        sandbox.faults.add(Fault("DELETE", cut="after"))
        await person.press("ctrl+s")
        assert is_deleted(sandbox, "greenhouse-1")
        assert person.notes[-1].startswith("The answer was lost, so tts-tui checked: Deleted greenhouse-1.")


async def test_what_may_not_be_read_is_a_sentence(deleting, sandbox, sample):
    async with deleting("water-meters-north", sample.colleague_key) as person:
        assert person.beside("End devices") == "you lack the right “See devices”"
        assert person.beside("API keys") == "you lack the right “See and change API keys”"
        assert person.beside("Collaborators").startswith("5 ")
        assert person.beside("Webhooks").startswith("2 ")
        assert person.beside("Packages") == "you lack the right “See and change packages”"
        await person.type("water-meters-north")
        await person.press("ctrl+s")
        assert "! You lack the right “Delete the application”" in person.screen
        assert written(sandbox) == []


async def test_counts_that_fail_do_not_keep_it_up(deleting, sandbox):
    for what in (
        "applications/greenhouse-1",
        "webhooks/greenhouse-1",
        "pubsub/greenhouse-1",
        "associations",
        "devices",
        "api-keys",
        "collaborators",
        "rights",
    ):
        sandbox.faults.add(Fault("GET", f"{what}$", status=500))
    async with deleting("greenhouse-1", size=(120, 40)) as person:
        assert person.screen.count("not read; F5 tries again") == 7
        await person.type("greenhouse-1")
        await person.press("ctrl+s")
        assert is_deleted(sandbox, "greenhouse-1")


async def test_esc_stops_reading_and_then_leaves_without_a_question(start, sample, sandbox):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", "/devices$", latency=5))
        await person.touch("d", "x", "escape")
        assert "not read; F5 tries again" in person.screen
        await person.press("escape")
        assert person.app.screen.area == "Applications"
        # A hostile name is only text.
        await open_box(person, "hostile-name")
        assert person.beside("Name") == "␛]52;c;SGFja2Vk␇[/x][@click=app.quit]go[/]"
        assert "‹U+202E›evil" in person.screen
