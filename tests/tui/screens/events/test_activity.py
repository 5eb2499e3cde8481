"""Who changed what, driven by keys."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests.tui.screens.events import happening
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.events.activity import ActivityScreen
from tts_tui.tui.screens.events.list import LiveDataScreen

APP = "water-leaks"


@pytest.fixture(autouse=True)
def drawn_at_once(monkeypatch):
    monkeypatch.setattr(LiveDataScreen, "drawn_every", 0.001)
    monkeypatch.setattr(ActivityScreen, "drawn_every", 0.001)


async def call(sandbox, token, method, path, body=None):
    transport = httpx.ASGITransport(sandbox.asgi())
    headers = {"authorization": f"Bearer {token}", "user-agent": "robot/2"}
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox/api/v3", headers=headers) as client:
        answer = await client.request(method, f"/applications/{APP}{path}", json=body)
    assert answer.is_success
    return answer.json()


async def open_activity(person):
    person.app.push_screen(LiveDataScreen(person.app.screen.session, APP, lambda _: None))
    await person.press("a")
    assert person.app.screen.area == "Activity"


async def test_changes_are_told_with_the_names_of_tokens_and_deleted_keys(start, sample, sandbox):
    robot = sandbox.add_key("application", APP, name="robot")
    async with start(sample.key, (120, 40)) as person:
        await open_activity(person)
        await person.until(lambda: "following" in person.screen)
        happening.uplink(sandbox, APP, next(iter(sandbox.store.existing("application", APP).devices)))
        await call(sandbox, robot, "PUT", "", {"application": {"name": "New"}, "field_mask": {"paths": ["name"]}})
        made = await call(sandbox, robot, "POST", "/api-keys", {"name": "short", "rights": ["RIGHT_APPLICATION_INFO"]})
        await person.until(lambda: "short · 1 right" in person.screen)
        await call(sandbox, sample.key, "DELETE", f"/api-keys/{made['id']}")
        await person.until(lambda: "API key deleted" in person.screen)
        await person.until(lambda: person.screen.count("short") == 2)
        rows = [line for line in person.screen.splitlines() if "11-23 12:00:00 " in line]
        assert [("robot" in each, "yours" in each) for each in rows] == [(True, False), (True, False), (False, True)]
        assert "Uplink" not in person.screen
        await person.press("g")
        assert "By robot · key " in person.words
        assert "robot/2" in person.words
        assert "Not in events: link and formatters, webhooks" in person.words
        assert "about the last 100 events of an application" in person.words
        await person.press("slash", *"short")
        await person.until(lambda: "2 of 3" in person.screen)  # the deletion too, though its event names no key
        await person.press("escape", "slash", *"yours")  # neither does one name a token
        await person.until(lambda: "1 of 3" in person.screen)
        assert "API key deleted" in person.screen
        await person.press("escape", "escape")
        assert person.app.screen.area == "Live data"


async def test_where_keys_may_not_be_seen_a_token_is_its_id(start, sample, sandbox):
    robot = sandbox.add_key("application", APP, name="robot", key_id="ROBOT" + "A" * 34)
    token = sandbox.add_key("application", APP, rights=["RIGHT_APPLICATION_INFO"])
    async with start(token) as person:
        await person.press(tab_key("Live data"), "a")
        await person.until(lambda: "following" in person.screen)
        await call(sandbox, robot, "PUT", "", {"application": {"name": "New"}, "field_mask": {"paths": ["name"]}})
        await person.until(lambda: "key ROBOTAAA…" in person.screen)
        assert "✗" not in person.screen


async def test_notifications_name_the_person_and_go_back_further(start, sample, sandbox, clock):
    sandbox.store.existing("application", APP).fields["administrative_contact"] = {"user_ids": {"user_id": "demo-user"}}
    sandbox.add_collaborator(APP, "colleague", ["RIGHT_APPLICATION_ALL"])
    colleague = sandbox.add_key("user", "colleague")
    body = {"name": "old", "rights": ["RIGHT_APPLICATION_INFO"]}
    await call(sandbox, colleague, "POST", "/api-keys", body)
    sandbox.events._kept.clear()
    clock.now += timedelta(days=2)
    async with start(sample.key, (120, 40)) as person:
        await open_activity(person)
        await person.until(lambda: "old · 1 right" in person.screen)
        assert "colleague" in person.screen
        assert "Your notifications as its administrative contact go back to 2026-11-23 12:00." in person.words
        await call(sandbox, colleague, "POST", "/api-keys", {**body, "name": "new"})
        await person.until(lambda: "new · 1 right" in person.screen)
        await person.until(lambda: person.screen.count("colleague") >= 2)
        rows = [line for line in person.screen.splitlines() if "API key created" in line and "12:00:00" in line]
        assert ["old" in rows[0], "new" in rows[1], len(rows)] == [True, True, 2]
        assert "─ Activity 2 ─" in person.screen  # what an event and a notification tell of is one
        await person.press("slash", *"colleague")
        await person.until(lambda: "─ Activity 2 of 2 ─" in person.screen)
