"""A webhook and a template of one, as the Application Server has them. (`applicationserver_web.proto`)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import AliasChoices, AliasPath, AwareDatetime, ConfigDict, Field, field_validator, model_validator

from tts_tui.api.errors import ErrorDetails, error_chain
from tts_tui.api.models import Model
from tts_tui.api.secret import SecretStr

__all__ = ["MESSAGES", "TemplateField", "Unhealthy", "Webhook", "WebhookTemplate", "answered"]

MESSAGES: Final = (
    "uplink_message",
    "uplink_normalized",
    "join_accept",
    "downlink_ack",
    "downlink_nack",
    "downlink_sent",
    "downlink_failed",
    "downlink_queued",
    "downlink_queue_invalidated",
    "location_solved",
    "service_data",
)
"""The types of messages that a webhook may deliver, each with a path of its own."""


class Unhealthy(Model):
    """How often in a row the server could not deliver, when it tried last, and why it failed.

    `body` is the beginning of what answered, at most a KiB, where something did.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    failed_attempts: int = 0
    last_failed_attempt_at: AwareDatetime | None = None
    details: tuple[ErrorDetails, ...] = ()
    body: str = ""

    @model_validator(mode="before")
    @classmethod
    def _details(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "details" in data:
            return data
        error = data.get("last_failed_attempt_details")
        return {**data, "details": error_chain(error), "body": answered(error)}


def answered(error: Any) -> str:
    """The beginning of the body in the error of a failed delivery, which is JSON. Never fails."""
    listed = error.get("details") if isinstance(error, Mapping) else None
    for each in listed if isinstance(listed, list) else ():
        value = each.get("value") if isinstance(each, Mapping) else None
        if isinstance(value, Mapping) and isinstance(value.get("body"), str):
            return str(value["body"])
    return ""


class _Delivering(Model):
    """What a webhook and a template have in common: `messages` has the path of each message type that is on.

    An empty path is the base URL itself; a type that is absent is off. Headers are secrets, as passwords are there.
    """

    base_url: str = Field("", repr=False)  # it may hold a password
    format: str = ""
    headers: Mapping[str, SecretStr] = {}
    messages: Mapping[str, str] = {}
    field_mask: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _messages(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "messages" in data:
            return data
        on = {name: data[name].get("path", "") for name in MESSAGES if isinstance(data.get(name), Mapping)}
        return {**data, "messages": on}

    @field_validator("field_mask", mode="before")
    @classmethod
    def _paths(cls, data: Any) -> Any:
        return data.get("paths", ()) if isinstance(data, Mapping) else data or ()


class Webhook(_Delivering):
    """A webhook. Which fields are set depends on the field mask with which it was read.

    `health` is None where the server has recorded none: it tracks none, or has delivered nothing yet.
    Limits: ID 3-36, 50 headers (name 64, value 4096), path 64, downlink key 128, format 20.
    """

    id: str = Field(validation_alias=AliasChoices("id", AliasPath("ids", "webhook_id")))
    downlink_api_key: SecretStr = SecretStr("")
    template_id: str = Field("", validation_alias=AliasChoices("template_id", AliasPath("template_ids", "template_id")))
    template_fields: Mapping[str, SecretStr] = {}
    paused: bool = False
    healthy: bool = False
    unhealthy: Unhealthy | None = None
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _health(cls, data: Any) -> Any:
        health = data.get("health_status") if isinstance(data, Mapping) else None
        if not isinstance(health, Mapping):
            return data
        return {**data, "healthy": "healthy" in health, "unhealthy": health.get("unhealthy")}


class TemplateField(Model):
    """Something that a template asks for: its value goes where the template has `{id}`."""

    id: str
    name: str = ""
    description: str = ""
    secret: bool = False
    default_value: str = ""
    optional: bool = False


class WebhookTemplate(_Delivering):
    """A webhook that is filled in with a few fields; its base URL, headers and paths may hold them as `{field}`."""

    id: str = Field(validation_alias=AliasChoices("id", AliasPath("ids", "template_id")))
    name: str = ""
    description: str = ""
    info_url: str = ""
    documentation_url: str = ""
    fields: tuple[TemplateField, ...] = ()
    create_downlink_api_key: bool = False
