"""What webhooks get: held against the recorded deliveries, and never sent to another machine."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.sandbox.replay import alone
from tts_tui.sandbox.records import WebhookHealth
from tts_tui.sandbox.webhook_delivery import url_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox.conftest import Clock
    from tts_tui.sandbox import Sandbox

DEVICE = {"device_id": "meter-1", "application_ids": {"application_id": "water"}, "dev_eui": "70B3D57ED0150001"}
SIMULATE = "/as/applications/water/devices/meter-1/up/simulate"


async def test_an_uplink_is_delivered_as_recorded(sandbox: Sandbox, alice: httpx.AsyncClient) -> None:
    entries = {each.name: each.content for each in alone("15_webhooks")}
    hook, device = "/as/webhooks/hook-app", "/as/applications/hook-app/devices/hook-device/up/simulate"
    got: list[httpx.Request] = []

    def sink(request: httpx.Request) -> httpx.Response:
        got.append(request)
        return httpx.Response(200)

    sandbox.deliveries.transport = httpx.MockTransport(sink)
    made = sandbox.add_application("hook-app", owner="alice")
    made.link = {"default_formatters": {"up_formatter": "FORMATTER_CAYENNELPP"}}
    sandbox.add_device("hook-app", "hook-device", dev_eui="70B3D57ED0150001", join_eui="70B3D57ED0000000")
    await alice.post(hook, json=entries["a working webhook"]["request"]["json"])
    await alice.post(device, json=entries["an uplink"]["request"]["json"])
    await sandbox.deliveries.settled()
    await alice.put(f"{hook}/works", json=entries["a mask for what is delivered"]["request"]["json"])
    await alice.post(device, json=entries["an uplink under a mask"]["request"]["json"])
    await sandbox.deliveries.settled()
    for sent, name in zip(got, ("delivery of the uplink", "delivery under a mask"), strict=True):
        told = entries[name]["delivery"]
        assert sent.url.path == told["path"]
        assert _keys(json.loads(sent.content)) == _keys(told["json"])
        for header in ("Authorization", "Content-Type", "X-Downlink-Apikey", "X-Team"):
            assert sent.headers[header] == told["headers"][header]


def _keys(value: Any, path: str = "") -> list[str]:
    if not isinstance(value, dict):
        return [path]
    return sorted(each for key, inner in value.items() for each in _keys(inner, f"{path}.{key}"))


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("http://h/a/{appID}", "/up/{deviceID}", "http://h/a/water/up/meter-1"),
        ("http://h/a/", "", "http://h/a/"),
        ("http://h/a", "?dev={devEUI}", "http://h/a?dev=70B3D57ED0150001"),
        ("http://h", "up", "http://h/up"),
        ("http://h/{unknown}", "/", "http://h/"),
    ],
)
def test_a_path_goes_below_the_base_url(base: str, path: str, url: str) -> None:
    assert url_of(base, path, DEVICE) == url


@pytest.fixture
def hooked(sandbox: Sandbox) -> list[httpx.Request]:
    """A device, and all that was posted for it."""
    got: list[httpx.Request] = []

    def sink(request: httpx.Request) -> httpx.Response:
        got.append(request)
        return httpx.Response(500 if request.url.path == "/broken" else 204)

    sandbox.add_application("water", owner="alice")
    sandbox.add_device("water", "meter-1")
    sandbox.deliveries.transport = httpx.MockTransport(sink)
    return got


async def uplink(sandbox: Sandbox, alice: httpx.AsyncClient) -> None:
    assert (await alice.post(SIMULATE, json={"uplink_message": {"f_port": 1, "frm_payload": "AQ=="}})).is_success
    await sandbox.deliveries.settled()


async def test_nothing_leaves_this_machine(
    sandbox: Sandbox, alice: httpx.AsyncClient, hooked: list[httpx.Request]
) -> None:
    for number, base_url in enumerate(
        ("https://example.com", "http://192.0.2.1", "http://127.0.0.1.example.com", "ftp://127.0.0.1", "http://[x")
    ):
        sandbox.add_webhook("water", f"hook-{number}", base_url=base_url, uplink_message={})
    sandbox.add_webhook("water", "paused", base_url="http://127.0.0.1", uplink_message={}, paused=True)
    sandbox.add_webhook("water", "joins", base_url="http://127.0.0.1", join_accept={})
    sandbox.add_webhook("water", "proto", base_url="http://127.0.0.1", format="protobuf", uplink_message={})
    sandbox.add_webhook("water", "here", base_url="http://[::1]:80", uplink_message={})
    await uplink(sandbox, alice)
    assert [str(each.url) for each in hooked] == ["http://[::1]"]


async def test_a_downlink_that_is_queued_is_told_and_its_receiver_may_queue_one_by_its_key(
    sandbox: Sandbox, login: Callable[[str], httpx.AsyncClient], hooked: list[httpx.Request]
) -> None:
    device = sandbox.store.existing("application", "water").devices["meter-1"]
    sandbox.add_to_server("as", device, session={"dev_addr": "00150001"})
    sandbox.add_webhook("water", "valves", base_url="http://127.0.0.1/down", downlink_queued={"path": "/queued"})
    receiver = login(sandbox.add_key("application", "water", rights=["RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"]))
    body = {"downlinks": [{"f_port": 1, "frm_payload": "AQID"}]}
    answer = await receiver.post("/as/applications/water/webhooks/valves/devices/meter-1/down/push", json=body)
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, "", "text/plain; charset=utf-8")
    await sandbox.deliveries.settled()
    assert [each.url.path for each in hooked] == ["/down/queued"]
    assert json.loads(hooked[0].content)["downlink_queued"]["frm_payload"] == "AQID"


async def test_health_falls_and_heals_only_where_it_is_tracked(
    sandbox: Sandbox, alice: httpx.AsyncClient, hooked: list[httpx.Request], clock: Clock
) -> None:
    async def health() -> Any:
        answer = await alice.get("/as/webhooks/water/hook", params={"field_mask": "health_status"})
        return answer.json().get("health_status")

    sandbox.add_webhook("water", "hook", base_url="http://127.0.0.1/broken", uplink_message={})
    await uplink(sandbox, alice)
    assert await health() is None
    sandbox.store.webhook_health = WebhookHealth(2, timedelta(minutes=1))
    for _ in range(3):
        await uplink(sandbox, alice)
    assert (await health())["unhealthy"]["failed_attempts"] == "2"
    assert len(hooked) == 3  # the last one was held back
    clock.forward(minutes=2)
    mended = {"webhook": {"base_url": "http://127.0.0.1/fine"}, "field_mask": "base_url"}
    await alice.put("/as/webhooks/water/hook", json=mended)
    await uplink(sandbox, alice)
    assert await health() == {"healthy": {}}
