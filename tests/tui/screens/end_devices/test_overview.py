"""An end device at a glance, driven by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import NOW
from tests.tui.screens.events import happening
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.sample_devices import add_device
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.end_devices import overview
from tts_tui.tui.screens.end_devices.overview import DeviceScreen
from tts_tui.tui.screens.events.stream import EventsScreen

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox

APP = "field"
WIDE = (120, 40)
INFO, READ = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_DEVICES_READ"


@pytest.fixture(autouse=True)
def drawn_at_once(monkeypatch):
    monkeypatch.setattr(overview, "_DRAWN_EVERY", 0.001)
    monkeypatch.setattr(EventsScreen, "drawn_every", 0.001)


@pytest.fixture
def key(sandbox: Sandbox) -> str:
    """The key of somebody with a device that has a session."""
    sandbox.add_user("alice")
    sandbox.add_application(APP, owner="alice")
    add_device(sandbox, APP, 1, now=NOW)
    return sandbox.add_key("user", "alice")


def uplink(sandbox: Sandbox) -> None:
    happening.uplink(sandbox, APP, "sensor-1", "AQID")


async def open_device(person: Person, device_id: str = "sensor-1") -> None:
    """From the list of applications to a device."""
    person.app.push_screen(DeviceScreen(person.app.screen.session, APP, lambda _: None, device_id=device_id))
    await person.settle()


async def test_what_the_four_servers_know_stands_in_groups(start, sandbox, key, size):
    device = sandbox.store.existing("application", APP).devices["sensor-1"]
    device.fields |= {"attributes": {"floor": "2"}, "serial_number": "sn-1"}
    async with start(key, size) as person:
        await open_device(person)
        assert person.beside("Name").startswith("Sensor 1")
        if size == WIDE:
            assert person.beside("Last seen").startswith("2026-11-2")
            assert "EU_863_870_TTN" in person.screen
            assert "LoRaWAN 1.0.3" in person.words
            assert "RX1 after 5 s, RX2 at 869.525 MHz" in person.words
            assert "uplink CayenneLPP" in person.words
            assert "floor = 2" in person.screen
            assert len(bytes.fromhex(person.beside("DevAddr").split()[0])) == 4  # the word that events have for it
        await person.press("end")
        assert "Join nonce" in person.screen
        paths = {each.path for each in sandbox.requests if each.path.endswith("/devices/sensor-1")}
        assert {each.split("/")[3] for each in paths} == {"applications", "ns", "as", "js"}


async def test_a_server_that_has_no_part_of_it_says_so_and_hides_no_other(start, sandbox, key):
    sandbox.faults.add(Fault(path="/api/v3/as/.*/devices/sensor-1", status=403, times=9))
    device = sandbox.store.existing("application", APP).devices["sensor-1"]
    async with start(key, WIDE) as person:
        await open_device(person)
        assert "Formatters –" in person.words
        assert "Frequency plan EU_863_870_TTN" in person.words
        assert device.ids["dev_eui"] in person.words


async def test_a_device_left_on_the_identity_server_alone_is_said_to_be_missing_elsewhere(start, sandbox, key):
    sandbox.add_device(APP, "a-half", dev_eui="70B3D57E00000001")
    for server in ("ns", "as", "js"):
        sandbox.store.registries[server].pop((APP, "a-half"), None)
    async with start(key, WIDE) as person:
        await open_device(person, "a-half")
        assert "a-half" in person.words
        assert "The Network, Application and Join Server don't have it: deleted there, or never" in person.words
        assert person.words.count("not registered here") == 3
        assert "70B3D57E00000001" in person.screen


async def test_the_last_frames_come_from_the_devices_own_stream(start, sandbox, key):
    uplink(sandbox)
    async with start(key, WIDE) as person:
        await open_device(person)
        await person.until(lambda: "port 1" in person.screen)
        body = next(each for each in sandbox.requests if each.path == "/api/v3/events").body
        assert b"device_ids" in body
        uplink(sandbox)
        await person.until(lambda: person.screen.count("port 1") == 2)


async def test_who_may_not_see_traffic_is_told_so_in_place_of_frames(start, sandbox, key):
    sandbox.store.existing("application", APP).members.clear()
    sandbox.add_collaborator(APP, "alice", {INFO, READ})
    async with start(key, WIDE) as person:
        await open_device(person)
        await person.until(lambda: "RIGHT_APPLICATION_TRAFFIC_READ" in person.screen)


async def test_the_second_tab_is_the_devices_own_live_data(start, sandbox, key):
    async with start(key) as person:
        await person.press("enter", tab_key("Devices"), "enter", "3", "2")
        assert person.app.screen.area == "Live data"
        uplink(sandbox)
        await person.until(lambda: "Uplink received" in person.screen)
        titles = next(line for line in person.screen.splitlines() if "What happened" in line)
        assert "Device" not in titles  # it is the same in all
        rates = next(line for line in person.screen.splitlines() if "Messages " in line)
        assert rates.count("/min") == 1  # and so are its messages
        await person.press("1")
        assert person.app.screen.area == "Device"
        await person.press("7")  # an application has so many tabs, a device doesn't
        assert person.app.screen.area == "Device"
        await person.press("escape")
        assert person.app.screen.area == "End devices"


async def test_a_device_that_is_gone_says_so(start, sandbox, key):
    async with start(key) as person:
        sandbox.store.existing("application", APP).devices.clear()
        await open_device(person)
        assert "There is no device sensor-1." in person.words


async def test_ids_are_copied_and_times_are_shown_in_utc(start, sandbox, key):
    async with start(key, WIDE) as person:
        await open_device(person)
        await person.press("Y")
        eui = sandbox.store.existing("application", APP).devices["sensor-1"].ids["dev_eui"]
        assert f"The DevEUI {eui} was sent" in person.words
        assert isinstance(person.app.screen, DeviceScreen)
        await person.press("u")
        assert "UTC" in person.beside("Last seen")
