"""The sample's devices send, as long as they are there."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.sample import fill
from tts_tui.sandbox.sample_traffic import SampleTraffic
from tts_tui.sandbox.server import running
from tts_tui.sandbox.wire import time_to

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def filled() -> Sandbox:
    sandbox = Sandbox(clock=lambda: NOW)
    fill(sandbox, 12)
    return sandbox


def published(sandbox: Sandbox) -> list[str]:
    told: list[str] = []
    sandbox.events.publish = lambda event: told.append(event.name)
    return told


def test_what_was_sent_before_is_there_and_of_every_kind():
    sandbox = filled()
    told = published(sandbox)
    SampleTraffic(sandbox).begin()
    assert {"as.up.data.receive", "as.up.data.forward", "as.up.data.decode.fail", "as.up.join.forward"} == set(told)


def test_the_newest_application_sends_where_it_has_devices_none_of_which_is_older_than_it():
    sandbox = Sandbox(clock=lambda: NOW)
    fill(sandbox, 12, newest_devices=3)
    newest = max(sandbox.store.every("application"), key=lambda each: each.created_at)
    for device in newest.devices.values():
        seen = device.fields["last_seen_at"]
        assert time_to(newest.created_at) <= device.fields["activated_at"] <= seen <= time_to(NOW)
    SampleTraffic(sandbox).begin()
    assert {f"sensor-{number}" for number in (1, 2, 3)} == {
        each.identifiers[0]["device_ids"]["device_id"] for each in sandbox.events._kept[f"application {newest.id}"]
    }


def test_the_same_seed_sends_the_same():
    def names() -> list[str]:
        sandbox = filled()
        told = published(sandbox)
        SampleTraffic(sandbox, seed=7).begin()
        return told

    assert names() == names()


def test_devices_that_are_gone_are_silent():
    sandbox = filled()
    told = published(sandbox)
    traffic = SampleTraffic(sandbox)
    for application in sandbox.store.every("application"):
        application.devices.clear()
    traffic.begin()
    assert told == []


def test_without_devices_nothing_is_sent():
    sandbox = Sandbox()
    SampleTraffic(sandbox).begin()


async def test_it_goes_on_while_the_server_runs(monkeypatch):
    monkeypatch.setattr("tts_tui.sandbox.sample_traffic._EVERY", 0)
    sandbox = filled()
    told = published(sandbox)
    sandbox.background.append(SampleTraffic(sandbox).run)
    async with running(sandbox):
        while len(told) < 3:
            await asyncio.sleep(0)
    count = len(told)
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(told) == count


def test_a_queued_downlink_goes_with_the_next_uplink_and_who_stopped_sends_no_more():
    sandbox = filled()
    fill_queue = [each for each in sandbox.store.registries["as"].values() if "session" in each.fields]
    for each in fill_queue:
        each.downlinks.append({"f_port": 1, "frm_payload": "AQ==", "correlation_ids": ["mine"]})
    told = published(sandbox)
    SampleTraffic(sandbox).begin()
    sent = told.count("as.down.data.sent.forward")
    assert sent == sum(not each.downlinks for each in fill_queue) > 0
    stopped = [each for each in fill_queue if each.ids["application_ids"]["application_id"] == "many-devices"]
    assert all(each.downlinks for each in stopped)


def test_a_session_counts_its_uplinks_and_a_join_begins_another():
    sandbox = filled()
    before = {key: each.fields.get("session", {}) for key, each in sandbox.store.registries["ns"].items()}
    before = {key: (each.get("dev_addr"), each.get("last_f_cnt_up")) for key, each in before.items()}
    told = []
    sandbox.events.publish = told.append
    SampleTraffic(sandbox).begin()
    for each in told:
        ids = each.identifiers[0]["device_ids"]
        key = ids["application_ids"]["application_id"], ids["device_id"]
        address, count = before[key]
        if each.name == "as.up.join.forward":
            before[key] = ids["dev_addr"], 0
        elif each.name == "as.up.data.forward":
            assert each.data["uplink_message"]["f_cnt"] == count + 1
            before[key] = address, count + 1
    assert all(
        (known["dev_addr"], known.get("last_f_cnt_up", 0)) == before[key]
        for key, each in sandbox.store.registries["ns"].items()
        if (known := each.fields.get("session"))
    )
    never = sandbox.store.existing("application", "water-meters-north").devices.values()
    assert [each.id for each in never if "last_seen_at" not in each.fields] == ["sensor-7"]


def test_a_device_for_which_a_downlink_waits_sends_soon():
    sandbox = filled()
    meter = sandbox.store.registries["as"]["water-meters-north", "sensor-1"]
    meter.downlinks.append({"f_port": 1, "frm_payload": "AQ=="})
    told = published(sandbox)
    traffic = SampleTraffic(sandbox)
    for _ in range(60):
        traffic.send(NOW)
    assert "as.down.data.sent.forward" in told
    assert meter.downlinks == []
