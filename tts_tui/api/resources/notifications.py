"""What a user was notified of, as the administrative contact of what was changed.

Source: `notification_service.proto` 134-206; recordings/self-contained/20_bookmarks_notifications.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, instant, read_list, text
from tts_tui.api.rows import Page

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.api.calls import Sender

__all__ = ["MAX_READ", "Notification", "Notifications"]

MAX_READ: Final = 200
"""How many of the newest are read."""


class Notification(msgspec.Struct, frozen=True):
    """A change, and who made it: unlike an event, a notification names the person.

    `kind` is such as `api_key_created`; `application_id` is empty where it is about something else, `sender` where no
    user did it. `json` is all of it; its `data` is what was made or changed.
    """

    id: str
    time: datetime
    kind: str
    application_id: str
    sender: str
    json: Mapping[str, Any]


class Notifications:
    """`/users/{id}/notifications`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def newest(self, user_id: str, limit: int = MAX_READ) -> Page[Notification]:
        """The newest, the latest first. Raises PermissionDenied without RIGHT_USER_NOTIFICATIONS_READ."""
        answer = await self._sender.send(Call("GET", path("users", user_id, "notifications"), {"limit": str(limit)}))
        return Page(
            tuple(read_list(expect(answer.json, "notifications"), "notifications", _notification)), answer.total
        )


def _notification(data: Any) -> Notification:
    if not isinstance(data, Mapping):
        raise TypeError("a notification that is no object")
    return Notification(
        text(data.get("id", "")),
        instant(data.get("created_at")),
        text(data.get("notification_type", "")),
        text(_inner(_inner(data, "entity_ids"), "application_ids").get("application_id", "")),
        text(_inner(data, "sender_ids").get("user_id", "")),
        data,
    )


def _inner(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key)
    return found if isinstance(found, Mapping) else {}
