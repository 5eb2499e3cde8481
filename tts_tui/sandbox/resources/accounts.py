"""Users and organizations, the search among them, and who the caller is.

Source: `pkg/identityserver/user_registry.go`, `organization_registry.go`, `registry_search.go`;
recordings/01_users.json, 04_auth.json and 11_accounts.json.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.auth import RIGHTS_OF, not_found
from tts_tui.sandbox.call import RPC, APIRequest, ordered
from tts_tui.sandbox.errors import INVALID_ARGUMENT, PERMISSION_DENIED, ApiError
from tts_tui.sandbox.matching import ilike
from tts_tui.sandbox.records import AccountRecord, Entity, account_from
from tts_tui.sandbox.validation import (
    DESCRIPTION_MAX,
    NAME_MAX,
    check_account,
    check_account_ids,
    check_attributes,
    check_length,
    check_reserved,
    check_times,
    contact_error,
    id_taken,
    invalid,
    nested,
)
from tts_tui.sandbox.wire import JSON, absent_removed, enum, message, text, time_from, time_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from tts_tui.sandbox.records import AccountKind, EntityKind

__all__ = ["RPCS", "ZERO_STATE"]

ZERO_STATE: Final = "STATE_REQUESTED"
"""The state that the server leaves out of its answers: the enum's zero."""

_STATES: Final = frozenset(f"STATE_{name}" for name in ("REQUESTED", "APPROVED", "REJECTED", "FLAGGED", "SUSPENDED"))
_IS: Final = "pkg/identityserver"
_IDS: Final = frozenset({"ids", "created_at", "updated_at", "deleted_at"})
_CONTACTS: Final = ("administrative_contact", "technical_contact")
_USER_FIELDS: Final = (
    "name", "description", "primary_email_address", "primary_email_address_validated_at", "state",
    "state_description", "admin",
)  # fmt: skip
_FOR_ADMINS: Final = frozenset(
    {"primary_email_address_validated_at", "require_password_update", "state", "state_description", "admin"}
)
_TIMES: Final = (
    "created_at", "updated_at", "deleted_at", "password_updated_at", "temporary_password_created_at",
    "temporary_password_expires_at",
)  # fmt: skip
_EMAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d.-]*[a-z\d])?", re.ASCII | re.IGNORECASE)
_PASSWORD_MIN: Final = 8  # bytes
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
_SEARCH_MIN: Final = 2  # bytes
_SEARCH_MAX: Final = 10


def _check(call: APIRequest, kind: AccountKind) -> tuple[JSON, str]:
    """A new user or organization as the body has it, and its ID, if they are well-formed."""
    name = kind.capitalize()
    written = message(call.body, kind)
    if written is None:
        raise invalid(call.rpc.request, kind, "value is required")
    check_times(written, *_TIMES)
    ids = message(written, "ids")
    try:
        if ids is None:
            raise invalid(name, "ids", "value is required")
        try:
            check_account(AccountRecord(kind, text(ids, f"{kind}_id")))
        except ApiError as error:
            raise nested(name, "ids", error) from None
        check_length(name, "name", text(written, "name"), NAME_MAX)
        check_length(name, "description", text(written, "description"), DESCRIPTION_MAX)
        check_attributes(name, written)
        if kind == "user":
            _check_address(written)
        else:
            for contact in _CONTACTS:
                check_account_ids(name, contact, written)
    except ApiError as error:
        raise nested(call.rpc.request, kind, error) from None
    return written, text(ids, f"{kind}_id")


def _check_address(user: JSON) -> None:
    if not _EMAIL.fullmatch(text(user, "primary_email_address")):
        raise invalid("User", "primary_email_address", "value must be a valid email address")


# -- users


def _user_fields(written: JSON) -> JSON:
    found: JSON = {name: text(written, name) for name in _USER_FIELDS if name not in ("admin", "state")}
    validated = time_from(written, "primary_email_address_validated_at")
    found["primary_email_address_validated_at"] = time_to(validated) if validated else ""
    state = enum(text(written, "state") or ZERO_STATE, "STATE_", _STATES)
    found["state"] = "" if state == ZERO_STATE else state
    found["admin"] = written.get("admin") is True
    return found


def _create_user(call: APIRequest) -> JSON:
    """A user as an administrator makes it, or as someone registers: approved, and never an administrator."""
    written, user_id = _check(call, "user")
    fields = _user_fields(written)
    check_reserved(user_id)
    _check_password(user_id, text(written, "password"))
    if not call.caller.admin:
        fields |= {"state": "STATE_APPROVED", "admin": False, "primary_email_address_validated_at": ""}
    if call.store.taken("user", user_id):
        raise id_taken()
    user = call.store.add("user", user_id, absent_removed(fields))
    user.fields |= {"password_updated_at": time_to(user.created_at), "console_preferences": {}}
    return user.message()


def _check_password(user_id: str, password: str) -> None:
    """Refuse a weak password. (`cmd/internal/shared/identityserver/config.go` 60-64)"""
    rules = (
        (len(password.encode()) >= _PASSWORD_MIN, "min_length", _PASSWORD_MIN, "need at least `{n}` characters"),
        (any(map(str.isupper, password)), "uppercase", 1, "need at least `{n}` uppercase letter(s)"),
        (any(map(str.isdigit, password)), "digits", 1, "need at least `{n}` digit(s)"),
    )
    for kept, name, number, words in rules:
        if not kept:
            raise ApiError(INVALID_ARGUMENT, _IS, f"password_strength_{name}", words, n=number)
    if user_id in password.lower():
        raise ApiError(INVALID_ARGUMENT, _IS, "password_contains_user_id", "must not contain user ID")


def _get_user(call: APIRequest) -> JSON:
    user_id, paths = call.account().id, call.mask(_USER_PATHS)
    if "RIGHT_USER_INFO" not in call.rights("user", user_id):  # whose account is restricted still sees it
        call.caller.require_authenticated()
    return _read(call, "user", user_id, paths, public=_USER_PUBLIC.issuperset(paths))


def _read(call: APIRequest, kind: EntityKind, entity_id: str, paths: list[str], *, public: bool) -> JSON:
    if not public:
        return call.require(kind, entity_id, f"RIGHT_{kind.upper()}_INFO").message(paths)
    found = call.store.live(kind, entity_id)
    if found is None:
        raise not_found(kind, entity_id)
    return found.message(paths)


def _update_user(call: APIRequest) -> JSON:
    paths = call.body_mask(_USER_PATHS)
    written = message(call.body, "user") or {}
    check_times(written, *_TIMES)
    fields = _user_fields(written)
    user_id = _user_in_path(call)
    try:
        if "primary_email_address" in paths:
            _check_address(written)
    except ApiError as error:
        raise nested(call.rpc.request, "user", error) from None
    user = call.require("user", user_id, "RIGHT_USER_SETTINGS_BASIC")
    if not call.caller.admin:
        for path in sorted(_FOR_ADMINS.intersection(paths)):
            words = "only admins can update the `{field}` field"
            raise ApiError(PERMISSION_DENIED, _IS, "update_admin_field", words, field=path)
    if "primary_email_address" in paths:  # a new address has yet to be validated, unless an administrator sets it
        paths = [*paths, "primary_email_address_validated_at"]
        validated = user.fields.get("primary_email_address_validated_at", "")
        fields["primary_email_address_validated_at"] = validated if call.caller.admin else ""
    if "state" in paths and "state_description" not in paths:  # a reason goes with its state
        paths = [*paths, "state_description"]
        fields["state_description"] = ""
    user.fields = absent_removed(user.fields | {name: fields[name] for name in paths if name in fields})
    user.updated_at = call.store.now()
    call.store.changed()
    return user.message(paths)


def _user_in_path(call: APIRequest) -> str:
    """The ID of a user to be changed, who is in the path as `user.ids.user_id`."""
    found = AccountRecord("user", call.path["user_id"])
    try:
        check_account(found)
    except ApiError as error:
        raise nested(call.rpc.request, "user", nested("User", "ids", error)) from None
    return found.id


def _rights(call: APIRequest) -> JSON:
    account = call.account()
    held = call.rights(account.kind, account.id) & RIGHTS_OF[account.kind]
    return {"rights": call.store.shuffled(held)} if held else {}


# -- organizations


def _create_organization(call: APIRequest) -> JSON:
    written, organization_id = _check(call, "organization")
    owner = call.account("collaborator", "OrganizationOrUserIdentifiers")
    check_reserved(organization_id)
    call.require("user", owner.id, "RIGHT_USER_ORGANIZATIONS_CREATE")
    for name in _CONTACTS:
        contact = account_from(message(written, name))
        if contact not in (None, owner):
            raise contact_error(contact)
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


def _list_organizations(call: APIRequest) -> JSON:
    paths, collaborator = call.mask(_ORGANIZATION_PATHS), call.collaborator()
    order, bounds = call.order(_ORDER), call.bounds()
    account = collaborator or call.caller.account
    if account is None:
        return {}
    if account.kind != "user":
        raise ApiError(INVALID_ARGUMENT, _IS, "nested_organizations", "organizations can not be nested")
    call.require("user", account.id, "RIGHT_USER_ORGANIZATIONS_LIST")
    live = (each for each in call.store.memberships(account, "organization", indirect=False) if not each.deleted_at)
    rows = ordered(live, order, _SORT, lambda organization: organization.id)
    return call.listed("organizations", (_visible(call, each, paths) for each in call.page(rows, bounds)))


def _visible(call: APIRequest, organization: Entity, paths: list[str]) -> JSON:
    """A row of a list: whole if the caller's membership gives RIGHT_ORGANIZATION_INFO, whatever the key gives."""
    account = call.caller.account
    held = call.caller.universal | (call.store.membership_rights(account, organization) if account else frozenset())
    public = "RIGHT_ORGANIZATION_INFO" not in held
    return organization.message([path for path in paths if path in _ORGANIZATION_PUBLIC] if public else paths)


def _get_organization(call: APIRequest) -> JSON:
    organization_id, paths = call.account().id, call.mask(_ORGANIZATION_PATHS)
    call.caller.require_authenticated()
    return _read(call, "organization", organization_id, paths, public=_ORGANIZATION_PUBLIC.issuperset(paths))


# -- who


def _search_accounts(call: APIRequest) -> JSON:
    """Accounts whose ID contains the query, in the order in which they were made.

    Anybody may ask, without a token, too. Only administrators ask with less than two letters and get more than ten.
    """
    query, only_users = call.searched("query"), call.flag("only_users")
    if not call.caller.admin and len(query.encode()) < _SEARCH_MIN:
        return {}
    matches = ilike(query)
    kinds: tuple[EntityKind, ...] = ("user",) if only_users else ("user", "organization")
    found = [
        AccountRecord(entity.kind, entity.id).ids()  # type: ignore[arg-type]
        for entity in sorted((each for kind in kinds for each in call.store.every(kind)), key=lambda e: e.created_at)
        if entity.deleted_at is None and matches(entity.id)
    ]
    if call.caller.admin:
        return call.listed("account_ids", found)
    call.headers["x-total-count"] = str(len(found))
    return call.listed("account_ids", found[:_SEARCH_MAX])


def _auth_info(call: APIRequest) -> JSON:
    return call.caller.info(call.store.shuffled)


_USER: Final = "/users/{user_id}"
_ORGANIZATION: Final = "/organizations/{organization_id}"
RPCS: Final = (
    RPC("GET", "/auth_info", "EntityAccess/AuthInfo", "Empty", _auth_info),
    RPC("POST", "/users", "UserRegistry/Create", "CreateUserRequest", _create_user),
    RPC("GET", _USER, "UserRegistry/Get", "GetUserRequest", _get_user),
    RPC("PUT", _USER, "UserRegistry/Update", "UpdateUserRequest", _update_user),
    RPC("GET", f"{_USER}/rights", "UserAccess/ListRights", "UserIdentifiers", _rights),
    RPC(
        "POST",
        f"{_USER}/organizations",
        "OrganizationRegistry/Create",
        "CreateOrganizationRequest",
        _create_organization,
    ),
    RPC("GET", "/organizations", "OrganizationRegistry/List", "ListOrganizationsRequest", _list_organizations),
    RPC("GET", _ORGANIZATION, "OrganizationRegistry/Get", "GetOrganizationRequest", _get_organization),
    RPC(
        "GET",
        f"{_ORGANIZATION}/rights",
        "OrganizationAccess/ListRights",
        "OrganizationIdentifiers",
        _rights,
    ),
    RPC("GET", "/search/accounts", "EntityRegistrySearch/SearchAccounts", "SearchAccountsRequest", _search_accounts),
)
