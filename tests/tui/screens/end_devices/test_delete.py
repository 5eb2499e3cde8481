"""Deleting end devices, driven by keys."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import NOW
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.sample_devices import add_device
from tts_tui.tui.screens.end_devices.list import EndDevicesScreen

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox

APP = "field"
SERVERS = ("as", "ns", "js", "applications")


@pytest.fixture
def key(sandbox: Sandbox) -> str:
    """The key of somebody with 25 devices on all servers."""
    sandbox.add_user("alice")
    sandbox.add_application(APP, owner="alice", created_at=NOW - timedelta(days=1))
    for number in range(1, 26):
        add_device(sandbox, APP, number, now=NOW)
    return sandbox.add_key("user", "alice")


async def open_devices(person: Person) -> None:
    """From the list of applications to the devices of one; how a person gets there is tried elsewhere."""
    person.app.push_screen(EndDevicesScreen(person.app.screen.session, APP, lambda _: None))
    await person.settle()


def deletions(sandbox: Sandbox) -> list[str]:
    """Which servers were sent a deletion, in this order."""
    return [each.path.split("/")[3] for each in sandbox.requests if each.method == "DELETE"]


def left(sandbox: Sandbox) -> int:
    return len(sandbox.store.existing("application", APP).devices)


async def test_marked_devices_are_deleted_from_all_servers_after_a_dry_run(start, sandbox, key, size):
    async with start(key, size) as person:
        await open_devices(person)
        await person.press("space", "space", "d")
        assert "Delete 2 devices of field" in person.screen
        assert "Deletes 2 devices for good." in person.words
        assert "Nothing has been sent yet. Ctrl+S sends 4 requests." in person.words
        assert "sensor-1 waiting sensor-2 waiting" in person.words
        assert "ctrl+s Delete 2 devices" in person.key_bar
        await person.press("enter")  # by habit
        assert not deletions(sandbox)
        await person.press("ctrl+s")
        assert "2 deleted." in person.screen
        assert deletions(sandbox) == list(SERVERS)
        assert left(sandbox) == 23
        await person.press("escape")
        assert "Devices 23" in person.screen
        assert "marked" not in person.screen


async def test_without_marks_it_is_the_one_under_the_cursor(start, sandbox, key):
    async with start(key) as person:
        await open_devices(person)
        await person.press("j", "d")
        assert "Delete 1 device of field" in person.screen
        await person.press("ctrl+o")
        assert "devices/batch?device_ids=sensor-2" in person.words.replace(" ", "")
        await person.press("escape", "escape")
        assert not deletions(sandbox)


async def test_all_of_them_go_in_groups_of_twenty_and_the_empty_list_has_its_keys(start, sandbox, key):
    async with start(key) as person:
        await open_devices(person)
        await person.press("asterisk", "d")
        assert "8 requests" in person.words
        await person.press("ctrl+s")
        assert "25 deleted." in person.screen
        assert len(deletions(sandbox)) == 8
        assert "ctrl+s" not in person.key_bar
        await person.press("escape")
        assert "No end devices yet" in person.screen
        assert "esc Back" in person.key_bar
        await person.press("escape")
        assert person.app.screen.area == "Applications"


async def test_where_a_server_fails_it_says_what_is_left_where_and_goes_on_there(start, sandbox, key):
    async with start(key) as person:
        await open_devices(person)
        await person.press("space", "d")
        sandbox.faults.add(Fault(path="/api/v3/js/", status=403, times=1))
        await person.press("ctrl+s")
        assert "1 failed. Press Ctrl+S to try again." in person.words
        assert "Still on the Join and Identity Server." in person.words
        assert "failed: left on JS, IS" in person.words
        assert left(sandbox) == 25
        await person.press("ctrl+s")
        assert "1 deleted." in person.screen
        assert deletions(sandbox) == ["as", "ns", "js", "js", "applications"]
        assert left(sandbox) == 24


async def test_who_may_not_delete_is_told_which_right_is_missing(start, sandbox, key):
    sandbox.store.existing("application", APP).members.clear()
    sandbox.add_collaborator(APP, "alice", {"RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_DEVICES_READ"})
    async with start(key) as person:
        await open_devices(person)
        await person.press("d")
        assert person.app.screen.area == "End devices"
        assert "RIGHT_APPLICATION_DEVICES_WRITE" in person.words


async def test_a_device_is_deleted_on_its_own_screen_which_is_left_then(start, sandbox, key):
    async with start(key) as person:
        await open_devices(person)
        await person.press("enter", "d", "escape")
        assert person.app.screen.area == "Device"
        await person.press("d", "ctrl+s")
        assert "1 deleted." in person.screen
        await person.press("escape")
        assert "Devices 24" in person.screen
