"""Notifications to the administrative contact of an application or organization, or to a user.

Source: recordings/self-contained/20_bookmarks_notifications.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.wire import message, time_to

if TYPE_CHECKING:
    from tts_tui.sandbox.events import Event
    from tts_tui.sandbox.records import EntityKind
    from tts_tui.sandbox.store import Store
    from tts_tui.sandbox.wire import JSON

__all__ = ["UNSEEN", "notified"]

UNSEEN: Final = "NOTIFICATION_STATUS_UNSEEN"
"""The status that the server leaves out of its answers: the enum's zero."""
_KINDS: Final[tuple[EntityKind, ...]] = ("application", "organization", "user")
_TYPES: Final = {
    "api-key.create": "api_key_created",
    "api-key.update": "api_key_changed",
    "collaborator.update": "collaborator_changed",
}
"""Events with a notification. There is none for a deleted key or a removed collaborator."""


def notified(store: Store, event: Event, sender: str) -> tuple[str, JSON] | None:
    """The notification of an event and the user who is given it, or None where nobody is."""
    written, _, what = event.name.partition(".")
    kind = next((each for each in _KINDS if each == written), None)
    if what not in _TYPES or kind is None:
        return None
    about = event.identifiers[0]
    entity = store.get(kind, about[f"{kind}_ids"][f"{kind}_id"])
    if entity is None:
        return None
    contact = message(entity.fields, "administrative_contact") or {}
    receiver = entity.id if kind == "user" else (message(contact, "user_ids") or {}).get("user_id", "")
    if not receiver:
        return None
    told: JSON = {
        "created_at": time_to(event.time),
        "entity_ids": about,
        "notification_type": _TYPES[what],
        "data": event.data,
        **({"sender_ids": {"user_id": sender}} if sender else {}),
        "receivers": ["NOTIFICATION_RECEIVER_ADMINISTRATIVE_CONTACT"],
        "status_updated_at": time_to(event.time),
    }
    told = {"id": store.notification_id(told), **told}
    store.notifications.setdefault(receiver, []).append(told)
    return receiver, told
