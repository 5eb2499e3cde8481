"""Users and organizations, the search among them, and who the caller is.

Source: `pkg/identityserver/user_registry.go`, `organization_registry.go`, `registry_search.go`;
recordings/01_users.json, 04_auth.json and 11_accounts.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.auth import RIGHTS_OF, not_found
from tts_tui.sandbox.call import Call, Route, ordered
from tts_tui.sandbox.errors import ApiError
from tts_tui.sandbox.matching import ilike
from tts_tui.sandbox.store import Account, Entity
from tts_tui.sandbox.validation import (
    DESCRIPTION_MAX,
    NAME_MAX,
    USER_ID_PATTERN,
    check_id,
    check_length,
    check_reserved,
    id_taken,
    invalid,
    nested,
)
from tts_tui.sandbox.wire import Message, absent_removed, enum, message, text, time_from, time_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from tts_tui.sandbox.store import Kind

__all__ = ["ROUTES", "ZERO_STATE"]

ZERO_STATE: Final = "STATE_REQUESTED"
"""The state that the server leaves out of its answers: the enum's zero."""

_STATES: Final = frozenset(f"STATE_{name}" for name in ("REQUESTED", "APPROVED", "REJECTED", "FLAGGED", "SUSPENDED"))
_IDS: Final = frozenset({"ids", "created_at", "updated_at", "deleted_at"})
_CONTACTS: Final = ("administrative_contact", "technical_contact")
_USER_FIELDS: Final = (
    "name", "description", "primary_email_address", "primary_email_address_validated_at", "state",
    "state_description", "admin",
)  # fmt: skip
_USER_PATHS: Final = _IDS | {
    *_USER_FIELDS, "attributes", "contact_info", "password_updated_at", "require_password_update", "profile_picture",
    "console_preferences", "universal_rights",
}  # fmt: skip
_USER_PUBLIC: Final = _IDS | {"name", "description", "state", "admin", "profile_picture", "contact_info"}
_ORGANIZATION_PATHS: Final = _IDS | {
    "name",
    "description",
    "attributes",
    "contact_info",
    *_CONTACTS,
    "fanout_notifications",
}
_ORGANIZATION_PUBLIC: Final = _IDS | {"name", "contact_info", *_CONTACTS}
_ORDER: Final = ("organization_id", "-organization_id", "name", "-name", "created_at", "-created_at")
_SEARCH_MIN: Final = 2
_SEARCH_MAX: Final = 10


def _check(call: Call, kind: str, written: Message) -> str:
    """Check a new user or organization; its ID."""
    name = kind.capitalize()
    ids = message(written, "ids")
    try:
        if ids is None:
            raise invalid(name, "ids", "value is required")
        try:
            check_id(f"{name}Identifiers", f"{kind}_id", text(ids, f"{kind}_id"), USER_ID_PATTERN)
        except ApiError as error:
            raise nested(name, "ids", error) from None
        check_length(name, "name", text(written, "name"), NAME_MAX)
        check_length(name, "description", text(written, "description"), DESCRIPTION_MAX)
    except ApiError as error:
        raise nested(call.route.request, kind, error) from None
    entity_id = text(ids, f"{kind}_id")
    check_reserved(entity_id)
    return entity_id


# -- users


def _user_fields(written: Message) -> Message:
    found: Message = {name: text(written, name) for name in _USER_FIELDS if name not in ("admin", "state")}
    validated = time_from(written, "primary_email_address_validated_at")
    found["primary_email_address_validated_at"] = time_to(validated) if validated else ""
    state = enum(text(written, "state") or ZERO_STATE, "STATE_", _STATES)
    found["state"] = "" if state == ZERO_STATE else state
    found["admin"] = written.get("admin") is True
    return found


def _create_user(call: Call) -> Message:
    """A user as an administrator makes it, or as someone registers: approved, and never an administrator."""
    written = message(call.body, "user") or {}
    fields = _user_fields(written)
    user_id = _check(call, "user", written)
    if not call.caller.admin:
        fields |= {"state": "STATE_APPROVED", "admin": False, "primary_email_address_validated_at": ""}
    if call.store.taken("user", user_id):
        raise id_taken()
    user = call.store.add("user", user_id, absent_removed(fields))
    user.fields |= {"password_updated_at": time_to(user.created_at), "console_preferences": {}}
    return user.message()


def _get_user(call: Call) -> Message:
    user_id, paths = call.path["user_id"], call.mask(_USER_PATHS)
    call.caller.require_authenticated()
    return _read(call, "user", user_id, paths, public=_USER_PUBLIC.issuperset(paths))


def _read(call: Call, kind: Kind, entity_id: str, paths: list[str], *, public: bool) -> Message:
    if not public:
        return call.require(kind, entity_id, f"RIGHT_{kind.upper()}_INFO").message(paths)
    found = call.store.live(kind, entity_id)
    if found is None:
        raise not_found(kind, entity_id)
    return found.message(paths)


def _update_user(call: Call) -> Message:
    paths = call.body_mask(_USER_PATHS)
    fields = _user_fields(message(call.body, "user") or {})
    user = call.require("user", call.path["user_id"], "RIGHT_USER_SETTINGS_BASIC")
    if not call.caller.admin:
        paths = [path for path in paths if path not in ("state", "state_description", "admin")]
    if "state" in paths and "state_description" not in paths:  # a reason goes with its state
        paths = [*paths, "state_description"]
        fields["state_description"] = ""
    user.fields = absent_removed(user.fields | {name: fields[name] for name in paths if name in fields})
    user.updated_at = call.store.now()
    call.store.changed()
    return user.message(paths)


def _user_rights(call: Call) -> Message:
    return _rights(call, "user")


def _organization_rights(call: Call) -> Message:
    return _rights(call, "organization")


def _rights(call: Call, kind: Kind) -> Message:
    held = call.rights(kind, call.path[f"{kind}_id"]) & RIGHTS_OF[kind]
    return {"rights": sorted(held)} if held else {}


# -- organizations


def _create_organization(call: Call) -> Message:
    written = message(call.body, "organization") or {}
    owner = Account("user", call.path["user_id"])
    organization_id = _check(call, "organization", written)
    call.require("user", owner.id, "RIGHT_USER_ORGANIZATIONS_CREATE")
    if call.store.taken("organization", organization_id):
        raise id_taken()
    fields: dict[str, Any] = {name: text(written, name) for name in ("name", "description")}
    fields |= dict.fromkeys(_CONTACTS, owner.ids())
    organization = call.store.add("organization", organization_id, absent_removed(fields))
    call.store.set_member(organization, owner, ["RIGHT_ALL"])
    return organization.message()


_SORT: Final[dict[str, Callable[[Entity], object]]] = {
    "organization_id": lambda organization: organization.id,
    "name": lambda organization: organization.fields.get("name"),
    "created_at": lambda organization: organization.created_at.timestamp(),
}


def _list_organizations(call: Call) -> Message:
    paths = call.mask(_ORGANIZATION_PATHS)
    order, bounds = call.order(_ORDER), call.bounds()
    account = call.caller.account
    if account is None or account.kind != "user":
        return {}
    call.require("user", account.id, "RIGHT_USER_ORGANIZATIONS_LIST")
    live = (each for each in call.store.memberships(account, "organization", indirect=False) if not each.deleted_at)
    rows = ordered(live, order, _SORT, lambda organization: organization.id)
    return call.listed("organizations", (each.message(paths) for each in call.page(rows, bounds)))


def _get_organization(call: Call) -> Message:
    organization_id, paths = call.path["organization_id"], call.mask(_ORGANIZATION_PATHS)
    call.caller.require_authenticated()
    return _read(call, "organization", organization_id, paths, public=_ORGANIZATION_PUBLIC.issuperset(paths))


# -- who


def _search_accounts(call: Call) -> Message:
    """Accounts whose ID contains the query: from two letters on and ten at most, but for administrators."""
    query, only_users = call.text("query"), call.flag("only_users")
    call.caller.require_authenticated()
    if not call.caller.admin and len(query) < _SEARCH_MIN:
        return {}
    matches = ilike(query)
    kinds: tuple[Kind, ...] = ("user",) if only_users else ("user", "organization")
    found = [
        Account(entity.kind, entity.id).ids()  # type: ignore[arg-type]
        for kind in kinds
        for entity in sorted(call.store.every(kind), key=lambda each: each.id)
        if entity.deleted_at is None and matches(entity.id)
    ]
    call.headers["x-total-count"] = str(len(found))
    return call.listed("account_ids", found if call.caller.admin else found[:_SEARCH_MAX])


def _auth_info(call: Call) -> Message:
    return call.caller.info()


_USER: Final = "/users/{user_id}"
_ORGANIZATION: Final = "/organizations/{organization_id}"
ROUTES: Final = (
    Route("GET", "/auth_info", "EntityAccess/AuthInfo", "Empty", _auth_info),
    Route("POST", "/users", "UserRegistry/Create", "CreateUserRequest", _create_user),
    Route("GET", _USER, "UserRegistry/Get", "GetUserRequest", _get_user),
    Route("PUT", _USER, "UserRegistry/Update", "UpdateUserRequest", _update_user),
    Route("GET", f"{_USER}/rights", "UserAccess/ListRights", "UserIdentifiers", _user_rights),
    Route(
        "POST",
        f"{_USER}/organizations",
        "OrganizationRegistry/Create",
        "CreateOrganizationRequest",
        _create_organization,
    ),
    Route("GET", "/organizations", "OrganizationRegistry/List", "ListOrganizationsRequest", _list_organizations),
    Route("GET", _ORGANIZATION, "OrganizationRegistry/Get", "GetOrganizationRequest", _get_organization),
    Route(
        "GET",
        f"{_ORGANIZATION}/rights",
        "OrganizationAccess/ListRights",
        "OrganizationIdentifiers",
        _organization_rights,
    ),
    Route("GET", "/search/accounts", "EntityRegistrySearch/SearchAccounts", "SearchAccountsRequest", _search_accounts),
)
