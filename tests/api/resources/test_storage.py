"""The storage integration. Made by hand after the proto file and the documentation: no server with it was recorded."""

from __future__ import annotations

import json

import pytest

from tests.api.recordings import recorded
from tests.api.seam import Answer, Script, ok
from tts_tui.api import errors
from tts_tui.api.resources.storage import page_call

UP = {
    "end_device_ids": {
        "device_id": "dev1",
        "application_ids": {"application_id": "app1"},
        "dev_eui": "1111111111111111",
    },
    "received_at": "2020-08-24T10:08:44.868680817Z",
    "uplink_message": {"f_port": 1, "f_cnt": 5, "frm_payload": "AQ=="},
}


def lines(*messages: object, **headers: str) -> Answer:
    content = "\n\n".join(json.dumps(each) for each in messages)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return 200, {"content": content, "headers": {"content-type": "text/event-stream", **named}}


async def test_the_last_uplinks_and_the_page_after() -> None:
    script = Script(lines({"result": UP}, {"result": UP}, x_continuation_token="TOKEN"), lines())
    storage = script.client().storage
    page = await storage.page("app1", limit=2)
    assert [(each.device_id, each.received_at.year) for each in page.uplinks] == [("dev1", 2020)] * 2
    assert page.uplinks[0].json == UP
    assert page.continuation == "TOKEN"
    after = await storage.page("app1", continuation="TOKEN")
    assert (after.uplinks, after.continuation) == ((), "")
    assert [dict(each.url.params) for each in script.requests] == [
        {"limit": "2", "order": "-received_at"},
        {"continuation_token": "TOKEN"},
    ]
    assert script.requests[0].url.path == "/api/v3/as/applications/app1/packages/storage/uplink_message"


async def test_they_are_counted_over_all_devices() -> None:
    assert await Script(ok({"count": {"dev1": 3, "dev2": 4}})).client().storage.count("app1") == 7
    assert await Script(ok()).client().storage.count("app1") == 0
    with pytest.raises(errors.NotTheAPI):
        await Script(ok({"count": {"dev1": "3"}})).client().storage.count("app1")


async def test_the_open_source_has_none() -> None:
    """The one answer that was recorded."""
    with pytest.raises(errors.NotFound) as caught:
        await recorded("08", "storage on open source").client().storage.page("my-test-app")
    assert caught.value.name == ""


async def test_an_error_in_the_middle_is_raised() -> None:
    error = {"error": {"code": 13, "message": "broken"}}
    with pytest.raises(errors.Internal):
        await Script(lines({"result": UP}, error)).client().storage.page("app1")


@pytest.mark.parametrize("line", [{"result": {"received_at": "now"}}, {"other": 1}, {"result": 5}])
async def test_what_is_no_uplink(line: object) -> None:
    with pytest.raises(errors.NotTheAPI):
        await Script(lines(line)).client().storage.page("app1")


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_page_has_its_bounds(limit: int) -> None:
    with pytest.raises(ValueError, match="limit"):
        page_call("app1", limit)
