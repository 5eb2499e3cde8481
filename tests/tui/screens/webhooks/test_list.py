"""The webhooks of an application, driven by keys."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests.tui.changes_sent import written
from tests.tui.screens.webhooks.webhooks import WATER, go_to, kept, open_webhooks
from tts_tui.api.calls import Call
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.records import WebhookHealth


@pytest.fixture
def tracked(sandbox, sample):
    """The sample, on a server that tracks the health of webhooks."""
    sandbox.store.webhook_health = WebhookHealth(3, timedelta(seconds=15))
    return sample


async def test_it_shows_how_each_one_fares_and_why_it_failed(start, tracked, size):
    async with start(tracked.key, size) as person:
        await open_webhooks(person)
        assert "Webhooks 2 · 1 failing" in person.screen
        assert "✓ healthy" in person.beside("billing")
        assert "https://billing.example.com/ttn" in person.screen  # in its row there is no room for all of it
        await go_to(person, "dashboard")
        assert "! failing, 2×" in person.screen
        assert "answered 503 Service Unavailable: Down for maintenance" in person.words
        await person.press("s")
        assert "failing first" in person.screen
        await person.press("slash", *"join", "enter")
        assert "Webhooks 1 of 2" in person.screen
        assert "secret" not in person.screen.lower()


async def test_a_test_is_an_uplink_of_a_device_and_r_shows_how_it_went(start, sandbox, tracked):
    """The last failure is a line of the list, and whole on a screen of its own."""
    got: list[str] = []

    def sink(request: httpx.Request) -> httpx.Response:
        got.append(str(request.url))
        answer = {"message": "no such route", "code": 5, "details": ["x" * 300]}
        return httpx.Response(404, json=answer) if len(got) == 1 else httpx.Response(200)

    sandbox.deliveries.transport = httpx.MockTransport(sink)
    sandbox.add_webhook(WATER, "here", base_url="http://127.0.0.1/lora", uplink_message={})
    async with start(tracked.key, (80, 24)) as person:

        async def deliver_a_test() -> None:
            await person.press("t")
            assert "Simulate an uplink of which device?" in person.screen
            assert "! Reaches all webhooks and other integrations, not only here." in person.words
            await person.press("enter")
            await sandbox.deliveries.settled()
            await person.press("r")

        await open_webhooks(person)
        await person.press("l")
        assert person.notes == ["No failed delivery is known."]
        await go_to(person, "here")
        await deliver_a_test()
        assert "answered 404 Not Found: no such route · l shows the whole" in person.words
        assert "details" not in person.words
        await person.press("l")
        assert person.app.screen.area == "Last failure"
        assert person.beside("Answered") == "404 Not Found"
        assert person.beside("Address") == "http://127.0.0.1/lora"
        assert '"message": "no such route"' in person.screen
        await person.press("y")
        assert '"code": 5' in person.app._clipboard
        await person.press("escape")
        assert person.app.screen.area == "Webhooks"
        await deliver_a_test()
        assert "✓ healthy" in person.words
        assert got == ["http://127.0.0.1/lora"] * 2


async def test_where_health_is_not_tracked_the_last_failure_of_the_stream_is_shown(start, sandbox, sample):
    def sink(request: httpx.Request) -> httpx.Response:
        return httpx.Response(410, text="this sink was closed")

    sandbox.deliveries.transport = httpx.MockTransport(sink)
    sandbox.add_webhook(WATER, "gone", base_url="http://127.0.0.1/gone", uplink_message={})
    async with start(sample.key, (120, 40)) as person:
        client = person.app.screen.session.client
        await open_webhooks(person)
        await go_to(person, "gone")
        assert "Health is not tracked" in person.words
        assert "No failure among" in person.words
        await client.send(
            Call("POST", f"/as/applications/{WATER}/devices/sensor-1/up/simulate", body={"uplink_message": {}})
        )
        await sandbox.deliveries.settled()
        await person.press("r")
        assert "answered 410 Gone: this sink was closed" in person.words


async def test_one_is_paused_resumed_activated_and_deleted(start, sandbox, tracked):
    async with start(tracked.key) as person:
        await open_webhooks(person)
        await go_to(person, "billing")
        await person.press("p")
        assert "are not delivered later" in person.words
        await person.press("y")
        assert "‖ paused" in person.beside("billing")
        assert kept(sandbox, "billing")["paused"] is True
        assert "p Resume" in person.key_bar
        await person.press("p")  # without a question
        assert "paused" not in kept(sandbox, "billing")
        assert "p Pause" in person.key_bar
        assert person.notes[-1] == "Resumed billing."
        await person.press("a")
        assert "It isn't failing." in person.notes
        assert written(sandbox) == [("PUT", f"/as/webhooks/{WATER}/billing")] * 2
        # One that fails is activated; the answer is lost.
        await go_to(person, "dashboard")
        sandbox.faults.add(Fault("PUT", path="/dashboard$", cut="after"))
        await person.press("a")
        assert "health_status" not in kept(sandbox, "dashboard")
        assert person.notes[-1].startswith("The answer was lost, so tts-tui checked: Activated dashboard")
        # It is deleted by y alone.
        await person.press("d", "enter")
        assert "Delete the webhook dashboard" in person.screen
        assert kept(sandbox, "dashboard") is not None
        await person.press("y")
        assert kept(sandbox, "dashboard") is None
        assert person.notes[-1] == "Deleted dashboard."
        assert "Webhooks 1" in person.screen


async def test_without_the_rights_they_are_seen_and_no_key_changes_them(start, sandbox, tracked):
    async with start(tracked.colleague_key, (120, 40)) as person:
        await open_webhooks(person)
        await person.press("n", "e", "p", "d")
        assert len(person.notes) == 4
        assert all("You lack the rights" in note for note in person.notes)
        assert written(sandbox) == []


async def test_of_an_application_without_webhooks_and_devices(start, sandbox, tracked):
    async with start(tracked.key) as person:
        sandbox.faults.add(Fault("GET", path="/as/webhooks", status=500))
        await open_webhooks(person, "greenhouse-2")
        assert "Could not read the webhooks." in person.screen
        await person.press("r")
        assert "No webhooks yet" in person.screen
        await person.press("t")
        assert person.notes == ["The application has no device whose uplink could be simulated."]
        assert written(sandbox) == []
