"""Creating, changing and deleting API keys; after a lost answer the server is asked what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tts_tui.api.errors import NotFound, OutcomeUnknown, TTSError
from tts_tui.services.verified_writes import NotDone, is_there, look_up, verified

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.models import APIKey

__all__ = ["UnseenKey", "create", "delete", "update"]

_CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""How far the server's clock may be behind this machine's."""
_SAME: Final = timedelta(milliseconds=1)
"""An expiry is sent to the millisecond."""


class UnseenKey(TTSError):
    """A key was created, and its secret was lost with the answer. `keys` are those that it may be."""

    def __init__(self, keys: tuple[APIKey, ...]) -> None:
        super().__init__("a key was created, but its secret is lost")
        self.keys = keys


async def create(
    client: Client, application_id: str, key: APIKey, *, known: Collection[str] | None, now: datetime
) -> APIKey:
    """Make a key with the name, rights and expiry of `key`.

    `known` are the IDs of the keys that were there before, or None where they could not be read; then what was made
    before `now` counts as known.

    Raises UnseenKey where the answer (or the secret in it) was lost and a look found a key like this that wasn't there
    before, NotDone where it found none, OutcomeUnknown where looking failed as well; and what `APIKeys.create` raises.
    """
    try:
        made = await client.api_keys.create(application_id, name=key.name, rights=key.rights, expires_at=key.expires_at)
    except OutcomeUnknown as lost:
        keys = await look_up(client.api_keys.all(application_id), after=lost)
        since = now - _CLOCKS_DIFFER
        found = tuple(
            each
            for each in keys
            if _alike(each, key)
            and (each.id not in known if known is not None else each.created_at is None or each.created_at >= since)
        )
        if found:
            raise UnseenKey(found) from lost
        raise NotDone("the key doesn't exist. You can create it again.") from lost
    if made.key is None:
        raise UnseenKey((made,))
    return made


async def update(client: Client, application_id: str, key: APIKey, paths: Collection[str]) -> bool:
    """Set the fields of a key named in `paths`; whether that had to be looked up.

    Raises NotDone where the answer was lost and the key is as it was, OutcomeUnknown where looking failed as well; and
    what `APIKeys.update` raises.
    """
    try:
        await client.api_keys.update(application_id, key, paths)
    except OutcomeUnknown as lost:
        found = await look_up(client.api_keys.get(application_id, key.id), NotFound, after=lost)
        if not all(_same(found, key, path) for path in paths):
            raise NotDone("the key is unchanged. You can save again.") from lost
        return True
    return False


async def delete(client: Client, application_id: str, key_id: str) -> bool:
    """Delete a key; whether that had to be looked up. Raises as `update` does."""
    return await verified(
        client.api_keys.delete(application_id, key_id),
        lambda: is_there(client.api_keys.get(application_id, key_id)),
        "the key is still there. You can delete it again.",
    )


def _alike(found: APIKey, key: APIKey) -> bool:
    return all(_same(found, key, path) for path in ("name", "rights", "expires_at"))


def _same(found: APIKey, key: APIKey, path: str) -> bool:
    if path == "expires_at" and found.expires_at and key.expires_at:
        return abs(found.expires_at - key.expires_at) < _SAME
    return bool(getattr(found, path) == getattr(key, path))
