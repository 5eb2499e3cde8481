"""What the sandbox keeps records of: accounts, API keys, end devices, and entities with all that belongs to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tts_tui.api.token_prefixes import API_KEY
from tts_tui.sandbox.errors import INVALID_ARGUMENT, PlainError
from tts_tui.sandbox.wire import JSON, message, text, time_to

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

__all__ = ["AccountKind", "AccountRecord", "ApiKey", "Device", "Entity", "EntityKind", "WebhookHealth", "account_from"]

AccountKind = Literal["user", "organization"]
EntityKind = Literal["user", "organization", "application", "gateway"]


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """A user or an organization: whoever can be a collaborator."""

    kind: AccountKind
    id: str

    def ids(self) -> JSON:
        """As the API writes it: `{"user_ids": {"user_id": …}}`."""
        return {f"{self.kind}_ids": {f"{self.kind}_id": self.id}}


def account_from(ids: JSON | None) -> AccountRecord | None:
    """The user or organization in a message of identifiers, None where there is neither.

    Raises:
        PlainError: where there are both.
    """
    kinds: tuple[AccountKind, ...] = ("user", "organization")
    found = [
        AccountRecord(kind, text(inner, f"{kind}_id"))
        for kind in kinds
        if (inner := message(ids or {}, f"{kind}_ids")) is not None
    ]
    if len(found) > 1:
        words = "oneof ttn.lorawan.v3.OrganizationOrUserIdentifiers.ids is already set"
        raise PlainError(INVALID_ARGUMENT, f"unmarshal error: proto: error parsing {found[1].kind}_ids: {words}")
    return found[0] if found else None


@dataclass(slots=True)
class ApiKey:
    """An API key and its secret, which only the answer that creates it shows."""

    id: str
    secret: str
    name: str
    rights: list[str]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None = None

    @property
    def token(self) -> str:
        """What a caller sends as bearer token."""
        return f"{API_KEY}.{self.id}.{self.secret}"

    def message(self, rights: Iterable[str] | None = None) -> JSON:
        """The key without its secret, and with other rights where some are given."""
        found: JSON = {"id": self.id, "name": self.name, "rights": list(self.rights if rights is None else rights)}
        found = {name: value for name, value in found.items() if value}
        found |= {"created_at": time_to(self.created_at), "updated_at": time_to(self.updated_at)}
        if self.expires_at is not None:
            found["expires_at"] = time_to(self.expires_at)
        return found


@dataclass(frozen=True, slots=True)
class WebhookHealth:
    """After how many failed deliveries in a row a webhook is held back, and how long until one is tried again."""

    attempts: int
    retry: timedelta


@dataclass(slots=True)
class Device:
    """An end device, as one of the servers knows it."""

    id: str
    ids: JSON
    created_at: datetime
    updated_at: datetime
    fields: JSON = field(default_factory=dict)
    downlinks: list[JSON] = field(default_factory=list)
    """What the Application Server has queued for it."""


@dataclass(slots=True)
class Entity:
    """A user, organization, application or gateway. `fields` holds what is set, in the API's own terms."""

    kind: EntityKind
    id: str
    created_at: datetime
    updated_at: datetime
    fields: JSON = field(default_factory=dict)
    deleted_at: datetime | None = None
    keys: dict[str, ApiKey] = field(default_factory=dict)
    members: dict[AccountRecord, list[str]] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    link: JSON | None = None
    webhooks: list[JSON] = field(default_factory=list)
    pubsubs: list[JSON] = field(default_factory=list)
    packages: list[JSON] = field(default_factory=list)
    device_packages: list[JSON] = field(default_factory=list)
    stored: list[JSON] = field(default_factory=list)
    """Uplinks of the storage integration, as `ApplicationUp`."""

    def message(self, paths: Iterable[str] | None = None) -> JSON:
        """Identifiers, times and the fields of a mask, or with no mask all of them."""
        found: JSON = {
            "ids": {f"{self.kind}_id": self.id},
            "created_at": time_to(self.created_at),
            "updated_at": time_to(self.updated_at),
        }
        if self.deleted_at is not None:
            found["deleted_at"] = time_to(self.deleted_at)
        wanted = self.fields if paths is None else paths
        found |= {name: self.fields[name] for name in wanted if name in self.fields}
        return found
