"""Changes of pub/subs whose answer gets lost."""

from __future__ import annotations

import pytest

from tests.services.losing import Losing
from tts_tui.api.client import Client
from tts_tui.api.pubsub_models import MQTT, NATS, PubSub
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Sandbox
from tts_tui.services.pubsubs.writes import delete, put
from tts_tui.services.verified_writes import NotDone

OURS = PubSub(
    id="ours", provider=NATS(server_url=SecretStr("nats://me:secret@127.0.0.1:9")), topics={"join_accept": "j"}
)
MADE = ("format", "provider", "join_accept")


def losing(*, done: bool, there: bool = False) -> Client:
    sandbox = Sandbox()
    sandbox.add_user("alice")
    water = sandbox.add_application("water", owner="alice")
    if there:
        ids = {"application_ids": {"application_id": "water"}, "pub_sub_id": "ours"}
        water.pubsubs.append({"ids": ids, "format": "json", "mqtt": {"server_url": "mqtt://127.0.0.1:9"}})
    token = SecretStr(sandbox.add_key("user", "alice"))
    return Client("http://127.0.0.1:1885", token, transport=Losing(sandbox, done=done))


async def test_it_was_made() -> None:
    assert await put(losing(done=True), "water", OURS, MADE) is True


async def test_it_was_not_made() -> None:
    with pytest.raises(NotDone, match="ours doesn't exist"):
        await put(losing(done=False), "water", OURS, MADE)


async def test_it_was_changed_to_another_provider() -> None:
    assert await put(losing(done=True, there=True), "water", OURS, ("provider", "join_accept")) is True


@pytest.mark.parametrize("paths", [("provider",), ("join_accept",)])
async def test_it_was_not_changed(paths: tuple[str, ...]) -> None:
    with pytest.raises(NotDone, match="ours is as it was"):
        await put(losing(done=False, there=True), "water", OURS, paths)


async def test_a_password_was_not_changed() -> None:
    wanted = OURS.model_copy(update={"provider": MQTT(password=SecretStr("new"))})
    with pytest.raises(NotDone, match="ours is as it was"):
        await put(losing(done=False, there=True), "water", wanted, ("provider.mqtt.password",))


async def test_it_was_deleted() -> None:
    assert await delete(losing(done=True, there=True), "water", "ours") is True
    with pytest.raises(NotDone, match="ours still exists"):
        await delete(losing(done=False, there=True), "water", "ours")
