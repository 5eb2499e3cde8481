"""What a user was notified of, and what of it was seen.

Source: `notification_service.proto` 134-206, `IS/notification_registry.go`;
recordings/self-contained/20_bookmarks_notifications.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import INVALID_ARGUMENT, PlainError
from tts_tui.sandbox.events import about
from tts_tui.sandbox.notifications import UNSEEN
from tts_tui.sandbox.validation import invalid
from tts_tui.sandbox.wire import enum, text, texts, time_to

if TYPE_CHECKING:
    from tts_tui.sandbox.wire import JSON

__all__ = ["RPCS"]

_READ: Final = "RIGHT_USER_NOTIFICATIONS_READ"
_STATUSES: Final = (UNSEEN, "NOTIFICATION_STATUS_SEEN", "NOTIFICATION_STATUS_ARCHIVED")
_ID: Final = 36
_MAX_LIMIT: Final = 1000


def _list(call: APIRequest) -> JSON:
    wanted = {_status(each) for each in call.query.get("status", ())}
    bounds = call.bounds()
    user = call.account("receiver_ids")
    call.require("user", user.id, _READ)
    found = [
        each
        for each in reversed(call.store.notifications.get(user.id, []))
        if not wanted or each.get("status", UNSEEN) in wanted
    ]
    return call.listed("notifications", call.page(found, bounds))


def _status(written: str) -> str:
    """A status in a query: its full name or its number; without its prefix, as in a body, it is refused."""
    if written in _STATUSES:
        return written
    if written.isdigit() and int(written) < len(_STATUSES):
        return _STATUSES[int(written)]
    raise PlainError(INVALID_ARGUMENT, f'parsing list "status": "{written}" is not a valid value')


def _update(call: APIRequest) -> JSON:
    """What isn't there, or is another's, is passed over without a word."""
    user = call.account("receiver_ids")
    status = UNSEEN
    if "status" in call.body:
        if call.body["status"] is None:
            raise PlainError(INVALID_ARGUMENT, "unmarshal error: invalid value type for enum: Null")
        status = enum(text(call.body, "status"), "NOTIFICATION_STATUS_", frozenset(_STATUSES))
    ids = texts(call.body, "ids")
    if not 1 <= len(ids) <= _MAX_LIMIT:
        reason = f"value must contain between 1 and {_MAX_LIMIT} items, inclusive"
        raise invalid(call.rpc.request, "ids", reason)
    for index, each in enumerate(ids):
        if each in ids[:index]:
            raise invalid(call.rpc.request, f"ids[{index}]", "repeated value must contain unique items")
        if len(each) != _ID:
            raise invalid(call.rpc.request, f"ids[{index}]", f"value length must be {_ID} runes")
    call.require("user", user.id, _READ)
    for told in call.store.notifications.get(user.id, []):
        if told["id"] in ids:
            told.pop("status", None)
            told.update({} if status == UNSEEN else {"status": status}, status_updated_at=time_to(call.store.now()))
    data: JSON = {
        "@type": "type.googleapis.com/ttn.lorawan.v3.UpdateNotificationStatusRequest",
        "receiver_ids": {"user_id": user.id},
        "ids": ids,
        **({} if status == UNSEEN else {"status": status}),
    }
    call.happen("user.notification.update_status", about("user", user.id), rights=(_READ,), data=data)
    return {}


_PATH: Final = "/users/{user_id}/notifications"
RPCS: Final = (
    RPC("GET", _PATH, "NotificationService/List", "ListNotificationsRequest", _list),
    RPC("PATCH", _PATH, "NotificationService/UpdateStatus", "UpdateNotificationStatusRequest", _update),
)
