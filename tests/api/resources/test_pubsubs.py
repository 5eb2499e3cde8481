"""The pub/subs of an application."""

from __future__ import annotations

import pytest

from tests.api.recordings import Exchange, alone, recorded
from tests.api.seam import Script, ok
from tts_tui.api import errors
from tts_tui.api.pubsub_models import MQTT, NATS, AccessKey, AssumedRole, AWSIoT, PubSub, without_password
from tts_tui.api.resources.pubsubs import changed_paths, set_call
from tts_tui.api.secret import SecretStr

ONE = next(each for each in alone("22") if each.name == "before: pub/subs")
MQTT_SERVER = MQTT(server_url=SecretStr("mqtt://127.0.0.1:9"))
NATS_SERVER = NATS(server_url=SecretStr("nats://127.0.0.1:9"))


def of_16(name: str) -> Exchange:
    return next(each for each in alone("16") if each.name == name)


@pytest.mark.parametrize(
    ("exchange", "count"),
    [(recorded("08", "pubsub list"), 0), (ONE, 1)],
    ids=str,
)
async def test_they_are_counted_in_the_list_itself(exchange: Exchange, count: int) -> None:
    assert await exchange.client().pubsubs.count("a") == count


async def test_nothing_but_the_list_is_asked_for() -> None:
    script = Script(ok())
    assert await script.client().pubsubs.count("a") == 0
    assert script.only.url.raw_path == b"/api/v3/as/pubsub/a"


@pytest.mark.parametrize("answer", [{"pubsubs": [{"ids": {"pub_sub_id": 1}}]}, {"pubsubs": {}}, {"applications": []}])
async def test_what_is_no_such_list_is_not_counted(answer: dict[str, object]) -> None:
    with pytest.raises(errors.NotTheAPI):
        await Script(ok(answer)).client().pubsubs.count("a")


async def test_all_are_read_whole_and_by_id() -> None:
    found = await of_16("list").client().pubsubs.all("pub-app")
    assert [each.id for each in found] == ["by-mqtt", "by-nats", "by-put"]
    mqtt = found[0].provider
    assert isinstance(mqtt, MQTT)
    assert (mqtt.client_id, mqtt.username, mqtt.publish_qos) == ("example-client", "example-user", "EXACTLY_ONCE")
    assert (mqtt.use_tls, mqtt.headers) == (True, {"X-Team": SecretStr("water")})
    assert found[0].topics["downlink_push"] == "downlink/push"
    assert len(found[0].topics) == 13
    assert (found[2].provider, found[2].topics) == (NATS_SERVER, {})


async def test_no_secret_shows_in_what_is_read() -> None:
    for each in await of_16("list").client().pubsubs.all("pub-app"):
        assert "PASSWORD" not in repr(each)
        assert "example-user:" not in repr(each)


def test_aws_iot_with_its_key_as_a_secret() -> None:
    found = PubSub.model_validate(of_16("change to AWS IoT").json)
    key = AccessKey(access_key_id="EXAMPLEACCESSKEY", secret_access_key=SecretStr("EXAMPLE-SECRET"))
    assert found.provider == AWSIoT(region="eu-west-1", endpoint_address="iot.example.com", access_key=key)
    assert "EXAMPLE-SECRET" not in repr(found)


def test_what_is_masked_of_aws_iot_is_whole_groups() -> None:
    before = PubSub(id="p", provider=AWSIoT(region="eu-west-1", access_key=AccessKey(access_key_id="A")))
    after = before.model_copy(
        update={"provider": AWSIoT(region="eu-west-1", assume_role=AssumedRole(arn="arn"), deployment="stack")}
    )
    paths = changed_paths(before, after)
    assert paths == tuple(f"provider.aws_iot.{name}" for name in ("access_key", "assume_role", "deployment"))
    call = set_call("a", after, paths)
    assert call.body is not None
    assert call.body["pubsub"] == {"aws_iot": {"assume_role": {"arn": "arn"}, "default": {"stack_name": "stack"}}}
    read_back = PubSub.model_validate({"ids": {"pub_sub_id": "p"}, "aws_iot": {"region": "r", "default": {}}})
    assert read_back.provider == AWSIoT(region="r", deployment="")


async def test_the_formats_that_the_server_has() -> None:
    assert await of_16("formats").client().pubsubs.formats() == {"json": "JSON"}


@pytest.mark.parametrize(
    "name",
    [
        "create by PUT",
        "change the base topic, the provider sent along",
        "switch a message type off",
        "change the server",
        "change the password alone, no server sent along",
        "from NATS to MQTT",
        "change to AWS IoT",
    ],
)
def test_a_change_is_sent_as_it_was_recorded(name: str) -> None:
    exchange = of_16(name)
    pubsub_id = exchange.path.rpartition("/")[2]
    sent = exchange.sent["pubsub"]
    wanted = PubSub.model_validate({**sent, "ids": {"pub_sub_id": pubsub_id}})
    call = set_call("pub-app", wanted, tuple(exchange.sent["field_mask"]["paths"]))
    assert (call.method, f"/api/v3{call.path}") == (exchange.method, exchange.path)
    assert call.body == exchange.sent


async def test_one_that_is_not_there() -> None:
    with pytest.raises(errors.NotFound) as caught:
        await of_16("get missing").client().pubsubs.get("pub-app", "no-such-pubsub")
    assert caught.value.name == "pkg/redis:not_found"


def test_without_a_provider_the_server_would_break() -> None:
    with pytest.raises(ValueError, match="without a provider"):
        set_call("a", PubSub(id="p"), ("format",))
    with pytest.raises(ValueError, match="nothing"):
        set_call("a", PubSub(id="p", provider=NATS_SERVER), ())


def test_what_is_masked_is_what_differs() -> None:
    before = PubSub(id="p", provider=MQTT_SERVER, base_topic="a", topics={"join_accept": "j", "uplink_message": "u"})
    secret = MQTT_SERVER.model_copy(update={"password": SecretStr("new")})
    assert changed_paths(before, before) == ()
    assert changed_paths(before, before.model_copy(update={"provider": secret})) == ("provider.mqtt.password",)
    assert changed_paths(before, before.model_copy(update={"provider": NATS_SERVER})) == ("provider",)
    assert changed_paths(before, before.model_copy(update={"topics": {"uplink_message": "v"}, "base_topic": ""})) == (
        "base_topic",
        "uplink_message",
        "join_accept",
    )
    assert changed_paths(None, PubSub(id="p", provider=NATS_SERVER)) == ("format", "provider")


def test_a_change_of_something_else_sends_no_password() -> None:
    url = SecretStr("nats://me:hidden@127.0.0.1:9")
    call = set_call("a", PubSub(id="p", provider=NATS(server_url=url), base_topic="b"), ("base_topic",))
    assert call.body == {
        "pubsub": {"nats": {"server_url": "nats://127.0.0.1:9"}, "base_topic": "b"},
        "field_mask": {"paths": ["base_topic"]},
    }
    assert without_password(SecretStr("nats://[::1")) == ""


async def test_deleting_is_sent_as_it_was_recorded() -> None:
    exchange = of_16("delete")
    script = Script(ok(exchange.json))
    await script.client().pubsubs.delete("pub-app", "by-nats")
    assert (script.only.method, script.only.url.path) == (exchange.method, exchange.path)


async def test_other_json_after_a_change_tells_nothing_of_it() -> None:
    client = Script(ok({"status": "ok"})).client()
    with pytest.raises(errors.OutcomeUnknown):
        await client.pubsubs.set("a", PubSub(id="p", provider=NATS_SERVER), ("provider",))
    with pytest.raises(errors.OutcomeUnknown):
        await client.pubsubs.delete("a", "p")


def test_topics_that_are_on_and_empty_stay_so() -> None:
    wanted = PubSub(id="p", provider=NATS_SERVER, topics={"join_accept": ""})
    call = set_call("a", wanted, ("join_accept",))
    assert call.body is not None
    assert call.body["pubsub"]["join_accept"] == {"topic": ""}
    assert PubSub.model_validate({"ids": {"pub_sub_id": "p"}, "join_accept": {}}).topics == {"join_accept": ""}
