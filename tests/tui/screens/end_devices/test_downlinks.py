"""The downlink queue of a device, and simulated uplinks, driven by keys."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import NOW
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.sample_devices import add_device
from tts_tui.tui.screens.end_devices.downlinks import DownlinksScreen
from tts_tui.tui.widgets.choice import Choice

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox

APP = "field"
INFO, DEVICES, READ = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_DEVICES_READ", "RIGHT_APPLICATION_TRAFFIC_READ"


@pytest.fixture
def key(sandbox: Sandbox) -> str:
    """The key of somebody with a device that has a session."""
    sandbox.add_user("alice")
    sandbox.add_application(APP, owner="alice")
    add_device(sandbox, APP, 1, now=NOW)
    return sandbox.add_key("user", "alice")


async def open_queue(person: Person, device_id: str = "sensor-1") -> None:
    """From the list of applications to the queue of a device; how a person gets there is tried elsewhere."""
    session = person.app.screen.session
    person.app.push_screen(DownlinksScreen(session, APP, lambda _: None, device_id=device_id))
    await person.settle()


async def choose(person: Person, name: str, value: object) -> None:
    person.app.screen.query_one(f"#{name}", Choice).value = value
    await person.settle()


def sent(sandbox: Sandbox, end: str) -> list[dict[str, object]]:
    """What was sent to that path."""
    return [json.loads(each.body) for each in sandbox.requests if each.path.endswith(end)]


def payload(written: bytes) -> str:
    return base64.b64encode(written).decode()


async def test_a_downlink_is_queued_once_after_a_review_and_then_listed(start, sandbox, key):
    async with start(key, (120, 40)) as person:
        await open_queue(person)
        assert "No downlinks queued" in person.screen
        await person.press("n")
        await person.type("01 67 00 EB")
        await person.press("ctrl+s")
        assert "Payload 01 67 00 EB (4 bytes)" in person.screen
        assert "Not confirmed" in person.screen
        assert "Ctrl+S sends this." in person.words
        assert "ctrl+s Send" in person.words
        assert not sent(sandbox, "/down/push")
        await person.press("enter")  # by habit
        assert not sent(sandbox, "/down/push")
        await person.press("ctrl+s")
        assert person.app.screen.area == "Downlinks"
        assert "Queued a downlink for sensor-1." in person.words
        assert "Downlinks 1 queued" in person.screen
        assert "01 67 00 EB" in person.screen
        [pushed] = sent(sandbox, "/down/push")
        [downlink] = pushed["downlinks"]
        assert (downlink["f_port"], downlink["frm_payload"]) == (1, payload(b"\x01\x67\x00\xeb"))


async def test_a_payload_may_be_base64_or_data_for_the_servers_formatter(start, sandbox, key):
    async with start(key) as person:
        await open_queue(person)
        await person.press("n")
        await choose(person, "notation", "base64")
        await choose(person, "confirmed", True)
        await person.type("AWc=")
        await person.press("ctrl+s", "ctrl+s")
        assert "01 67" in person.screen
        assert "yes" in person.screen
        await person.press("n")
        await choose(person, "notation", "json")
        await person.type('{"analog_out_1": 2.5}')
        await person.press("ctrl+s")
        assert "can't encode is queued without bytes" in person.words
        await person.press("ctrl+s")
        assert sent(sandbox, "/down/push")[1]["downlinks"][0]["decoded_payload"] == {"analog_out_1": 2.5}
        assert "Downlinks 2 queued" in person.screen


async def test_what_is_no_payload_says_where_and_is_not_sent(start, sandbox, key):
    async with start(key) as person:
        await open_queue(person)
        await person.press("n", "shift+tab", "shift+tab", "2", "escape")
        assert "Leave this form?" in person.screen  # a port alone is typed, too
        await person.press("n", "tab", "tab", "ctrl+s")
        assert "Enter a payload." in person.screen
        await person.type("01 6x")
        await person.press("ctrl+s")
        assert "No hex digit at position 5: “x”." in person.screen
        await choose(person, "notation", "json")
        assert "Not JSON" in person.words
        await person.press("escape")
        assert "Leave this form?" in person.screen
        assert not sent(sandbox, "/down/push")


async def test_a_downlink_can_replace_what_waits_which_the_review_lists(start, sandbox, key):
    async with start(key) as person:
        await open_queue(person)
        for text in ("01", "02"):
            await person.press("n", *text, "ctrl+s", "ctrl+s")
        await person.press("n", *"ff")
        assert "replace the 2 that wait" in person.screen
        await choose(person, "queue", True)
        await person.press("ctrl+s")
        assert "- FPort 1: 01" in person.screen
        assert "- FPort 1: 02" in person.screen
        assert "down/replace" in person.screen
        await person.press("ctrl+s")
        assert "Downlinks 1 queued" in person.screen
        assert "FF" in person.screen


async def test_the_queue_is_cleared_after_a_review(start, sandbox, key):
    async with start(key, (120, 40)) as person:
        await open_queue(person)
        await person.press("d")
        assert "No downlinks queued." in person.words
        await person.press("n", *"01", "ctrl+s", "ctrl+s", "d")
        assert "- FPort 1: 01" in person.screen
        assert "Ctrl+S clears this." in person.words
        await person.press("ctrl+o")
        assert "end-devices downlink clear" in person.words
        await person.press("escape", "escape")
        assert "Downlinks 1 queued" in person.screen
        await person.press("d", "ctrl+s")
        assert "Downlinks 0 queued" in person.screen
        assert "Cleared the downlink queue of sensor-1." in person.notes


async def test_a_lost_answer_is_looked_up_and_nothing_is_queued_twice(start, sandbox, key):
    async with start(key) as person:
        await open_queue(person)
        sandbox.faults.add(Fault(path="/down/push$", cut="after", times=1))
        await person.press("n", *"01", "ctrl+s", "ctrl+s")
        assert "The answer was lost, so tts-tui checked" in person.words
        assert "Downlinks 1 queued" in person.screen
        assert len(sent(sandbox, "/down/push")) == 1


async def test_what_the_server_refuses_is_said_and_the_form_stays(start, sandbox, key):
    add_device(sandbox, APP, 7, now=NOW)  # which never joined
    async with start(key) as person:
        await open_queue(person, "sensor-7")
        await person.press("n", *"01", "ctrl+s", "ctrl+s")
        assert person.app.screen.area == "Queue a downlink"
        assert "no device session" in person.words
        assert "Queue the downlink once it has." in person.words
        assert person.app.screen.query_one("#payload").value == "01"


async def test_who_may_only_read_traffic_is_told_which_right_is_missing(start, sandbox, key):
    sandbox.store.existing("application", APP).members.clear()
    sandbox.add_collaborator(APP, "alice", {INFO, DEVICES, READ})
    async with start(key) as person:
        await open_queue(person)
        await person.press("n")
        assert person.app.screen.area == "Downlinks"
        assert "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE" in person.words
        await person.press("m")
        assert "RIGHT_APPLICATION_TRAFFIC_UP_WRITE" in person.notes[-1]


async def test_an_uplink_is_simulated_after_a_review_that_says_who_gets_it(start, sandbox, key):
    async with start(key) as person:
        await open_queue(person)
        await person.press("m")
        assert "Bytes in hex, such as 01 67 00 EB." in person.screen
        await person.press(*"0367", "ctrl+s")
        assert "Webhooks, MQTT and storage get it like any uplink" in person.words
        assert not sent(sandbox, "/up/simulate")
        await person.press("ctrl+s")
        assert person.app.screen.area == "Downlinks"
        assert "Simulated an uplink of sensor-1." in person.words
        [uplink] = sent(sandbox, "/up/simulate")
        assert uplink["uplink_message"]["frm_payload"] == payload(b"\x03\x67")
        await person.press("1", "m")
        assert person.app.screen.area == "Simulate an uplink"
