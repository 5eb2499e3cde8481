"""The first line says which application, and which device, a screen is about."""

from __future__ import annotations

from tests.tui.screens.api_keys.keys import open_keys
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.api_keys.reveal_once import KeyOnceScreen
from tts_tui.tui.screens.audit.list import AuditScreen
from tts_tui.tui.screens.mqtt.connection import MQTTScreen
from tts_tui.tui.screens.servers.list import ServersScreen

WATER = "water-meters-north"


async def test_screens_of_an_application_name_it_and_those_of_the_server_do_not(start, sample):
    async with start(sample.key) as person:
        assert WATER not in person.screen.splitlines()[0]
        await open_keys(person, WATER)
        await person.press(tab_key("Access"))
        for keys, area in (("w", "Who can do what"), ("n", "Add a collaborator")):
            await person.press(keys)
            assert person.app.screen.area == area
            assert person.screen.startswith(f" tts-tui {WATER} ─ ")
            await person.press("escape")
        for key, screen in (("A", AuditScreen), ("o", ServersScreen)):
            await person.press(key)
            assert isinstance(person.app.screen, screen)
            assert WATER not in person.screen.splitlines()[0]
            await person.press("escape")
        person.app.push_screen(MQTTScreen(person.app.screen.session, WATER))
        await person.settle()
        assert "MQTT connection" in person.screen
        await person.press("n")
        assert person.screen.startswith(f" tts-tui {WATER} ─ ")
        await person.press("ctrl+s")
        assert isinstance(person.app.screen, KeyOnceScreen)
        assert person.screen.startswith(f" tts-tui {WATER} ─ ")


async def test_screens_of_a_device_name_it_too(start, sample):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        await person.press(tab_key("Devices"), "enter")
        first = person.screen.splitlines()[0]
        assert first.startswith(f" tts-tui {WATER} / ")
        await person.press("m")
        assert person.app.screen.area == "Simulate an uplink"
        assert person.screen.splitlines()[0] == first
