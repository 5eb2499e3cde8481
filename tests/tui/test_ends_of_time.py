"""Keys and applications at both ends of what a server can keep, on every screen that shows their times."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from tests.tui.screens.api_keys.keys import INFO, SETTINGS, application_key, open_keys
from tts_tui.tui.base.application_tab import tab_key

FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "UTC"])
async def test_the_ends_of_time_are_shown_on_every_screen(start, sandbox, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    sandbox.add_user("alice")
    sandbox.add_application("old-app", owner="alice", created_at=FIRST)
    sandbox.add_key("application", "old-app", name="for ever", rights=[INFO], expires_at=LAST, created_at=FIRST)
    sandbox.add_key("application", "old-app", name="from the first", rights=[INFO], expires_at=FIRST)
    token = sandbox.add_key("user", "alice", rights=["RIGHT_ALL"], expires_at=LAST)
    async with start(token) as person:
        assert "0001-01-01" in person.screen
        await person.press("enter", "end")
        assert "0001-01-01" in person.screen
        await person.press(tab_key("API keys"))
        assert "9999-12-31" in person.screen
        assert "✗ expired 739" in person.screen
        await person.press("s", "s", "g", "enter")
        assert "keep 9999-12-31" in person.screen
        await person.press("tab", "left", "right")
        assert "9999-12-31" in person.screen
        await person.press("escape", "d")
        assert "9999-12-31" in person.screen


async def test_the_key_one_is_signed_in_with_may_last_to_the_end(start, sandbox, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    sandbox.add_user("alice")
    sandbox.add_application("old-app", owner="alice")
    sandbox.add_key("application", "old-app", name="x", rights=[INFO, SETTINGS], expires_at=LAST)
    async with start(application_key(sandbox, "old-app", INFO, SETTINGS)) as person:
        await open_keys(person, "old-app")
        assert "9999-12-31" in person.screen
