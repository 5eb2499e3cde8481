"""What a user has marked: applications, organizations, devices, users.

Source: `user_services.proto` 181-212, `IS/user_bookmarks_registry.go`;
recordings/self-contained/20_bookmarks_notifications.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.auth import entity_not_found
from tts_tui.sandbox.call import RPC, APIRequest, ordered
from tts_tui.sandbox.errors import ALREADY_EXISTS, INVALID_ARGUMENT, NOT_FOUND, ApiError, PlainError
from tts_tui.sandbox.validation import check_id, check_listed, invalid, nested
from tts_tui.sandbox.wire import message, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tts_tui.sandbox.records import EntityKind
    from tts_tui.sandbox.wire import JSON

__all__ = ["RPCS"]

_WRITE: Final = "RIGHT_USER_SETTINGS_BASIC"
_KINDS: Final[tuple[EntityKind, ...]] = ("application", "organization", "user")
_LISTED: Final = ("application", "client", "end device", "gateway", "organization", "user")
_FIELDS: Final = ("user_id", "entity_type", "entity_id", "created_at")
_BATCH: Final = 20


def _entity(ids: JSON) -> tuple[str, str, str]:
    """What is marked: its kind in the words of a list, its ID, and the application of a device."""
    if (device := message(ids, "device_ids")) is not None:
        owner = text(message(device, "application_ids") or {}, "application_id")
        return "end device", text(device, "device_id"), owner
    for kind in _KINDS:
        if (found := message(ids, f"{kind}_ids")) is not None:
            return kind, text(found, f"{kind}_id"), ""
    return "", "", ""


def _add(call: APIRequest) -> JSON:
    user = call.account("user_ids")
    ids = message(call.body, "entity_ids") or {}
    kind, entity_id, owner = _entity(ids)
    try:
        if not kind:
            raise invalid("EntityIdentifiers", "ids", "value is required")
        if kind == "application":
            try:
                check_id("ApplicationIdentifiers", "application_id", entity_id)
            except ApiError as error:
                raise nested("EntityIdentifiers", "application_ids", error) from None
    except ApiError as error:
        raise nested(call.rpc.request, "entity_ids", error) from None
    call.require("user", user.id, _WRITE)
    if not _is_there(call, ids):
        raise entity_not_found("application" if owner else _kind(kind), entity_id)
    marked = call.store.bookmarks.setdefault(user.id, [])
    if any(_entity(each) == (kind, entity_id, owner) for each in marked):
        raise ApiError(ALREADY_EXISTS, "pkg/util/store", "already_exists", "already exists")
    marked.append(ids)
    return {"user_ids": {"user_id": user.id}, "entity_ids": ids}


def _kind(written: str) -> EntityKind:
    return next(each for each in _KINDS if each == written)


def _is_there(call: APIRequest, ids: JSON) -> bool:
    kind, entity_id, owner = _entity(ids)
    if not owner:
        return call.store.live(_kind(kind), entity_id) is not None
    application = call.store.live("application", owner)
    return application is not None and entity_id in application.devices


def _list(call: APIRequest) -> JSON:
    order = call.order([each for field in _FIELDS for each in (field, f"-{field}")])
    wanted = call.query.get("entity_types", [])
    for index, each in enumerate(wanted):
        check_listed(call.rpc.request, f"entity_types[{index}]", each, _LISTED)
    deleted, bounds = call.flag("deleted"), call.bounds()
    user = call.account("user_ids")
    call.require("user", user.id, "RIGHT_USER_INFO")
    rows = [
        (f"{number:06}", each)
        for number, each in enumerate(call.store.bookmarks.get(user.id, []))
        if _is_there(call, each) != deleted and (not wanted or _entity(each)[0] in wanted)
    ]
    fields = {
        "user_id": lambda _: "",
        "entity_type": lambda row: _entity(row[1])[0],
        "entity_id": lambda row: _entity(row[1])[1],
        "created_at": lambda row: row[0],
    }
    found = ordered(rows, order, fields, lambda row: row[0])
    return call.listed("bookmarks", _shown(user.id, (ids for _, ids in call.page(found, bounds))))


def _shown(user_id: str, marked: Iterable[JSON]) -> Iterable[JSON]:
    return ({"user_ids": {"user_id": user_id}, "entity_ids": each} for each in marked)


def _remove(call: APIRequest) -> JSON:
    user = call.account("user_ids")
    call.require("user", user.id, _WRITE)
    marked = call.store.bookmarks.get(user.id, [])
    device_id, application_id = call.path.get("device_id", ""), call.path.get("application_id", "")
    kind = "end device" if device_id else "application" if application_id else "organization"
    wanted = (kind, device_id or application_id or call.path["organization_id"], application_id if device_id else "")
    found = next((each for each in marked if _entity(each) == wanted), None)
    if found is None:
        raise ApiError(NOT_FOUND, "pkg/identityserver/store", "user_bookmark_not_found", "user's bookmark not found")
    marked.remove(found)
    return {}


def _remove_several(call: APIRequest) -> JSON:
    """Over HTTP nothing can be named: a query can't hold what has to be removed, and a body isn't read."""
    if any(each.startswith("entity_ids") for each in call.query):
        raise PlainError(INVALID_ARGUMENT, 'invalid path: "entity_ids" is not a message')
    raise invalid(call.rpc.request, "entity_ids", f"value must contain between 1 and {_BATCH} items, inclusive")


_PATH: Final = "/users/{user_id}/bookmarks"
_SERVICE: Final = "UserBookmarkRegistry"
RPCS: Final = (
    RPC("POST", _PATH, f"{_SERVICE}/Create", "CreateUserBookmarkRequest", _add),
    RPC("GET", _PATH, f"{_SERVICE}/List", "ListUserBookmarksRequest", _list),
    RPC("DELETE", f"{_PATH}/batch", f"{_SERVICE}/BatchDelete", "BatchDeleteUserBookmarksRequest", _remove_several),
    *(
        RPC("DELETE", f"{_PATH}/{what}", f"{_SERVICE}/Delete", "DeleteUserBookmarkRequest", _remove)
        for what in (
            "applications/{application_id}",
            "organizations/{organization_id}",
            "applications/{application_id}/devices/{device_id}",
        )
    ),
)
