"""Saving a pub/sub that others may change as well."""

from __future__ import annotations

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.pubsub_models import MQTT, NATS, PubSub
from tts_tui.api.secret import HIDDEN, SecretStr
from tts_tui.sandbox import Sandbox
from tts_tui.services.concurrent_changes import ChangedElsewhere, IdTaken
from tts_tui.services.differences import Line
from tts_tui.services.pubsubs.changes import differences, save

SERVER = MQTT(server_url=SecretStr("mqtt://127.0.0.1:9"), password=SecretStr("old"))
OURS = PubSub(id="ours", provider=SERVER, base_topic="lora")


@pytest.fixture
def client() -> Client:
    sandbox = Sandbox()
    sandbox.add_user("alice")
    sandbox.add_application("water", owner="alice")
    token = SecretStr(sandbox.add_key("user", "alice"))
    return Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi()))


async def test_one_is_made_changed_and_read_back(client: Client) -> None:
    assert await save(client, "water", None, OURS) is False
    before = await client.pubsubs.get("water", "ours")
    after = before.model_copy(update={"base_topic": "gas", "topics": {"join_accept": ""}})
    await save(client, "water", before, after)
    found = await client.pubsubs.get("water", "ours")
    assert (found.base_topic, found.topics, found.provider) == ("gas", {"join_accept": ""}, SERVER)
    nats = found.model_copy(update={"provider": NATS(server_url=SecretStr("nats://127.0.0.1:9"))})
    await save(client, "water", found, nats)
    assert isinstance((await client.pubsubs.get("water", "ours")).provider, NATS)


async def test_a_new_one_changes_none_that_is_there(client: Client) -> None:
    await save(client, "water", None, OURS)
    with pytest.raises(IdTaken):
        await save(client, "water", None, OURS.model_copy(update={"base_topic": "other"}))
    assert (await client.pubsubs.get("water", "ours")).base_topic == "lora"


async def test_what_others_changed_is_not_overwritten(client: Client) -> None:
    await save(client, "water", None, OURS)
    before = await client.pubsubs.get("water", "ours")
    await save(client, "water", before, before.model_copy(update={"base_topic": "theirs"}))
    with pytest.raises(ChangedElsewhere) as caught:
        await save(client, "water", before, before.model_copy(update={"base_topic": "mine"}))
    assert caught.value.now is not None
    assert caught.value.now.base_topic == "theirs"
    other = before.model_copy(update={"provider": SERVER.model_copy(update={"username": "me"})})
    await save(client, "water", before, other)  # another field
    with pytest.raises(ChangedElsewhere):  # all of the provider
        await save(client, "water", before, before.model_copy(update={"provider": NATS(server_url=SecretStr("x://y"))}))
    await client.pubsubs.delete("water", "ours")
    with pytest.raises(ChangedElsewhere) as gone:
        await save(client, "water", before, other)
    assert gone.value.now is None


def test_a_review_shows_no_secret() -> None:
    other = SERVER.model_copy(update={"password": SecretStr("new"), "use_tls": True})
    found = {each.label: each.lines for each in differences(OURS, OURS.model_copy(update={"provider": other}))}
    assert found == {
        "Password": (Line(" ", f"another secret: {HIDDEN}"),),
        "Use TLS": (Line("-", "no"), Line("+", "yes")),
    }
    secret = NATS(server_url=SecretStr("nats://me:hidden@host"))
    shown = differences(OURS, OURS.model_copy(update={"provider": secret, "topics": {"join_accept": "j"}}))
    assert "hidden" not in str(shown)
    assert shown[0].lines == (
        Line("-", "MQTT mqtt://127.0.0.1:9"),
        Line("-", f"  Password: {HIDDEN}"),
        Line("+", f"NATS nats://host with a password: {HIDDEN}"),
    )
    assert shown[1].lines == (Line("-", "off"), Line("+", "on j"))
