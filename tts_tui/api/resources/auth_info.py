"""Whose token this is, and what it may do. (`GET /auth_info`; recordings/04_auth.json)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from tts_tui.api.calls import UNADDRESSABLE, Call, path
from tts_tui.api.decoding import instant, read_list, text
from tts_tui.api.errors import NoCredential, NotFound, NotTheAPI
from tts_tui.api.rights import EVERY_RIGHT

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.api.calls import Sender
    from tts_tui.api.models import Account

__all__ = ["Auth", "AuthInfo", "EntityKind", "info_in"]

EntityKind = Literal["user", "organization", "application", "gateway", "client"]


class AuthInfo(msgspec.Struct, frozen=True):
    """Whose token it is and what it may do.

    `kind` and `entity_id` say what the token acts for. `rights` are the token's own, `universal_rights` an
    administrator's over everything; both come expanded. A key has a `key_id`, the access token of a login a `login_id`.
    """

    kind: EntityKind
    entity_id: str
    key_id: str = ""
    key_name: str = ""
    login_id: str = ""
    rights: frozenset[str] = frozenset()
    universal_rights: frozenset[str] = frozenset()
    is_admin: bool = False
    expires_at: datetime | None = None

    @property
    def account(self) -> Account | None:
        """The user or organization that acts; None for an application's or a gateway's key."""
        from tts_tui.api.models import Account

        return Account(kind=self.kind, id=self.entity_id) if self.kind in ("user", "organization") else None

    def may(self, right: str) -> bool:
        """Whether the token itself or the caller's universal rights hold the right."""
        return right in self.rights or right in self.universal_rights


class Auth:
    """`/auth_info`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def info(self) -> AuthInfo:
        """What the server makes of the token.

        Raises NoCredential where it saw none (200 `{}`), InvalidArgument `token` for a malformed one (400), and
        Unauthenticated for one that is unknown, wrong or expired (401).
        """
        try:
            answer = await self._sender.send(Call("GET", path("auth_info")))
        except NotFound as error:  # which The Things Stack never says of it, and other APIs say in much the same way
            raise NotTheAPI(f"HTTP {error.status}: {error.text}") from error
        try:
            info = info_in(answer.json)
        except (TypeError, ValueError):
            raise NotTheAPI("not an answer of auth_info") from None
        if info is None:
            raise NoCredential("auth_info knows no credential")
        return info


def info_in(data: Mapping[str, Any]) -> AuthInfo | None:
    """What an answer says; None where it speaks of no credential (`{}`). Raises ValueError or TypeError otherwise."""
    if "api_key" in data:
        outer = _inner(data, "api_key")
        key = _inner(outer, "api_key")
        found = _held(data, _inner(outer, "entity_ids"), key)
        return replace(found, key_id=text(key.get("id", "")), key_name=text(key.get("name", "")))
    if "oauth_access_token" in data:
        token = _inner(data, "oauth_access_token")
        return replace(_held(data, token, token), login_id=text(token.get("id", "")))
    if "user_session" in data:
        session = _inner(data, "user_session")
        return _held(data, session, {"rights": [*EVERY_RIGHT], **session})
    if data.keys() - {"universal_rights", "is_admin"}:
        raise ValueError("it is about something else")
    return None


def _held(data: Mapping[str, Any], ids: Mapping[str, Any], credential: Mapping[str, Any]) -> AuthInfo:
    """What a credential gives to whom, and the caller's universal rights."""
    kind, entity_id = _entity(ids)
    is_admin, expires_at = data.get("is_admin", False), credential.get("expires_at")
    if not isinstance(is_admin, bool):
        raise TypeError("is_admin is not a boolean")
    return AuthInfo(
        kind,
        entity_id,
        rights=_rights(credential),
        universal_rights=_rights(_inner(data, "universal_rights")),
        is_admin=is_admin,
        expires_at=instant(expires_at) if expires_at is not None else None,
    )


def _entity(ids: Mapping[str, Any]) -> tuple[EntityKind, str]:
    for kind in get_args(EntityKind):
        if (found := text(_inner(ids, f"{kind}_ids").get(f"{kind}_id", ""))) not in UNADDRESSABLE:
            return kind, found
    raise ValueError("it acts for nobody")


def _rights(data: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(read_list(data, "rights", text))


def _inner(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key, {})
    if not isinstance(found, Mapping):
        raise TypeError(f"{key} is not an object")
    return found
