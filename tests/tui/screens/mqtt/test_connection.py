"""How to connect by MQTT, driven by keys."""

from __future__ import annotations

from tests.tui.conftest import Person
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.screens.mqtt.connection import MQTTScreen
from tts_tui.tui.widgets.rights_checklist import RightsChecklist

WATER = "water-meters-north"


async def open_mqtt(person: Person) -> None:
    person.app.push_screen(MQTTScreen(person.app.screen.session, WATER))
    await person.settle()


async def test_addresses_topics_and_commands_are_shown(start, sample, size):
    async with start(sample.key, size) as person:
        await open_mqtt(person)
        assert person.beside("Address with TLS") == "localhost:8883"
        assert person.beside("Address without TLS").startswith("localhost:1883 insecure")
        assert person.beside("User name") == WATER
        assert person.beside("joins") == f"v3/{WATER}/devices/+/join"
        assert "1 Copy setup" in person.words
        assert "3 Copy send" in person.words
        await person.press("2")
        assert "The command was sent to" in person.notes[-1]
        await person.press("1")
        assert "The setup was sent to" in person.notes[-1]
        await person.press("end")
        assert f"mosquitto_sub -v -t v3/{WATER}/devices/+/up" in person.words


async def test_where_it_can_not_be_read_there_is_nothing_to_copy(start, sample, sandbox):
    """A key for it is created all the same, with its rights selected."""
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", path="mqtt-connection-info$", status=500))
        await open_mqtt(person)
        assert "Could not read how to connect by MQTT." in person.words
        await person.press("2")
        assert "no address for MQTT over TLS" in person.notes[-1]
        await person.press("r")
        assert person.beside("User name") == WATER
        await person.press("n")
        assert person.app.screen.query_one(RightsChecklist).selection.selected == {
            "RIGHT_APPLICATION_TRAFFIC_READ",
            "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE",
        }
        await person.press("ctrl+s")
        (made,) = [each for each in sandbox.store.existing("application", WATER).keys.values() if each.name == "MQTT"]
        assert set(made.rights) == {"RIGHT_APPLICATION_TRAFFIC_READ", "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"}
        assert person.app.screen.area == "The new key"


async def test_without_the_right_to_make_keys_it_says_so(start, sample, sandbox):
    sandbox.add_collaborator(WATER, "auditor", ["RIGHT_APPLICATION_INFO"])
    async with start(sandbox.add_key("user", "auditor")) as person:
        await open_mqtt(person)
        await person.press("n")
        assert "RIGHT_APPLICATION_SETTINGS_API_KEYS" in person.notes[-1]
