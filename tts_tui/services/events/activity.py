"""Who changed what: the names behind the tokens that events name by ID alone, and the keys that were deleted.

An event names no person, and `application.api-key.delete` not even the key. (recordings/23_events_names.json)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.errors import NotFound, PermissionDenied
from tts_tui.api.resources.events import Event
from tts_tui.services.events.buffer import event_words

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.resources.auth_info import AuthInfo
    from tts_tui.services.events.buffer import KeptEvent

__all__ = ["NAMES", "WITHOUT_EVENT", "Activity"]

NAMES: Final = (r"/^application\.|(^|\.)end_device\.|^as\.pubsub\.(set|delete)$/",)
"""The names of events that tell of changes, as the stream is asked for them."""
WITHOUT_EVENT: Final = (
    "No event tells of: link and formatters, webhooks, package associations, activation settings, a cleared downlink "
    "queue, bookmarks."
)
_DELETED: Final = "application.api-key.delete"
_MADE: Final = frozenset({"application.api-key.create", "application.api-key.update"})
_SHORT: Final = 8
"""Letters of an ID that has no name, in a list."""


class Activity:
    """What is known of the tokens that changed an application, and of its keys, as one reads on."""

    def __init__(self, client: Client, info: AuthInfo, application_id: str) -> None:
        self._client = client
        self._info = info
        self._application_id = application_id
        self._names: dict[str, str] = {}
        self._seen: dict[str, str] = {}
        self._present: frozenset[str] | None = None
        self._deletions = 0

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
        await self.read_keys()

    async def _own(self) -> Mapping[str, str]:
        account = self._info.account
        if account is None:
            return {}
        try:
            return await self._client.accounts.key_names(account)
        except (PermissionDenied, NotFound):
            return {}

    async def read_keys(self) -> None:
        """Look up the application's keys, again after one was deleted."""
        try:
            keys = await self._client.api_keys.all(self._application_id)
        except (PermissionDenied, NotFound):
            return
        self._present = frozenset(each.id for each in keys)
        self._seen |= {each.id: each.name for each in keys}
        for each in keys:
            self._names.setdefault(each.id, each.name or "unnamed key")

    def take(self, event: KeptEvent) -> bool:
        """Learn from an event, each once; whether the application's keys should be looked up again."""
        if not isinstance(event.what, Event):
            return False
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
        return False

    def held(self, event: KeptEvent) -> str:
        """What an event holds, with the device that it is about. Server text: not safe to show."""
        held = event_words(event)[1]
        if isinstance(event.what, Event) and event.what.name == _DELETED:
            held = self._which_key()
        device = event.device
        return " · ".join(part for part in (device[1] if device else "", held) if part)

    def _which_key(self) -> str:
        """Of which key a deletion tells: of those that were there one that isn't any more."""
        if self._present is None:
            return "which one is not told, and you may not see the keys"
        gone = [name or key_id[:_SHORT] for key_id, name in self._seen.items() if key_id not in self._present]
        if not gone:
            return "which one is not told"
        return gone[0] if len(gone) == self._deletions == 1 else f"one of {', '.join(gone)}"

    def who(self, event: KeptEvent) -> str:
        """Who did it, as far as it is known: the token's name, else the beginning of its ID; nothing where it isn't."""
        kind, token_id = _token(event)
        return self._names.get(token_id) or (f"{kind} {token_id[:_SHORT]}…" if token_id else "")

    def whence(self, event: KeptEvent) -> str:
        """Who did it, with the token's whole ID, from where, and with which program. Not safe to show."""
        kind, token_id = _token(event)
        if not token_id:
            return ""
        whole = event.what.json if isinstance(event.what, Event) else {}
        name = self._names.get(token_id, "")
        address, program = _text(whole, "remote_ip"), _text(whole, "user_agent")
        parts = (f"By {name}" if name else "By", f"{kind} {token_id}", address and f"from {address}", program)
        return " · ".join(part for part in parts if part).replace("By · ", "By ")


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
