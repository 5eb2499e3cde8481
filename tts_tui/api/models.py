"""The server's messages as models, for what is read whole. (Lists are read as `rows`.)

All models are frozen. Fields that the server leaves out (empty, zero, false) have those values here, since an
absent field and an empty one are the same thing on the wire. Fields that this program doesn't know are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import (
    AliasChoices,
    AliasPath,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
)

from tts_tui.api.secret import SecretStr

__all__ = [
    "APIKey",
    "Account",
    "AccountKind",
    "Application",
    "Collaborator",
    "Link",
    "Model",
    "Organization",
    "wire_time",
]

AccountKind = Literal["user", "organization"]


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
    """A user or organization that an application is shared with, and its rights (pseudo-rights are not expanded)."""

    account: Account = Field(validation_alias=AliasChoices("account", "ids"))
    rights: frozenset[str] = frozenset()


class Organization(Model):
    """An organization that the caller belongs to."""

    id: str = Field(validation_alias=AliasChoices("id", AliasPath("ids", "organization_id")))
    name: str = ""
