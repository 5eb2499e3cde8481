"""Applications: create, list, search, read, change, delete, restore, purge.

Source: `pkg/identityserver/application_registry.go` and `bunstore/entity_search.go`; recordings/02_applications.json.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.auth import entity_not_found, not_found
from tts_tui.sandbox.call import RPC, APIRequest, ordered
from tts_tui.sandbox.errors import (
    FAILED_PRECONDITION,
    INVALID_ARGUMENT,
    PERMISSION_DENIED,
    ApiError,
)
from tts_tui.sandbox.events import about, value_of
from tts_tui.sandbox.full_text import full_text
from tts_tui.sandbox.matching import ilike, with_attributes
from tts_tui.sandbox.records import Entity, account_from
from tts_tui.sandbox.validation import (
    ADDRESSES,
    check_application,
    check_reserved,
    check_times,
    contact_error,
    id_taken,
    invalid,
)
from tts_tui.sandbox.wire import JSON, JSONBytes, absent_removed, encode, message, text, text_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["RESTORE_WINDOW", "RPCS"]

RESTORE_WINDOW: Final = timedelta(hours=24)
"""How long a deleted application can be restored. (`is.delete.restore`)"""

_ORDER: Final = ("application_id", "-application_id", "name", "-name", "created_at", "-created_at")
_CONTACTS: Final = ("administrative_contact", "technical_contact")
_IDS: Final = frozenset({"ids", "ids.application_id", "created_at", "updated_at", "deleted_at"})
_PUBLIC: Final = _IDS | {"contact_info", *_CONTACTS}
_SETTABLE: Final = ("name", "description", "attributes", *_CONTACTS, *ADDRESSES)
_WRITABLE: Final = _IDS | {"contact_info", *_SETTABLE}
_READABLE: Final = _WRITABLE | {"dev_eui_counter"}


def _fields(application: JSON) -> JSON:
    """What a body sets, read with the types of the fields."""
    check_times(application, "created_at", "updated_at", "deleted_at")
    found: JSON = {name: text(application, name) for name in ("name", "description", *ADDRESSES)}
    found["attributes"] = text_map(application, "attributes") or None
    for name in _CONTACTS:
        account = account_from(message(application, name))
        found[name] = account.ids() if account else None
    return found


def _without_nul(fields: JSON) -> JSON:
    """What is stored: without NUL, which the answer to the write still shows. (recordings/12_hostile_text.json)"""

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("\x00", "")
        return {key: clean(inner) for key, inner in value.items()} if isinstance(value, dict) else value

    return {name: clean(value) for name, value in fields.items()}


# -- create, read, change


def _create(call: APIRequest) -> JSON:
    application = message(call.body, "application")
    if application is None:
        raise invalid(call.rpc.request, "application", "value is required")
    fields = _fields(application)
    check_application(call.rpc.request, application)
    owner = call.account("collaborator", "OrganizationOrUserIdentifiers")
    application_id = text(application["ids"], "application_id")
    check_reserved(application_id)
    call.require(owner.kind, owner.id, f"RIGHT_{owner.kind.upper()}_APPLICATIONS_CREATE")
    for name in _CONTACTS:
        contact = account_from(fields[name])
        if contact not in (None, owner):
            raise contact_error(contact)
        fields[name] = owner.ids()
    if call.store.taken("application", application_id):
        raise id_taken()
    fields = absent_removed(fields)
    created = call.store.add("application", application_id, _without_nul(fields))
    call.store.set_member(created, owner, ["RIGHT_ALL"])
    call.happen("application.create", about("application", application_id), rights=("RIGHT_APPLICATION_INFO",))
    return call.store.mixed(created.message() | fields)


def _get(call: APIRequest) -> JSON:
    application_id = call.application_id()
    paths = call.mask(_READABLE)
    call.caller.require_authenticated()
    if not _PUBLIC.issuperset(paths):
        return call.store.mixed(call.require("application", application_id, "RIGHT_APPLICATION_INFO").message(paths))
    found = call.store.live("application", application_id)
    if found is None:
        raise not_found("application", application_id)
    return found.message(paths)


def _update(call: APIRequest) -> JSON:
    application_id = call.path["application_id"]
    paths = call.body_mask(_WRITABLE)
    application = message(call.body, "application") or {}
    application = {**application, "ids": {"application_id": application_id}}
    fields = _fields(application)
    check_application(call.rpc.request, application, {"ids", *paths})
    found = call.require("application", application_id, "RIGHT_APPLICATION_SETTINGS_BASIC")
    for name in _CONTACTS:
        contact = account_from(fields[name])
        if contact is not None and contact not in found.members:  # masked or not
            raise contact_error(contact)
    if "contact_info" in paths:
        call.headers["x-warning"] = "Contact info is deprecated and will be removed in the next major release"
    masked: JSON = {name: fields[name] for name in _SETTABLE if name in paths}
    found.fields = absent_removed(found.fields | _without_nul(masked))
    found.updated_at = call.store.now()
    call.store.changed()
    _happen(call, "update", value_of(sorted(paths) or ["updated_at"]))
    return call.store.mixed(found.message(paths) | absent_removed(masked))


# -- delete, restore, purge


def _refuse_with_devices(application: Entity) -> None:
    if application.devices:
        raise ApiError(
            FAILED_PRECONDITION,
            "pkg/identityserver",
            "application_has_devices",
            "application still has `{count}` devices",
            count=len(application.devices),
        )


def _delete(call: APIRequest) -> JSON:
    found = call.require("application", call.application_id(), "RIGHT_APPLICATION_DELETE")
    _refuse_with_devices(found)
    found.deleted_at = call.store.now()
    call.store.changed()
    _happen(call, "delete")
    return {}


def _restore(call: APIRequest) -> JSON:
    application_id = call.application_id()
    found = call.require("application", application_id, "RIGHT_APPLICATION_DELETE", deleted=True)
    if found.deleted_at is None:
        raise not_found("application", application_id)
    if call.store.now() - found.deleted_at > RESTORE_WINDOW:
        raise ApiError(
            FAILED_PRECONDITION,
            "pkg/identityserver",
            "restore_window_expired",
            "this entity can no longer be restored",
        )
    found.deleted_at = None
    call.store.changed()
    _happen(call, "restore")
    return {}


def _purge(call: APIRequest) -> JSON:
    application_id = call.application_id()
    if not call.caller.admin:
        raise ApiError(
            PERMISSION_DENIED,
            "pkg/identityserver",
            "admins_purge_applications",
            "applications may only be purged by admins",
        )
    found = call.store.get("application", application_id)
    if found is None:
        raise entity_not_found("application", application_id)
    _refuse_with_devices(found)
    call.store.purge(found)
    _happen(call, "purge")
    return {}


def _happen(call: APIRequest, what: str, data: JSON | None = None) -> None:
    whom = about("application", call.application_id())
    call.happen(f"application.{what}", whom, rights=("RIGHT_APPLICATION_INFO",), data=data)


def _issue_dev_eui(call: APIRequest) -> JSON:
    call.require("application", call.application_id(), "RIGHT_APPLICATION_DEVICES_WRITE")
    raise ApiError(
        INVALID_ARGUMENT, "pkg/identityserver", "dev_eui_issuing_not_enabled", "DevEUI issuing not configured"
    )


# -- list and search

_SORT: Final[dict[str, Callable[[Entity], object]]] = {
    "application_id": lambda application: application.id,
    "name": lambda application: application.fields.get("name"),
    "created_at": lambda application: application.created_at,
}


def _sorted(applications: Iterable[Entity], order: str, *, deleted: bool) -> list[Entity]:
    wanted = (each for each in applications if (each.deleted_at is not None) == deleted)
    return ordered(wanted, order, _SORT, lambda application: application.id)


def _page(call: APIRequest, rows: list[Entity], bounds: slice, paths: list[str]) -> JSONBytes | JSON:
    """Rows of a list: whole if the caller's memberships give RIGHT_APPLICATION_INFO, whatever the key gives."""
    account = None if "RIGHT_APPLICATION_INFO" in call.caller.universal else call.caller.account
    encoded = call.store.encoded_once(("application", account, *paths))

    def row(application: Entity) -> bytes:
        if (found := encoded.get(application.id)) is None:
            held = call.caller.universal if account is None else call.store.membership_rights(account, application)
            readable = paths if "RIGHT_APPLICATION_INFO" in held else [path for path in paths if path in _PUBLIC]
            written = application.message(readable)
            found = encode(call.store.mixed(written))
            if len(written.get("attributes", ())) <= 1:  # else each answer has them in another order
                encoded[application.id] = found
        return found

    page = call.page(rows, bounds)
    return JSONBytes(b'{"applications":[' + b",".join(map(row, page)) + b"]}") if page else {}


def _list(call: APIRequest) -> JSONBytes | JSON:
    paths, collaborator = call.mask(_READABLE), call.collaborator()
    order, bounds, deleted = call.order(_ORDER), call.bounds(), call.flag("deleted")
    account = collaborator or call.caller.account
    if account is None:  # nobody's list, or that of an application's key: empty, and without a count
        return {}
    call.require(account.kind, account.id, f"RIGHT_{account.kind.upper()}_APPLICATIONS_LIST")
    indirect = collaborator is None
    rows = call.store.sorted_once(
        (account, indirect, order, deleted),
        lambda: _sorted(call.store.memberships(account, "application", indirect=indirect), order, deleted=deleted),
    )
    return _page(call, rows, bounds, paths)


# -- search

_META: Final = ("query", "id_contains", "name_contains", "description_contains")


def _search(call: APIRequest) -> JSONBytes | JSON:
    paths = call.mask(_READABLE)
    asked = {name: call.searched(name) for name in _META}
    attributes = call.attribute_filters()
    order, bounds, deleted = call.order(_ORDER), call.bounds(), call.flag("deleted")
    paths = call.with_searched(paths)
    account = call.caller.account
    if account is None:
        raise ApiError(PERMISSION_DENIED, "pkg/identityserver", "search_forbidden", "search is forbidden")
    whole = call.caller.admin
    rows = call.store.sorted_once(
        ("search", None if whole else account, order, deleted),
        lambda: _sorted(
            call.store.every("application") if whole else call.store.memberships(account, "application", indirect=True),
            order,
            deleted=deleted,
        ),
    )
    if any(asked.values()) or attributes:
        matches = _matcher(asked, attributes)
        rows = [each for each in rows if matches(each)]
    return _page(call, rows, bounds, paths)


def _matcher(asked: dict[str, str], attributes: dict[str, str]) -> Callable[[Entity], bool]:
    conditions: list[Callable[[Entity], bool]] = []

    def field(name: str, test: Callable[[str], bool]) -> Callable[[Entity], bool]:
        return lambda application: test(application.fields.get(name, ""))

    if query := asked["query"]:
        part, in_name, in_words = ilike(query), field("name", ilike(query)), field("description", full_text(query))
        conditions.append(lambda each: part(each.id) or in_name(each) or in_words(each))
    if wanted := asked["id_contains"]:
        in_id = ilike(wanted)
        conditions.append(lambda each: in_id(each.id))
    if wanted := asked["name_contains"]:
        conditions.append(field("name", ilike(wanted)))
    if wanted := asked["description_contains"]:
        conditions.append(field("description", full_text(wanted)))
    if attributes:
        has_them = with_attributes(attributes)
        conditions.append(lambda each: has_them(each.fields))
    return lambda application: all(condition(application) for condition in conditions)


RPCS: Final = (
    RPC(
        "POST",
        "/users/{user_id}/applications",
        "ApplicationRegistry/Create",
        "CreateApplicationRequest",
        _create,
    ),
    RPC(
        "POST",
        "/organizations/{organization_id}/applications",
        "ApplicationRegistry/Create",
        "CreateApplicationRequest",
        _create,
    ),
    RPC("GET", "/applications", "ApplicationRegistry/List", "ListApplicationsRequest", _list),
    RPC("GET", "/users/{user_id}/applications", "ApplicationRegistry/List", "ListApplicationsRequest", _list),
    RPC(
        "GET",
        "/organizations/{organization_id}/applications",
        "ApplicationRegistry/List",
        "ListApplicationsRequest",
        _list,
    ),
    RPC(
        "GET",
        "/search/applications",
        "EntityRegistrySearch/SearchApplications",
        "SearchApplicationsRequest",
        _search,
    ),
    RPC("GET", "/applications/{application_id}", "ApplicationRegistry/Get", "GetApplicationRequest", _get),
    RPC("PUT", "/applications/{application_id}", "ApplicationRegistry/Update", "UpdateApplicationRequest", _update),
    RPC("DELETE", "/applications/{application_id}", "ApplicationRegistry/Delete", "ApplicationIdentifiers", _delete),
    RPC(
        "POST",
        "/applications/{application_id}/restore",
        "ApplicationRegistry/Restore",
        "ApplicationIdentifiers",
        _restore,
    ),
    RPC(
        "DELETE", "/applications/{application_id}/purge", "ApplicationRegistry/Purge", "ApplicationIdentifiers", _purge
    ),
    RPC(
        "POST",
        "/applications/{application_id}/dev-eui",
        "ApplicationRegistry/IssueDevEUI",
        "ApplicationIdentifiers",
        _issue_dev_eui,
    ),
)
