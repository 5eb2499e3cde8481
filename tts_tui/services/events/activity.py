"""Who changed what: the names behind the tokens that events name by ID alone, and the keys that were deleted.

An event names no person, and `application.api-key.delete` not even the key.
(recordings/self-contained/23_events_names.json)
Notifications name the person, and go back further, but are for the administrative contact alone.
(recordings/self-contained/20_bookmarks_notifications.json)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tts_tui.api.errors import NotFound, PermissionDenied
from tts_tui.api.resources.events import Event
from tts_tui.services.events.buffer import event_words

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.resources.auth_info import AuthInfo
    from tts_tui.api.resources.notifications import Notification
    from tts_tui.services.events.buffer import KeptEvent

__all__ = ["NAMES", "NOTIFICATION", "WITHOUT_EVENT", "Activity"]

NAMES: Final = (r"/^application\.|(^|\.)end_device\.|^as\.pubsub\.(set|delete)$/",)
"""The names of events that tell of changes, as the stream is asked for them."""
WITHOUT_EVENT: Final = (
    "Not in events: link and formatters, webhooks, package associations, activation settings, a cleared downlink "
    "queue, bookmarks."
)
_DELETED: Final = "application.api-key.delete"
_MADE: Final = frozenset({"application.api-key.create", "application.api-key.update"})
NOTIFICATION: Final = "notification."
"""How the names of notifications begin among events."""
_NOTIFIED: Final = {
    "api_key_created": "application.api-key.create",
    "api_key_changed": "application.api-key.update",
    "collaborator_changed": "application.collaborator.update",
}
"""The event about the same change, for each kind of notification."""
_SAME: Final = timedelta(seconds=5)
"""How far apart an event and a notification of the same change may be."""
_SHORT: Final = 8
"""Letters of an ID that has no name, in a list."""


class Activity:
    """What is known of the tokens that have changed an application, and of its keys; it learns from each event."""

    def __init__(self, client: Client, info: AuthInfo, application_id: str) -> None:
        self._client = client
        self._info = info
        self._application_id = application_id
        self._names: dict[str, str] = {}
        self._seen: dict[str, str] = {}
        self._present: frozenset[str] | None = None
        self._deletions = 0
        self._notified: dict[str, Notification] = {}
        self._untold: list[Notification] = []
        self._happened: dict[tuple[str, str], list[datetime]] = {}

    async def read(self) -> None:
        """Look up the keys of the application, and one's own; those that may not be read stay unnamed.

        Raises one of `tts_tui.api.errors` where something else is wrong.
        """
        info = self._info
        if info.key_id:
            self._names[info.key_id] = f"{info.key_name or 'unnamed key'} (yours)"
        if info.login_id:
            self._names[info.login_id] = "your login"
        for key_id, name in (await self._own()).items():
            self._names.setdefault(key_id, f"{name or 'unnamed key'} (yours)")
        await self.read_again()

    async def _own(self) -> Mapping[str, str]:
        account = self._info.account
        if account is None:
            return {}
        try:
            return await self._client.accounts.key_names(account)
        except (PermissionDenied, NotFound):
            return {}

    async def read_again(self) -> None:
        """Read the application's keys and the notifications again, after a change."""
        await self._read_keys()
        await self._read_notifications()

    async def _read_notifications(self) -> None:
        if self._info.kind != "user":
            return
        try:
            page = await self._client.notifications.newest(self._info.entity_id)
        except (PermissionDenied, NotFound):
            return
        for each in reversed(page.items):
            if each.application_id == self._application_id and each.id not in self._notified:
                self._notified[each.id] = each
                self._untold.append(each)

    def notified(self) -> list[Event]:
        """The notifications that have come since this was asked last, as events, the oldest first."""
        untold, self._untold = self._untold, []
        return [
            Event(
                f"{NOTIFICATION}{each.kind}",
                each.time,
                each.application_id,
                "",
                each.id,
                msgspec.json.encode(each.json),
            )
            for each in untold
        ]

    @property
    def oldest(self) -> datetime | None:
        """When the oldest notification is of, where there is one."""
        return min((each.time for each in self._notified.values()), default=None)

    async def _read_keys(self) -> None:
        try:
            keys = await self._client.api_keys.all(self._application_id)
        except (PermissionDenied, NotFound):
            return
        self._present = frozenset(each.id for each in keys)
        self._seen |= {each.id: each.name for each in keys}
        for each in keys:
            self._names.setdefault(each.id, each.name or "unnamed key")

    def take(self, event: KeptEvent) -> bool:
        """Learn from an event. Returns whether keys and notifications should be read again."""
        if not isinstance(event.what, Event) or event.what.name.startswith(NOTIFICATION):
            return False
        if event.what.name in _NOTIFIED.values():
            self._happened.setdefault((event.what.name, _subject(event.what)), []).append(event.what.time)
        if event.what.name in _MADE:
            key = _map(event.what.json.get("data"))
            if key_id := _text(key, "id"):
                self._seen[key_id] = _text(key, "name")
                self._names.setdefault(key_id, _text(key, "name") or "unnamed key")
                if self._present is not None:
                    self._present |= {key_id}
        if event.what.name == _DELETED:
            self._deletions += 1
            return True
        return event.what.name in _NOTIFIED.values()

    def is_told(self, event: KeptEvent) -> bool:
        """Whether it is a notification of a change that an event tells as well."""
        what = event.what
        if not isinstance(what, Event) or not what.name.startswith(NOTIFICATION):
            return False
        name = _NOTIFIED.get(what.name.removeprefix(NOTIFICATION), "")
        return any(abs(each - what.time) < _SAME for each in self._happened.get((name, _subject(what)), ()))

    def _person(self, event: KeptEvent) -> str:
        """The person whom a notification names for it, or an empty string."""
        what = event.what
        if not isinstance(what, Event):
            return ""
        if what.name.startswith(NOTIFICATION):
            return _text(_map(what.json.get("sender_ids")), "user_id")
        subject = _subject(what)
        for each in self._notified.values():
            same = _NOTIFIED.get(each.kind) == what.name and abs(each.time - what.time) < _SAME
            if same and _subject_in(each.json.get("data")) == subject:
                return each.sender
        return ""

    def held(self, event: KeptEvent) -> str:
        """What an event holds, with the device that it is about. Server text: not safe to show."""
        held = event_words(event)[1]
        if isinstance(event.what, Event) and event.what.name == _DELETED:
            held = self._which_key()
        device = event.device
        return " · ".join(part for part in (device[1] if device else "", held) if part)

    def _which_key(self) -> str:
        """The key that a deletion is about: one that was there, and isn't any more."""
        if self._present is None:
            return "the event doesn't say which, and you may not see the keys"
        gone = [name or key_id[:_SHORT] for key_id, name in self._seen.items() if key_id not in self._present]
        if not gone:
            return "the event doesn't say which"
        return gone[0] if len(gone) == self._deletions == 1 else f"one of {', '.join(gone)}"

    def who(self, event: KeptEvent) -> str:
        """Who did it, as far as it is known: the person, the token's name, or the beginning of its ID."""
        if person := self._person(event):
            return person
        kind, token_id = _token(event)
        return self._names.get(token_id) or (f"{kind} {token_id[:_SHORT]}…" if token_id else "")

    def whence(self, event: KeptEvent) -> str:
        """Who did it, with the token's whole ID, from where, and with which program. Not safe to show."""
        kind, token_id = _token(event)
        person = self._person(event)
        if not token_id:
            return f"By {person} · from a notification to the administrative contact" if person else ""
        whole = event.what.json if isinstance(event.what, Event) else {}
        name = " · ".join(part for part in (person, self._names.get(token_id, "")) if part)
        address, program = _text(whole, "remote_ip"), _text(whole, "user_agent")
        parts = (f"By {name}" if name else "By", f"{kind} {token_id}", address and f"from {address}", program)
        return " · ".join(part for part in parts if part).replace("By · ", "By ")


def _subject(event: Event) -> str:
    """The key or the collaborator that an event is about."""
    return _subject_in(event.json.get("data"))


def _subject_in(data: Any) -> str:
    return _text(_map(data), "id") or json.dumps(_map(data).get("ids"), sort_keys=True)


def _token(event: KeptEvent) -> tuple[str, str]:
    """What a call was made with: a key or a login, and its ID; both empty where no call did it."""
    if not isinstance(event.what, Event):
        return "", ""
    found = _map(event.what.json.get("authentication"))
    return "login" if _text(found, "token_type") == "AccessToken" else "key", _text(found, "token_id")


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
