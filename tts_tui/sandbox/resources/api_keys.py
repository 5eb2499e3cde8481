"""API keys of applications, users and organizations: create, list, read, change, delete.

Source: `pkg/identityserver/application_access.go` and its likes for users and organizations;
recordings/03_api_keys.json and 11_accounts.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.rights import EVERY_RIGHT
from tts_tui.sandbox.auth import require
from tts_tui.sandbox.call import RPC, APIRequest, ordered
from tts_tui.sandbox.errors import NOT_FOUND, ApiError
from tts_tui.sandbox.events import about
from tts_tui.sandbox.validation import NAME_MAX, check_length, check_times, invalid, nested
from tts_tui.sandbox.wire import JSON, enum, message, text, texts, time_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tts_tui.sandbox.records import ApiKey, Entity, EntityKind

__all__ = ["RPCS"]

_ORDER: Final = (
    "api_key_id", "-api_key_id", "name", "-name", "created_at", "-created_at", "expires_at", "-expires_at",
)  # fmt: skip
_PATHS: Final = frozenset({"id", "key", "name", "rights", "created_at", "updated_at", "expires_at"})
_SORT: Final[dict[str, Callable[[ApiKey], object]]] = {
    "api_key_id": lambda key: key.id,
    "name": lambda key: key.name,
    "created_at": lambda key: key.created_at.timestamp(),
    "expires_at": lambda key: key.expires_at and key.expires_at.timestamp(),
}


def _owner(call: APIRequest) -> tuple[EntityKind, str]:
    if "application_id" in call.path:
        return "application", call.application_id()
    account = call.account()
    return account.kind, account.id


def _require_owner(call: APIRequest) -> Entity:
    kind, entity_id = _owner(call)
    return call.require(kind, entity_id, f"RIGHT_{kind.upper()}_SETTINGS_API_KEYS")


def _require_rights(call: APIRequest, rights: set[str]) -> None:
    """Who gives or takes rights must hold them, literally: what they imply is not asked for."""
    kind, entity_id = _owner(call)
    require(call.store, kind, entity_id, call.rights(kind, entity_id), *rights)


def _read(call: APIRequest, owner: str, written: JSON) -> tuple[str, list[str], datetime | None]:
    """Name, rights and expiry in a body, checked as the message `owner`."""
    name = text(written, "name")
    rights = [enum(right, "RIGHT_", EVERY_RIGHT) for right in texts(written, "rights")]
    expires_at = time_from(written, "expires_at")
    check_times(written, "created_at", "updated_at")
    check_length(owner, "name", name, NAME_MAX)
    for index, right in enumerate(rights):
        if right in rights[:index]:
            raise invalid(owner, f"rights[{index}]", "repeated value must contain unique items")
    if expires_at is not None and expires_at <= call.store.now():
        raise invalid(owner, "expires_at", "value must be greater than now")
    return name.replace("\x00", ""), rights, expires_at


def _find(call: APIRequest, owner: Entity) -> ApiKey:
    key_id = call.path["key_id"]
    found = owner.keys.get(key_id)
    if found is None:
        raise ApiError(
            NOT_FOUND,
            "pkg/identityserver/store",
            "api_key_not_found",
            "api key with id `{api_key_id}` not found",
            api_key_id=key_id,
            entity_id=owner.id,
            entity_type=owner.kind,
        )
    return found


def _create(call: APIRequest) -> JSON:
    if not texts(call.body, "rights"):
        check_length(call.rpc.request, "name", text(call.body, "name"), NAME_MAX)
        raise invalid(call.rpc.request, "rights", "value must contain at least 1 item(s)")
    name, rights, expires_at = _read(call, call.rpc.request, call.body)
    owner = _require_owner(call)
    _require_rights(call, set(rights))
    key = call.store.add_key(owner, name, rights, expires_at=expires_at)
    _happen(call, "create", key)
    return {"id": key.id, "key": key.token, **key.message()}


def _list(call: APIRequest) -> JSON:
    order, bounds = call.order(_ORDER), call.bounds()
    keys = ordered(_require_owner(call).keys.values(), order, _SORT, lambda key: key.id)
    return call.listed("api_keys", (key.message() for key in call.page(keys, bounds)))


def _get(call: APIRequest) -> JSON:
    return _find(call, _require_owner(call)).message()


def _update(call: APIRequest) -> JSON:
    """Change a key by its mask, which defaults to rights and name. No rights where they are masked deletes the key."""
    paths = call.body_mask(_PATHS)
    try:
        name, rights, expires_at = _read(call, "APIKey", message(call.body, "api_key") or {})
    except ApiError as error:
        raise nested(call.rpc.request, "api_key", error) from None
    owner = _require_owner(call)
    paths = paths or ["rights", "name"]
    key = _find(call, owner)
    if rights:
        _require_rights(call, set(rights) ^ set(key.rights))
    if "rights" in paths:
        if not rights:
            call.store.remove_key(owner, key)
            _happen(call, "delete")
            return {}
        key.rights = rights
    if "name" in paths:
        key.name = name
    if "expires_at" in paths:
        key.expires_at = expires_at
    key.updated_at = call.store.now()
    _happen(call, "update", key)
    return key.message()


def _delete(call: APIRequest) -> JSON:
    owner = _require_owner(call)
    call.store.remove_key(owner, _find(call, owner))
    _happen(call, "delete")
    return {}


def _happen(call: APIRequest, what: str, key: ApiKey | None = None) -> None:
    """Tell of a key, without its secret; of a deleted one nobody is told which it was.

    (recordings/self-contained/23_events_names.json)
    """
    kind, entity_id = _owner(call)
    data = {"@type": "type.googleapis.com/ttn.lorawan.v3.APIKey", **key.message()} if key else None
    rights = (f"RIGHT_{kind.upper()}_SETTINGS_API_KEYS",)
    call.happen(f"{kind}.api-key.{what}", about(kind, entity_id), rights=rights, data=data)


def _rpcs(kind: str) -> tuple[RPC, ...]:
    access, keys = f"{kind}Access", f"/{kind.lower()}s/{{{kind.lower()}_id}}/api-keys"
    return (
        RPC("GET", keys, f"{access}/ListAPIKeys", f"List{kind}APIKeysRequest", _list),
        RPC("POST", keys, f"{access}/CreateAPIKey", f"Create{kind}APIKeyRequest", _create),
        RPC("GET", f"{keys}/{{key_id}}", f"{access}/GetAPIKey", f"Get{kind}APIKeyRequest", _get),
        RPC("PUT", f"{keys}/{{key_id}}", f"{access}/UpdateAPIKey", f"Update{kind}APIKeyRequest", _update),
        RPC("DELETE", f"{keys}/{{key_id}}", f"{access}/DeleteAPIKey", f"Delete{kind}APIKeyRequest", _delete),
    )


RPCS: Final = (*_rpcs("Application"), *_rpcs("User"), *_rpcs("Organization"))
