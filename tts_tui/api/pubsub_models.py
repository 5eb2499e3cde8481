"""A pub/sub and its providers, as the Application Server has them. (`applicationserver_pubsub.proto`)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import AliasChoices, AliasPath, AwareDatetime, Field, model_validator

from tts_tui.api.models import Model
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import MESSAGES as PUBLISHED

__all__ = [
    "MESSAGES",
    "MQTT",
    "NATS",
    "QOS",
    "AWSIoT",
    "AccessKey",
    "AssumedRole",
    "Provider",
    "PubSub",
    "QoS",
    "without_password",
]

MESSAGES: Final = (*PUBLISHED, "downlink_push", "downlink_replace")
"""The kinds of messages, each with a topic of its own: those that are published, and the two that are listened to."""

QoS = Literal["AT_MOST_ONCE", "AT_LEAST_ONCE", "EXACTLY_ONCE"]
QOS: Final[tuple[QoS, ...]] = ("AT_MOST_ONCE", "AT_LEAST_ONCE", "EXACTLY_ONCE")


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
    tls_ca: SecretStr = SecretStr("")
    tls_client_cert: SecretStr = SecretStr("")
    tls_client_key: SecretStr = SecretStr("")
    headers: Mapping[str, SecretStr] = {}


class AccessKey(Model):
    """An access key of AWS. Limits: ID 16-128 letters, digits and underscores, secret 40, session token 256."""

    access_key_id: str = ""
    secret_access_key: SecretStr = SecretStr("")
    session_token: SecretStr = SecretStr("")


class AssumedRole(Model):
    """A role of AWS that the server takes on. `session_duration` is in seconds, with an s: "3600s"."""

    arn: str = ""
    external_id: str = ""
    session_duration: str = ""


class AWSIoT(Model):
    """AWS IoT, which the open source stores and can't use.

    `deployment` is the name of the CloudFormation stack of the default integration, whose topics then take the place
    of the pub/sub's; None where there is no default integration.
    """

    kind: ClassVar = "aws_iot"
    region: str = ""
    endpoint_address: str = ""
    access_key: AccessKey | None = None
    assume_role: AssumedRole | None = None
    deployment: str | None = Field(
        None, validation_alias=AliasChoices("deployment", AliasPath("default", "stack_name"))
    )

    @model_validator(mode="before")
    @classmethod
    def _nameless(cls, data: Any) -> Any:
        """A default integration whose stack has no name."""
        if isinstance(data, Mapping) and isinstance(data.get("default"), Mapping):
            return {**data, "deployment": data["default"].get("stack_name", "")}
        return data


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


def without_password(url: SecretStr) -> str:
    """The URL without the user name and the password that it may hold; empty where it is none."""
    try:
        parts = urlsplit(url.get_secret_value())
    except ValueError:
        return ""
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
