"""The storage integration of the sandbox. Made by hand: no server with it was recorded."""

from __future__ import annotations

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import InvalidArgument, NotFound
from tts_tui.api.resources.packages import Association
from tts_tui.api.resources.uplinks import SimulatedUplink
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Sandbox
from tts_tui.sandbox.resources.storage import PACKAGE

WATER = "water"


def ups(count: int) -> list[dict[str, object]]:
    return [
        {
            "end_device_ids": {"device_id": f"meter-{number % 2}", "application_ids": {"application_id": WATER}},
            "received_at": f"2026-11-23T12:{number:02}:00Z",
            "uplink_message": {"f_port": 1, "f_cnt": number, "frm_payload": "AQ=="},
        }
        for number in range(count)
    ]


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    made.add_user("alice")
    made.add_application(WATER, owner="alice").stored = ups(5)
    return made


@pytest.fixture
def client(sandbox: Sandbox) -> Client:
    token = SecretStr(sandbox.add_key("user", "alice"))
    return Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi()))


async def test_pages_follow_by_token_from_the_newest(sandbox: Sandbox, client: Client) -> None:
    sandbox.store.has_storage = True
    found, continuation = [], ""
    for _ in range(3):
        page = await client.storage.page(WATER, limit=2, continuation=continuation)
        found += [each.received_at.minute for each in page.uplinks]
        continuation = page.continuation
    assert (found, continuation) == ([4, 3, 2, 1, 0], "")
    assert await client.storage.count(WATER) == 5
    with pytest.raises(InvalidArgument):
        await client.storage.page(WATER, continuation="nonsense")


async def test_without_it_every_path_is_unknown(client: Client) -> None:
    for call in (client.storage.page(WATER), client.storage.count(WATER)):
        with pytest.raises(NotFound) as caught:
            await call
        assert caught.value.name == ""


async def test_uplinks_are_kept_of_applications_with_the_package(sandbox: Sandbox, client: Client) -> None:
    sandbox.store.has_storage = True
    device = sandbox.add_device(WATER, "meter-1")
    sandbox.add_to_server("as", device)
    await client.uplinks.simulate(WATER, "meter-1", SimulatedUplink(7, b"\1"))
    assert await client.storage.count(WATER) == 5
    await client.packages.set(WATER, Association(f_port=100, package_name=PACKAGE), ("package_name",))
    await client.uplinks.simulate(WATER, "meter-1", SimulatedUplink(8, b"\1"))
    page = await client.storage.page(WATER, limit=1)
    assert (await client.storage.count(WATER), page.uplinks[0].json["uplink_message"]["f_port"]) == (6, 8)
