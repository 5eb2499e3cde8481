"""When an application was last heard of, and how little is asked for that."""

from __future__ import annotations

from datetime import timedelta

import httpx

from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.wire import time_to
from tts_tui.services.end_devices.last_activity import LastActivity, last_activity
from tts_tui.text.instants import utc_now

NOW = utc_now()


async def asked(devices: dict[str, int | None], unseen: int = 0) -> tuple[LastActivity, int]:
    """What is found for devices that were seen so many minutes ago, and what was asked for it."""
    sandbox = Sandbox(clock=lambda: NOW)
    sandbox.add_user("alice")
    sandbox.add_application("app", owner="alice")
    for name, minutes in devices.items():
        seen = {} if minutes is None else {"last_seen_at": time_to(NOW - timedelta(minutes=minutes))}
        sandbox.add_device("app", name, **seen)
    for number in range(unseen):
        sandbox.add_device("app", f"unseen-{number}")
    transport = httpx.ASGITransport(sandbox.asgi())
    async with Client("http://127.0.0.1:1885", SecretStr(sandbox.add_key("user", "alice")), transport=transport) as tts:
        found = await last_activity(tts.devices, "app")
    return found, len(sandbox.requests)


async def test_one_page_of_one_is_enough_where_all_were_seen() -> None:
    assert await asked({"a": 60, "b": 5, "c": 600}) == (LastActivity(3, NOW - timedelta(minutes=5)), 1)


async def test_devices_that_were_never_seen_are_passed_over() -> None:
    assert await asked({"a": 60, "b": None, "c": 5}) == (LastActivity(3, NOW - timedelta(minutes=5)), 2)
    assert await asked({"a": 60}, unseen=1_200) == (LastActivity(1_201, NOW - timedelta(minutes=60)), 3)


async def test_an_application_that_was_never_heard_of_has_none() -> None:
    assert await asked({}) == (LastActivity(0), 1)
    assert await asked({"a": None}) == (LastActivity(1), 2)
