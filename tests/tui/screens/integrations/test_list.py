"""The tab with all integrations, driven by keys."""

from __future__ import annotations

from tests.tui.conftest import Person
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key

WATER = "water-meters-north"


async def open_integrations(person: Person, application_id: str = WATER) -> None:
    from tts_tui.tui.screens.integrations.list import IntegrationsScreen

    person.app.push_screen(IntegrationsScreen(person.app.screen.session, application_id, lambda _: None))
    await person.settle()


async def test_the_tab_shows_what_is_there_of_each(start, sample, sandbox, size):
    async with start(sample.key, size) as person:
        await person.press("slash", *"north", "enter", "enter", tab_key("Integrations"))
        assert person.app.screen.area == "Integrations"
        assert person.beside("Webhooks").startswith("2")
        assert person.beside("MQTT").startswith("localhost:8883")
        assert person.beside("Pub/subs").startswith("1")
        assert person.beside("Package associations").startswith("1")
        assert person.beside("Storage").startswith("not on this server")
        await person.press("end", "enter")
        assert "the open-source edition comes without it" in person.notes[-1]
        asked = {each.path.removeprefix("/api/v3") for each in sandbox.requests}
        assert f"/as/applications/{WATER}/packages/storage/uplink_message/count" in asked


async def test_what_one_may_not_see_is_not_asked_for_and_says_why(start, sample, sandbox):
    sandbox.add_collaborator(WATER, "auditor", ["RIGHT_APPLICATION_INFO"])
    async with start(sandbox.add_key("user", "auditor")) as person:
        await open_integrations(person)
        assert person.beside("Pub/subs").startswith("You lack the right")
        assert person.beside("MQTT").startswith("localhost:8883")
        await person.press("down", "down", "enter")
        assert "RIGHT_APPLICATION_TRAFFIC_READ" in person.notes[-1]
        before = len(sandbox.requests)
        await person.press("r")
        assert [each.path.rpartition("/")[2] for each in sandbox.requests[before:]] == ["mqtt-connection-info"]


async def test_one_that_fails_leaves_the_others_alone_and_enter_opens_one(start, sample, sandbox):
    async with start(sample.key, (120, 40)) as person:
        sandbox.faults.add(Fault("GET", path="/as/pubsub/", status=500))
        await open_integrations(person)
        assert person.beside("Pub/subs").startswith("not read; press r")
        assert person.beside("Webhooks").startswith("2")
        assert "Could not read its pub/subs." in person.words
        await person.press("r")
        assert person.beside("Pub/subs").startswith("1")
        await person.press("enter")
        assert person.app.screen.area == "Webhooks"
        await person.press("escape")
        assert person.app.screen.area == "Integrations"
