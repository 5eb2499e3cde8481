"""When an application was last active."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.services.end_devices.town import Town
from tts_tui.sandbox.sample_devices import add_devices
from tts_tui.services.applications.last_activity import read_last_activity

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


async def test_the_newest_of_all_pages_whatever_their_order() -> None:
    town = Town(0)
    add_devices(town.sandbox, "meters", 1_200, now=NOON)
    town.sandbox.add_device("meters", "zebra", last_seen_at="2026-11-28T12:00:00Z")
    async with town.client() as client:
        assert await read_last_activity(client, "meters") == NOON
        del town.application.devices["zebra"]
        assert await read_last_activity(client, "meters") == NOON - timedelta(minutes=1)
    assert sum(each.path.endswith("/devices") for each in town.sandbox.requests) == 4


async def test_an_application_whose_devices_were_never_seen() -> None:
    town = Town(2)
    async with town.client() as client:
        assert await read_last_activity(client, "meters") is None
    empty = Town(0)
    async with empty.client() as client:
        assert await read_last_activity(client, "meters") is None
