"""What the server speaks of, in its own terms.

All models are frozen. Fields that the server leaves out (empty, zero, false) have those values here, since an
absent field and an empty one are the same thing on the wire. Fields that this program doesn't know are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, Literal, NamedTuple, Self, TypeVar

from pydantic import (
    AliasChoices,
    AliasPath,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StrictBool,
    model_validator,
)

from tts_tui.api.calls import UNADDRESSABLE
from tts_tui.api.rights import EVERY_RIGHT

__all__ = [
    "ADDRESSES",
    "APIKey",
    "Account",
    "AccountKind",
    "Application",
    "ApplicationRow",
    "AuthInfo",
    "Collaborator",
    "EntityKind",
    "Link",
    "Model",
    "Organization",
    "Page",
    "wire_time",
]

AccountKind = Literal["user", "organization"]
EntityKind = Literal["user", "organization", "application", "gateway", "client"]

ADDRESSES: Final = ("network_server_address", "application_server_address", "join_server_address")
"""The fields of an application that name the servers on which its devices live."""

T = TypeVar("T")


class Model(BaseModel):
    """A frozen value that the server sent or is to be sent; its repr in an error shows no input."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
        defer_build=True,  # a start needs one of them
    )


def wire_time(moment: datetime) -> str:
    """An instant as the server takes it in a body: UTC, milliseconds, ending in a literal `Z`.

    Raises ValueError for a naive time, and for one outside the years 1 to 9999 of UTC.
    (`+00:00` is refused: recordings/03_api_keys.json)
    """
    if moment.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("too far from now") from None
    return utc.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


class Account(Model):
    """A user or an organization. (`OrganizationOrUserIdentifiers`)"""

    kind: AccountKind
    id: str

    @model_validator(mode="before")
    @classmethod
    def _from_wire(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            for kind in ("user", "organization"):
                if isinstance(ids := data.get(f"{kind}_ids"), Mapping):
                    return {"kind": kind, "id": ids.get(f"{kind}_id", "")}
        return data

    def wire(self) -> dict[str, Any]:
        """The account as the server writes it."""
        return {f"{self.kind}_ids": {f"{self.kind}_id": self.id}}


class Application(Model):
    """An application. Limits: ID 3-36, name 50, description 2000, 10 attributes. (`application.proto`)

    Which fields are set depends on the field mask with which it was read.
    """

    id: str = Field(validation_alias=AliasChoices("id", AliasPath("ids", "application_id")))
    name: str = ""
    description: str = ""
    attributes: Mapping[str, str] = {}
    network_server_address: str = ""
    application_server_address: str = ""
    join_server_address: str = ""
    administrative_contact: Account | None = None
    technical_contact: Account | None = None
    dev_eui_counter: int = 0
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    deleted_at: AwareDatetime | None = None


class ApplicationRow(NamedTuple):
    """One line of a list of applications: light, since there may be a hundred thousand of them.

    `description` is only the beginning of one that was `cut`.
    """

    id: str
    name: str
    description: str
    created_at: datetime | None
    deleted_at: datetime | None = None
    cut: bool = False


class APIKey(Model):
    """An API key. `key` is the secret, present only in the answer that made it. (`rights.proto` 185-206)"""

    id: str
    key: SecretStr | None = None
    name: str = ""
    rights: frozenset[str] = frozenset()
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None


class Link(Model):
    """The Application Server's link of an application.

    `skip_payload_crypto` is True, False, or None for the server's default. (`applicationserver.proto` 36-49)
    """

    skip_payload_crypto: StrictBool | None = None


class Collaborator(Model):
    """Somebody who shares an application, and with which rights (pseudo-rights are not expanded)."""

    account: Account = Field(validation_alias=AliasChoices("account", "ids"))
    rights: frozenset[str] = frozenset()


class Organization(Model):
    """An organization that the caller belongs to."""

    id: str = Field(validation_alias=AliasChoices("id", AliasPath("ids", "organization_id")))
    name: str = ""


class AuthInfo(Model):
    """Whose token it is and what it may do. (`GET /auth_info`, recordings/04_auth.json)

    `kind` and `entity_id` say what the token acts for. `rights` are the token's own, `universal_rights` an
    administrator's over everything; both come expanded.
    """

    kind: EntityKind
    entity_id: str
    key_id: str = ""
    key_name: str = ""
    rights: frozenset[str] = frozenset()
    universal_rights: frozenset[str] = frozenset()
    is_admin: StrictBool = False
    expires_at: AwareDatetime | None = None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> Self | None:
        """Read an answer of `/auth_info`; None where it speaks of no credential (`{}`).

        Raises ValueError or TypeError for anything else.
        """
        universal = _inner(data, "universal_rights").get("rights", ())
        common = {"universal_rights": universal, "is_admin": data.get("is_admin", False)}
        if "api_key" in data:
            outer = _inner(data, "api_key")
            key = _inner(outer, "api_key")
            kind, entity_id = _entity(_inner(outer, "entity_ids"))
            return cls.model_validate(
                {
                    "kind": kind,
                    "entity_id": entity_id,
                    "key_id": key.get("id", ""),
                    "key_name": key.get("name", ""),
                    "rights": key.get("rights", ()),
                    "expires_at": key.get("expires_at"),
                    **common,
                }
            )
        for holder in ("oauth_access_token", "user_session"):
            if holder in data:
                token = _inner(data, holder)
                kind, entity_id = _entity(token)
                rights = token.get("rights", EVERY_RIGHT if holder == "user_session" else ())
                return cls.model_validate(
                    {
                        "kind": kind,
                        "entity_id": entity_id,
                        "rights": rights,
                        "expires_at": token.get("expires_at"),
                        **common,
                    }
                )
        return None

    @property
    def account(self) -> Account | None:
        """The user or organization that acts; None for an application's or a gateway's key."""
        return Account(kind=self.kind, id=self.entity_id) if self.kind in ("user", "organization") else None

    def may(self, right: str) -> bool:
        """Whether the token itself or the caller's universal rights hold the right."""
        return right in self.rights or right in self.universal_rights


def _entity(ids: Mapping[str, Any]) -> tuple[str, str]:
    for kind in ("user", "organization", "application", "gateway", "client"):
        if (found := _inner(ids, f"{kind}_ids").get(f"{kind}_id", "")) not in UNADDRESSABLE:
            return kind, found
    raise ValueError("it acts for nobody")


def _inner(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key, {})
    if not isinstance(found, Mapping):
        raise TypeError(f"{key} is not an object")
    return found


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list. `total` is how many there are in all, or None where the server didn't say."""

    items: tuple[T, ...]
    total: int | None = None
