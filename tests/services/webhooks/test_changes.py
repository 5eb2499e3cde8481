"""Saving a webhook, and what a review shows of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import Webhook
from tts_tui.sandbox.app import Sandbox
from tts_tui.services.concurrent_changes import ChangedElsewhere, IdTaken
from tts_tui.services.shell_export import curl, ttn_lw_cli
from tts_tui.services.webhooks import exports, reading
from tts_tui.services.webhooks.changes import differences, paths_of, save

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NEW = Webhook(
    id="new-hook",
    base_url="https://u:pass@example.com",
    format="json",
    headers={"X-Team": SecretStr("water")},
    downlink_api_key=SecretStr("NNSXS.A.B"),
    messages={"uplink_message": "/up"},
)


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox(clock=lambda: datetime(2026, 11, 23, tzinfo=UTC))
    made.add_user("alice")
    made.add_application("water", owner="alice")
    made.add_webhook("water", "old-hook", base_url="https://old.example.com", uplink_message={})
    return made


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[Client]:
    token = SecretStr(sandbox.add_key("user", "alice"))
    async with Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi())) as made:
        yield made


async def test_a_new_one_is_made_whole_and_a_taken_id_changes_nothing(client: Client) -> None:
    assert await save(client, "water", None, NEW) is False
    made = await client.webhooks.get("water", "new-hook")
    assert made == NEW.model_copy(update={"created_at": made.created_at, "updated_at": made.updated_at})
    with pytest.raises(IdTaken):
        await save(client, "water", None, NEW.model_copy(update={"base_url": "https://other.example.com"}))
    assert (await client.webhooks.get("water", "new-hook")).base_url == NEW.base_url


async def test_only_a_change_of_the_same_field_by_somebody_else_stops_it(client: Client, sandbox: Sandbox) -> None:
    before = await client.webhooks.get("water", "old-hook")
    row = sandbox.store.existing("application", "water").webhooks[0]
    row["paused"] = True
    moved = before.model_copy(update={"base_url": "https://new.example.com"})
    await save(client, "water", before, moved)
    there = await client.webhooks.get("water", "old-hook")
    assert (there.base_url, there.paused) == ("https://new.example.com", True)
    with pytest.raises(ChangedElsewhere) as caught:
        await save(client, "water", before, before.model_copy(update={"base_url": "https://third.example.com"}))
    assert caught.value.now == there
    sandbox.store.existing("application", "water").webhooks.clear()
    with pytest.raises(ChangedElsewhere) as caught:
        await save(client, "water", there, moved.model_copy(update={"paused": False}))
    assert caught.value.now is None


def test_a_review_has_every_field_and_no_secret() -> None:
    shown = {each.label: [f"{mark} {text}" for mark, text in each.lines] for each in differences(None, NEW)}
    assert shown["Base URL"] == ["+ https://u:***@example.com"]
    assert shown["Headers"] == ["+ X-Team = ••••••••"]
    assert shown["Downlink API key"] == ["+ ••••••••"]
    assert shown["Uplink message"] == ["+ on /up"]
    after = NEW.model_copy(update={"headers": {"X-Team": SecretStr("gas")}, "messages": {"uplink_message": ""}})
    changed = {each.label: [f"{mark} {text}" for mark, text in each.lines] for each in differences(NEW, after)}
    assert changed == {"Headers": ["  another secret: ••••••••"], "Uplink message": ["- on /up", "+ on"]}


def test_commands_have_no_secret_and_say_what_the_cli_cant() -> None:
    export = exports.put("water", NEW, paths_of(None, NEW))
    typed = f"{curl([export.call], 'https://tts.example.com')}\n{ttn_lw_cli([export.cli], 'https://tts.example.com')}"
    for secret in ('water\\"}', "pass@", "NNSXS"):
        assert secret not in typed
    assert "--headers X-Team=SECRET" in typed
    assert "--uplink-message.path /up" in typed
    after = NEW.model_copy(update={"messages": {}, "headers": {}, "paused": True})
    cannot = exports.put("water", after, paths_of(NEW, after)).cli.cannot
    assert any("switch a message type off" in each for each in cannot)
    assert any("can't clear" in each for each in cannot)
    assert exports.activate("water", "hook").cli.words == ()
    assert exports.delete("water", "hook").cli.words[-1] == "hook"


async def test_a_server_without_a_configuration_tracks_nothing(client: Client) -> None:
    def forbidden(request: httpx.Request) -> httpx.Response:
        body = {"code": 5, "message": "Not Found"}
        return (
            httpx.Response(404, json=body)
            if request.url.path.endswith("configuration")
            else httpx.Response(200, json={})
        )

    async with Client("http://127.0.0.1", SecretStr("NNSXS.A.B"), transport=httpx.MockTransport(forbidden)) as other:
        assert await reading.read(other, "water") == reading.Listed()
    assert (await reading.offers(client)).formats == {"json": "JSON", "protobuf": "Protocol Buffers"}
