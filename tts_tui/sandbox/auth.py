"""Who calls, and what they may do.

Source: `pkg/identityserver/entity_access.go`, `pkg/identityserver/rights.go` and `pkg/auth/rights/require.go`;
recordings/04_auth.json, 09_oauth.json and 11_accounts.json.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.rights import (
    APPLICATION_RIGHTS,
    CLIENT_RIGHTS,
    EVERY_RIGHT,
    GATEWAY_RIGHTS,
    ORGANIZATION_RIGHTS,
    USER_RIGHTS,
    expand,
)
from tts_tui.api.token_prefixes import ACCESS_TOKEN, API_KEY, SECRET_KINDS
from tts_tui.sandbox.errors import INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED, ApiError
from tts_tui.sandbox.records import AccountRecord, ApiKey, Entity, EntityKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tts_tui.sandbox.logins import AccessToken
    from tts_tui.sandbox.store import Store
    from tts_tui.sandbox.wire import JSON

__all__ = [
    "ANONYMOUS",
    "RIGHTS_OF",
    "Caller",
    "access_token_not_found",
    "caller_of",
    "entity_not_found",
    "not_found",
    "parts_of",
    "require",
    "rights_on",
    "token_id",
]

_IS: Final = "pkg/identityserver"
_STORE: Final = "pkg/identityserver/store"
_RIGHTS: Final = "pkg/auth/rights"
_TOKEN_PARTS: Final = 3

_APPLICATION: Final = frozenset(each.name for each in APPLICATION_RIGHTS)
_ENTITIES: Final = _APPLICATION | CLIENT_RIGHTS | GATEWAY_RIGHTS

RIGHTS_OF: Final[dict[EntityKind, frozenset[str]]] = {
    "application": _APPLICATION,
    "gateway": GATEWAY_RIGHTS,
    "organization": _ENTITIES | ORGANIZATION_RIGHTS,
    "user": _ENTITIES | ORGANIZATION_RIGHTS | USER_RIGHTS,
}
"""Which rights can matter on each kind of entity. (`pkg/identityserver/rights.go`, allPotentialRights)"""

_UNIVERSAL: Final = frozenset(name for name in EVERY_RIGHT if not name.endswith(("_KEYS", "_ALL")))
"""What an administrator may do anywhere. (`pkg/ttnpb/rights.go` 58-60)"""

_RESTRICTED: Final = {
    "STATE_REQUESTED": frozenset({"RIGHT_USER_INFO", "RIGHT_USER_SETTINGS_BASIC", "RIGHT_USER_DELETE"}),
    "STATE_REJECTED": frozenset({"RIGHT_USER_INFO", "RIGHT_USER_DELETE"}),
    "STATE_SUSPENDED": frozenset({"RIGHT_USER_INFO"}),
}
"""The rights of a user in these states."""
_REFUSED: Final = {
    "STATE_REQUESTED": ("user_requested", "user account approval is pending"),
    "STATE_REJECTED": ("user_rejected", "user account was rejected"),
    "STATE_SUSPENDED": ("user_suspended", "user account was suspended"),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the owner of an API key, or the user of an access token.

    `rights` are those that the key or token has, `universal` those that hold everywhere.
    """

    entity: Entity | None = None
    key: ApiKey | None = None
    token: AccessToken | None = None
    rights: frozenset[str] = frozenset()
    universal: frozenset[str] = frozenset()
    admin: bool = False
    warning: str = ""

    @property
    def account(self) -> AccountRecord | None:
        """The user or organization that calls, None for an application's or gateway's key."""
        if self.entity is None or self.entity.kind not in ("user", "organization"):
            return None
        return AccountRecord(self.entity.kind, self.entity.id)

    def require_authenticated(self) -> None:
        """Refuse who has no credential, and users who are not (or no longer) approved."""
        if self.entity is None:
            raise ApiError(UNAUTHENTICATED, _IS, "unauthenticated", "unauthenticated")
        state = _state(self.entity)
        if self.entity.kind == "user" and state in _REFUSED:
            name, words = _REFUSED[state]
            described = self.entity.fields.get("state_description")
            attributes: dict[str, Any] = {"description": described} if described else {}
            raise ApiError(PERMISSION_DENIED, _IS, name, words, **attributes)

    def info(self, shuffled: Callable[[Iterable[str]], list[str]]) -> JSON:
        """What `/auth_info` answers; rights come in the order that `shuffled` gives them."""
        found: JSON = {}
        if self.entity is not None and self.key is not None:
            kind = self.entity.kind
            found["api_key"] = {
                "api_key": self.key.message(shuffled(self.rights)),
                "entity_ids": {f"{kind}_ids": {f"{kind}_id": self.entity.id}},
            }
        if self.token is not None:
            found["oauth_access_token"] = self.token.message(shuffled(self.rights))
        if self.admin or self.warning:
            found["universal_rights"] = {"rights": shuffled(self.universal)} if self.universal else {}
        if self.admin:
            found["is_admin"] = True
        return found


ANONYMOUS: Final = Caller()


def token_id(authorization: str) -> str:
    """The middle part of the token in a header, which is no secret; `unauthenticated` if there is none."""
    parts = authorization.strip().partition(" ")[2].split(".")
    return parts[1] if len(parts) == _TOKEN_PARTS else "unauthenticated"


def parts_of(token: str) -> tuple[str, str, str]:
    """Kind, ID and secret of a token.

    Raises:
        ApiError: 400 for what is no token.
    """
    parts = token.split(".")
    if len(parts) != _TOKEN_PARTS or parts[0] not in SECRET_KINDS:
        raise ApiError(INVALID_ARGUMENT, "pkg/auth", "token", "invalid token")
    return parts[0], parts[1], parts[2]


def access_token_not_found(access_token_id: str) -> ApiError:
    """404 for an access token, or the refresh token that goes with it, that isn't there (any more)."""
    words = "access token with id `{access_token_id}` not found"
    return ApiError(NOT_FOUND, _STORE, "access_token_not_found", words, access_token_id=access_token_id)


def caller_of(store: Store, authorization: str, *, deleted: bool = False) -> Caller:
    """Who the token of an Authorization header belongs to; the keys of what is deleted are known only if `deleted`.

    No header, or one of a single word, is an anonymous caller and no error. Everything behind the first blank is the
    token, a second blank included. (`pkg/rpcmetadata/metadata.go`)

    Raises:
        ApiError: 400 for what is no token, 401 for one that is unknown, wrong, expired or of a kind not for calls.
    """
    scheme, blank, token = authorization.strip(" \t").partition(" ")
    if not blank:
        return ANONYMOUS
    if scheme.lower() != "bearer":
        raise ApiError(UNAUTHENTICATED, _IS, "unsupported_authorization", "unsupported authorization method")
    kind, key_id, secret = parts_of(token)
    if kind == ACCESS_TOKEN:
        return _with_access_token(store, key_id, secret)
    if kind != API_KEY:
        raise ApiError(UNAUTHENTICATED, _IS, "unsupported_authorization", "unsupported authorization method")
    owner = store.key_owner(key_id)
    if owner is None:
        words = "api key with id `{api_key_id}` not found"
        raise _unknown_key(ApiError(NOT_FOUND, _STORE, "api_key_not_found", words, api_key_id=key_id))
    if owner.deleted_at is not None and not deleted:
        raise _unknown_key(ApiError(NOT_FOUND, "pkg/util/store", "not_found", "no results found"))
    key = owner.keys[key_id]
    if not secrets.compare_digest(key.secret, secret):
        raise ApiError(UNAUTHENTICATED, _IS, "invalid_authorization", "invalid authorization")
    if key.expires_at is not None and key.expires_at <= store.now():
        raise ApiError(UNAUTHENTICATED, _IS, "api_key_expired", "api key expired")
    return _with_state(Caller(owner, key, rights=expand(key.rights)))


def _unknown_key(cause: ApiError) -> ApiError:
    return ApiError(UNAUTHENTICATED, _IS, "api_key_not_found", "API key not found", cause=cause)


def _with_access_token(store: Store, access_token_id: str, secret: str) -> Caller:
    token = store.access_tokens.get(access_token_id)
    if token is None:
        cause = access_token_not_found(access_token_id)
        raise ApiError(UNAUTHENTICATED, _IS, "token_not_found", "token not found", cause=cause)
    if not secrets.compare_digest(token.secret, secret):
        raise ApiError(UNAUTHENTICATED, _IS, "invalid_authorization", "invalid authorization")
    if token.expires_at < store.now():
        raise ApiError(UNAUTHENTICATED, _IS, "token_expired", "token expired")
    # The client `cli` may do everything, so its tokens may do what their user may. (`is_db_create_oauth_client.go`)
    return _with_state(Caller(store.existing("user", token.user_id), token=token, rights=expand(["RIGHT_ALL"])))


def _state(user: Entity) -> str:
    return str(user.fields.get("state", "STATE_REQUESTED"))


def _with_state(caller: Caller) -> Caller:
    """The rights of a user whose account is restricted, and the universal rights of an administrator."""
    owner = caller.entity
    if owner is None or owner.kind != "user":
        return caller
    state = _state(owner)
    if state in _RESTRICTED:
        return replace(caller, rights=caller.rights & _RESTRICTED[state], warning=_warning(owner, state))
    if state == "STATE_APPROVED" and owner.fields.get("admin"):
        return replace(caller, universal=caller.rights & _UNIVERSAL, admin=True)
    return caller


def _warning(user: Entity, state: str) -> str:
    """The warning in each answer to a restricted user; while approval is pending, without the reason."""
    if state == "STATE_REQUESTED":
        return "Restricted rights while account pending"
    words = f"Restricted rights after account {'rejection' if state == 'STATE_REJECTED' else 'suspension'}"
    described = user.fields.get("state_description")
    return f"{words}: {described}" if described else words


def rights_on(
    store: Store, caller: Caller, kind: EntityKind, entity_id: str, *, deleted: bool = False
) -> frozenset[str]:
    """What a caller may do with an entity; nothing where it isn't there.

    Raises:
        ApiError: 404 where it isn't there and an administrator asks.
    """
    entity = store.get(kind, entity_id) if deleted else store.live(kind, entity_id)
    if entity is None:
        if caller.admin:
            raise not_found(kind, entity_id)
        return frozenset()
    universal = caller.universal & RIGHTS_OF[kind]
    if not caller.rights & RIGHTS_OF[kind]:
        return universal
    if entity is caller.entity:
        return caller.rights | universal
    if caller.account is None or kind == "user":
        return universal
    return (store.membership_rights(caller.account, entity) & caller.rights) | universal


def not_found(kind: EntityKind, entity_id: str) -> ApiError:
    """404 for an entity that isn't there."""
    attributes: dict[str, Any] = {f"{kind}_id": entity_id}
    words = f"{kind} with id `{{{kind}_id}}` not found"
    return ApiError(NOT_FOUND, _STORE, f"{kind}_not_found", words, **attributes)


def entity_not_found(kind: EntityKind, entity_id: str) -> ApiError:
    """404 for an entity that isn't there, as calls have it that look for no kind in particular."""
    words = "{entity_type} entity with id `{entity_id}` not found"
    return ApiError(NOT_FOUND, _STORE, "entity_not_found", words, entity_id=entity_id, entity_type=kind)


def require(store: Store, kind: EntityKind, entity_id: str, held: frozenset[str], *wanted: str) -> None:
    """Refuse who holds no right at all on an entity, or not all of those wanted."""
    if not held:
        raise ApiError(
            PERMISSION_DENIED, _RIGHTS, f"no_{kind}_rights", f"no rights for {kind} `{{uid}}`", uid=entity_id
        )
    missing = frozenset(wanted) - held
    if missing:
        raise ApiError(
            PERMISSION_DENIED,
            _RIGHTS,
            f"insufficient_{kind}_rights",
            f"insufficient rights for {kind} `{{uid}}`",
            missing=store.shuffled(missing),
            uid=entity_id,
        )
