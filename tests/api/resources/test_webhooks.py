"""The webhooks of an application."""

from __future__ import annotations

import pytest

from tests.api.recordings import Exchange, alone, recorded
from tests.api.seam import Script, body_of, ok, refused
from tts_tui.api.errors import InvalidArgument, NotFound, NotTheAPI, OutcomeUnknown
from tts_tui.api.resources.webhooks import changed, set_call
from tts_tui.api.webhook_models import Webhook

ONE = next(each for each in alone("22") if each.name == "before: webhooks")
HOOKS = {each.name: each for each in alone("15")}


@pytest.mark.parametrize(
    ("exchange", "count"),
    [(recorded("08", "webhooks empty"), 0), (recorded("08", "webhook list"), 1), (ONE, 1)],
    ids=str,
)
async def test_they_are_counted_in_the_list_itself(exchange: Exchange, count: int) -> None:
    assert await exchange.client().webhooks.count("a") == count


async def test_nothing_but_the_list_is_asked_for() -> None:
    script = Script(ok())
    assert await script.client().webhooks.count("a") == 0
    assert script.only.url.raw_path == b"/api/v3/as/webhooks/a"


@pytest.mark.parametrize("answer", [{"webhooks": [{"ids": {}}]}, {"webhooks": {}}, {"applications": []}])
async def test_what_is_no_such_list_is_not_counted(answer: dict[str, object]) -> None:
    with pytest.raises(NotTheAPI):
        await Script(ok(answer)).client().webhooks.count("a")


async def test_a_list_asks_for_nothing_secret() -> None:
    script = Script(ok(HOOKS["list"].json))
    listed = await script.client().webhooks.all("hook-app")
    assert {each.id for each in listed} == {"by-put", "small-hook", "silent-hook", "everything"}
    mask = script.only.url.params["field_mask"].split(",")
    assert {"health_status", "paused", "uplink_message"} <= set(mask)
    assert {"headers", "downlink_api_key", "template_fields"}.isdisjoint(mask)


async def test_a_server_that_is_too_old_to_pause_is_asked_without_it() -> None:
    forbidden = refused(400, 3, "field_mask_paths", {"forbidden_paths": ["paused"]})
    script = Script(forbidden, ok({"webhooks": []}))
    assert await script.client().webhooks.all("a") == ()
    assert ["paused" in each.url.params["field_mask"] for each in script.requests] == [True, False]
    with pytest.raises(InvalidArgument):
        await Script(refused(400, 3, "field_mask_paths", {"forbidden_paths": ["url"]})).client().webhooks.get("a", "h")


async def test_one_is_read_whole_or_not_there() -> None:
    script = Script(ok(HOOKS["get"].json))
    found = await script.client().webhooks.get("hook-app", "everything")
    assert found.downlink_api_key.get_secret_value().startswith("NNSXS.PUEXT4")
    assert "headers" in script.only.url.params["field_mask"]
    assert await HOOKS["get missing"].client().webhooks.find("hook-app", "no-such-hook") is None
    with pytest.raises(NotFound):
        await HOOKS["list of one that is not there, as administrator"].client().webhooks.find("a", "hook")


@pytest.mark.parametrize("name", ["create by PUT", "change headers: all are replaced", "clear headers", "pause"])
async def test_it_is_set_as_recorded(name: str) -> None:
    exchange = HOOKS[name]
    sent = exchange.sent
    webhook = Webhook.model_validate({"id": exchange.path.rpartition("/")[2], **sent["webhook"]})
    script = Script(ok(exchange.json))
    await script.client().webhooks.set("hook-app", webhook, sent["field_mask"]["paths"])
    assert (script.only.method, script.only.url.path) == ("PUT", exchange.path)
    assert body_of(script.only) == sent


def test_what_is_empty_is_cleared_and_a_type_with_an_empty_path_stays_on() -> None:
    webhook = Webhook(id="hook", base_url="https://example.com", messages={"join_accept": ""}, field_mask=("up",))
    call = set_call("a", webhook, ["paused", "join_accept", "uplink_message", "field_mask", "headers"])
    assert call.body == {
        "webhook": {"join_accept": {}, "field_mask": {"paths": ["up"]}},
        "field_mask": {"paths": ["headers", "field_mask", "uplink_message", "join_accept", "paused"]},
    }
    with pytest.raises(ValueError, match="field mask"):
        set_call("a", webhook, [])
    with pytest.raises(ValueError, match="field mask"):
        set_call("a", webhook, ["health_status"])


def test_what_differs_is_named_by_field() -> None:
    before = Webhook(id="hook", base_url="https://example.com", messages={"join_accept": ""})
    after = before.model_copy(update={"paused": True, "messages": {"uplink_message": "/up"}})
    assert changed(before, after) == ("uplink_message", "join_accept", "paused")
    assert changed(before, before) == ()


async def test_activating_sends_a_health_of_none_and_deleting_no_body() -> None:
    (recorded_,) = (each for each in alone("25") if each.name == "activate it again")
    script = Script(ok(recorded_.json), ok())
    await script.client().webhooks.activate("health-app", "sick")
    await script.client().webhooks.delete("health-app", "sick")
    activated, deleted = script.requests
    assert body_of(activated) == recorded_.sent
    assert (deleted.method, deleted.content) == ("DELETE", b"")


async def test_formats_and_templates_are_read() -> None:
    assert await HOOKS["formats"].client().webhooks.formats() == {"json": "JSON", "protobuf": "Protocol Buffers"}
    assert await HOOKS["templates: none"].client().webhooks.templates() == ()
    script = Script(ok({"templates": [{"ids": {"template_id": "board"}, "name": "Board"}]}))
    (template,) = await script.client().webhooks.templates()
    assert template.name == "Board"
    assert "create_downlink_api_key" in script.only.url.params["field_mask"]


async def test_other_json_after_a_change_tells_nothing_of_it() -> None:
    client = Script(ok({"status": "ok"})).client()
    with pytest.raises(OutcomeUnknown):
        await client.webhooks.set("a", Webhook(id="hook"), ["paused"])
    with pytest.raises(OutcomeUnknown):
        await client.webhooks.delete("a", "hook")
