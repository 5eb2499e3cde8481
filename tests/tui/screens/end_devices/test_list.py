"""The end devices of an application, driven by keys."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import NOW
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.sample_devices import add_devices
from tts_tui.sandbox.wire import time_to
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.end_devices.list import EndDevicesScreen
from tts_tui.tui.screens.end_devices.panel import EndDevicePanel
from tts_tui.tui.widgets.end_device_table import EndDeviceTable
from tts_tui.tui.widgets.frame import TitledRule

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox

APP = "field"
WIDE = (120, 40)
READ = "RIGHT_APPLICATION_DEVICES_READ"
SEEN = {"b-gate": 5, "a-pump": 600, "d-tank": 60}
"""Minutes since each was seen; c-well never was."""


@pytest.fixture
def key(sandbox: Sandbox) -> str:
    """The key of somebody with four devices in one application."""
    sandbox.add_user("alice")
    sandbox.add_application(APP, owner="alice")
    for number, name in enumerate(("d-tank", "a-pump", "c-well", "b-gate")):
        sandbox.add_device(
            APP,
            name,
            dev_eui=f"70B3D57E0000000{9 - number}",
            join_eui="70B3D57ED0000000",
            created_at=NOW - timedelta(days=number),
            name=f"No. {number}",
            description="By the lock, on the left" if name == "c-well" else "",
            **({"last_seen_at": time_to(NOW - timedelta(minutes=SEEN[name]))} if name in SEEN else {}),
        )
    return sandbox.add_key("user", "alice")


async def open_devices(person: Person) -> None:
    """From the list of applications to the devices of one."""
    person.app.push_screen(EndDevicesScreen(person.app.screen.session, APP, lambda _: None))
    await person.settle()


def listed(person: Person) -> str:
    """The first letter of each device, from the top."""
    return "".join(each[0] for each in person.app.screen.query_one(EndDeviceTable).keys)


async def test_devices_are_listed_with_what_is_known_of_them(start, key, size):
    async with start(key, size) as person:
        await person.press("enter", tab_key("Devices"))
        assert person.app.screen.area == "End devices"
        assert "Devices 4" in person.words
        assert "No. 1 70B3D57E00000008 today" in person.words
        assert "No. 2 70B3D57E00000007 never" in person.words
        assert ("JoinEUI" in person.screen) is (size == WIDE)
        assert "Register devices in the Console (n copies): http://127.0.0.1:1885/" in person.words


async def test_each_order_is_right_whether_the_server_has_it_or_not(start, sandbox, key):
    found = {}
    async with start(key) as person:
        await open_devices(person)
        for _ in range(6):
            words = str(person.app.screen.query_one("#order", TitledRule).state)
            found[words] = listed(person)
            await person.press("S")
            found[words] += f" {listed(person)}"
            await person.press("S", "s")
    assert found == {
        "newest first": "dacb bcad",
        "name a–z": "dacb bcad",
        "ID a–z": "abcd dcba",
        "last seen first": "bdac cadb",
        "DevEUI 0–F": "bcad dacb",
        "JoinEUI 0–F": "abcd dcba",
    }
    asked = {each.query.partition("&")[0] for each in sandbox.requests if each.path.endswith("/devices")}
    assert asked == {"order=-created_at", "order=name", "order=device_id"}


async def test_the_filter_finds_an_eui_and_the_server_is_searched_by_a_key(start, sandbox, key):
    async with start(key) as person:
        await open_devices(person)
        await person.press("slash", *"0007")
        assert listed(person) == "c"
        assert "Devices 1 of 4" in person.words
        await person.press("f9")
        assert "Devices 1 found by the server" in person.words
        assert "query=0007" in sandbox.requests[-1].query
        await person.press("escape")
        assert len(listed(person)) == 4


async def test_an_application_without_devices_says_where_they_are_registered(start, sandbox, key):
    sandbox.store.existing("application", APP).devices.clear()
    async with start(key, WIDE) as person:
        await open_devices(person)
        assert "No end devices yet" in person.screen
        assert f"http://127.0.0.1:1885/console/applications/{APP}/devices" in person.screen
        await person.press("n")
        assert "/console/applications/field/devices was sent to" in person.words


async def test_who_may_not_see_devices_is_told_which_right_is_missing(start, sandbox, key):
    sandbox.store.existing("application", APP).members.clear()
    sandbox.add_collaborator(APP, "alice", {"RIGHT_APPLICATION_INFO"})
    async with start(key) as person:
        await open_devices(person)
        assert "You can't see the end devices of this application." in person.words
        assert READ in person.words
        assert not [each for each in sandbox.requests if each.path.endswith("/ns/devices")]


async def test_the_panel_has_the_rest_once_the_cursor_rests(start, sandbox, key, clock):
    device = sandbox.store.existing("application", APP).devices["d-tank"]
    device.fields["locations"] = {"user": {"latitude": -52.5, "longitude": 4.25, "altitude": 3}}
    device.fields["version_ids"] = {"brand_id": "brand", "model_id": "meter", "firmware_version": "1.2"}
    async with start(key, WIDE) as person:
        await open_devices(person)
        assert "52.50000° S" not in person.screen
        clock.now += timedelta(seconds=0.34)
        person.app.screen.query_one(EndDevicePanel).look()
        await person.settle()
        assert "52.50000° S 4.25000° E, 3 m (user)" in person.words.replace("│ ", "")
        assert "brand meter, firmware 1.2" in person.words


async def test_a_list_too_long_to_be_read_whole_keeps_an_order_that_the_server_has(start, sandbox, key, monkeypatch):
    monkeypatch.setattr(EndDevicesScreen, "limit", 1_000)
    add_devices(sandbox, APP, 1_500, now=NOW)
    async with start(key) as person:
        await open_devices(person)
        assert "Devices 1,000 of 1,504 read" in person.words
        await person.press("s", "s", "s")
        assert "newest first" in person.words
        assert "last seen first" not in person.words
        await person.press("s")
        assert "name a–z" in person.words


async def test_a_list_that_can_t_be_read_says_so_and_r_reads_it(start, sandbox, key):
    async with start(key) as person:
        await open_devices(person)
        sandbox.faults.add(Fault(path=r".*/devices$", status=500, times=1))
        await person.press("r")
        assert "Could not read the end devices" in person.words
        await person.press("r")
        assert "Devices 4" in person.words


async def test_hostile_text_is_shown_and_not_obeyed(start, sandbox, key):
    hostile = "[/x]\x1b]52;c;eA==\x07"
    device = sandbox.add_device(APP, "x-evil", name=hostile, description=hostile, attributes={"a": hostile})
    sandbox.add_to_server("ns", device, frequency_plan_id=hostile)
    async with start(key, WIDE) as person:
        await open_devices(person)
        await person.press("slash", *"x-evil", "enter")
        assert "[/x]␛]52" in person.screen
        await person.press("enter")
        assert person.app.screen.area == "Device"
        assert person.screen.count("[/x]␛]52;c;eA==␇") >= 3
        assert "\x1b" not in person.screen
