"""The pub/subs of an application: messages by way of an MQTT or NATS server of one's own.

(`applicationserver_pubsub.proto`; recordings/self-contained/16_pubsub.json)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import AliasChoices, AliasPath, AwareDatetime, Field, model_validator

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, read, read_list, read_written, text
from tts_tui.api.errors import OutcomeUnknown
from tts_tui.api.models import Model
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import MESSAGES as PUBLISHED

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = [
    "MESSAGES",
    "MQTT",
    "NATS",
    "QOS",
    "AWSIoT",
    "Provider",
    "PubSub",
    "PubSubs",
    "QoS",
    "changed_paths",
    "delete_call",
    "set_call",
    "without_password",
]

MESSAGES: Final = (*PUBLISHED, "downlink_push", "downlink_replace")
"""The kinds of messages, each with a topic of its own: those that are published, and the two that are listened to."""

QoS = Literal["AT_MOST_ONCE", "AT_LEAST_ONCE", "EXACTLY_ONCE"]
QOS: Final[tuple[QoS, ...]] = ("AT_MOST_ONCE", "AT_LEAST_ONCE", "EXACTLY_ONCE")

_MASK: Final = ",".join(("format", "provider", "base_topic", *MESSAGES))


class NATS(Model):
    """A NATS server. The URL may hold a user name and a password, so all of it is a secret."""

    kind: ClassVar = "nats"
    server_url: SecretStr = SecretStr("")


class MQTT(Model):
    """An MQTT server. Limits: client ID 23, user name and password 100, each PEM 8,192 bytes.

    The three of TLS are PEM files, as base64. `headers` are those of an MQTT connection over WebSockets.
    """

    kind: ClassVar = "mqtt"
    server_url: SecretStr = SecretStr("")
    client_id: str = ""
    username: str = ""
    password: SecretStr = SecretStr("")
    subscribe_qos: QoS = "AT_MOST_ONCE"
    publish_qos: QoS = "AT_MOST_ONCE"
    use_tls: bool = False
    tls_ca: str = ""
    tls_client_cert: str = ""
    tls_client_key: SecretStr = SecretStr("")
    headers: Mapping[str, SecretStr] = {}


class AWSIoT(Model):
    """AWS IoT, which the open source stores and can't use. Its access key isn't kept here."""

    kind: ClassVar = "aws_iot"
    region: str = ""
    endpoint_address: str = ""


Provider = NATS | MQTT | AWSIoT
_PROVIDERS: Final[tuple[type[Provider], ...]] = (NATS, MQTT, AWSIoT)


class PubSub(Model):
    """A pub/sub. Limits: ID 3-36, base topic and topics 100, format an ID of at most 20.

    `topics` are those of the kinds of messages that are on, by kind; a topic may be empty.
    """

    id: str = Field(validation_alias=AliasChoices("id", AliasPath("ids", "pub_sub_id")))
    format: str = "json"
    provider: Provider | None = None
    base_topic: str = ""
    topics: Mapping[str, str] = {}
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_wire(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "ids" not in data:
            return data
        found = dict(data)
        for model in _PROVIDERS:
            if isinstance(written := found.pop(model.kind, None), Mapping):
                found["provider"] = model.model_validate(written)
        on = {each: found.pop(each) for each in MESSAGES if isinstance(found.get(each), Mapping)}
        return {**found, "topics": {each: message.get("topic", "") for each, message in on.items()}}


def changed_paths(before: PubSub | None, after: PubSub) -> tuple[str, ...]:
    """The field mask of a change: what differs, field by field; of another kind of provider, all of it.

    Of something new, all that is set. (Going from one kind to another by a field of it breaks the server.)
    """
    old = before or PubSub.model_construct(id=after.id, format="", topics={}, provider=None, base_topic="")
    found = [name for name in ("format", "base_topic") if getattr(old, name) != getattr(after, name)]
    if type(old.provider) is not type(after.provider):
        found.append("provider")
    elif (provider := after.provider) is not None:
        names = type(provider).model_fields
        found += [
            f"provider.{provider.kind}.{name}"
            for name in names
            if getattr(old.provider, name) != getattr(provider, name)
        ]
    return (*found, *(each for each in MESSAGES if old.topics.get(each) != after.topics.get(each)))


def set_call(application_id: str, wanted: PubSub, paths: tuple[str, ...]) -> Call:
    """Make a pub/sub, or change the fields of it that `paths` name.

    The body always has a provider, masked or not: without one the server breaks. What isn't masked is not changed,
    so its password is left out then. Raises ValueError for no provider, and for no paths: with those the server
    does nothing.
    """
    if (provider := wanted.provider) is None:
        raise ValueError("the server breaks on a pub/sub without a provider")
    if not paths:
        raise ValueError("a change of nothing")
    prefix = f"provider.{provider.kind}."
    names = [each.removeprefix(prefix) for each in paths if each.startswith(prefix)]
    if "provider" in paths:
        fields = type(provider).model_fields
        sent = {name: _wire(value) for name in fields if (value := getattr(provider, name)) != fields[name].default}
    else:
        sent = {name: _wire(getattr(provider, name)) for name in names}
        if isinstance(provider, NATS | MQTT) and not sent:
            sent["server_url"] = without_password(provider.server_url)
    body: dict[str, Any] = {provider.kind: sent}
    body |= {name: getattr(wanted, name) for name in ("format", "base_topic") if name in paths}
    body |= {each: {"topic": wanted.topics[each]} for each in MESSAGES if each in paths and each in wanted.topics}
    return Call(
        "PUT",
        path("as", "pubsub", application_id, wanted.id),
        body={"pubsub": body, "field_mask": {"paths": list(paths)}},
    )


def delete_call(application_id: str, pubsub_id: str) -> Call:
    """Delete a pub/sub. One that isn't there is no error."""
    return Call("DELETE", path("as", "pubsub", application_id, pubsub_id))


def without_password(url: SecretStr) -> str:
    """The URL without the user name and the password that it may hold; empty where it is none."""
    try:
        parts = urlsplit(url.get_secret_value())
    except ValueError:
        return ""
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _wire(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Mapping):
        return {name: _wire(each) for name, each in value.items()}
    return value


class PubSubs:
    """`/as/pubsub/{id}`. Reading needs RIGHT_APPLICATION_TRAFFIC_READ, and shows passwords whatever the mask.

    Writing needs RIGHT_APPLICATION_SETTINGS_BASIC and RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE, too.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def count(self, application_id: str) -> int:
        """How many pub/subs the application has.

        The list has no pages and no total, and holds passwords whatever the mask: nothing of it is kept.
        """
        answer = await self._sender.send(Call("GET", path("as", "pubsub", application_id)))
        listed = read_list(expect(answer.json, "pubsubs"), "pubsubs", lambda each: text(each["ids"]["pub_sub_id"]))
        return len(tuple(listed))

    async def all(self, application_id: str) -> tuple[PubSub, ...]:
        """Every pub/sub of the application, whole, by ID: the server has them in no order and on one page."""
        answer = await self._sender.send(Call("GET", path("as", "pubsub", application_id), {"field_mask": _MASK}))
        listed = read_list(expect(answer.json, "pubsubs"), "pubsubs", PubSub.model_validate)
        return tuple(sorted(listed, key=lambda each: each.id))

    async def get(self, application_id: str, pubsub_id: str) -> PubSub:
        """One pub/sub, whole. Raises NotFound (`pkg/redis:not_found`)."""
        call = Call("GET", path("as", "pubsub", application_id, pubsub_id), {"field_mask": _MASK})
        return read(PubSub, (await self._sender.send(call)).json)

    async def set(self, application_id: str, wanted: PubSub, paths: tuple[str, ...]) -> None:
        """Make or change a pub/sub: the server tells these apart by whether it is there. See `set_call`."""
        answer = await self._sender.send(set_call(application_id, wanted, paths))
        read_written(PubSub, answer.json)

    async def delete(self, application_id: str, pubsub_id: str) -> None:
        """Delete a pub/sub; one that isn't there is no error."""
        answer = await self._sender.send(delete_call(application_id, pubsub_id))
        expect(answer.json, otherwise=OutcomeUnknown)
