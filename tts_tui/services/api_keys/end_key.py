"""Ending an API key: at once, or at a time that is never later than it would end by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tts_tui.api.errors import NotFound
from tts_tui.api.models import APIKey  # noqa: TC001 - msgspec reads it
from tts_tui.services.api_keys import writes

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.api.client import Client

__all__ = ["STREAMS_STAY_OPEN", "EndedAs", "EndedKey", "end"]

STREAMS_STAY_OPEN: Final = "Event streams already open keep running."
"""A warning before a key is ended. (recordings/self-contained/23_events_names.json)"""

EndedAs = Literal["revoked", "expires", "gone"]


class EndedKey(msgspec.Struct, frozen=True):
    """How a key ended, the key as it was then, and when it expires. One that is `gone` was already revoked."""

    fate: EndedAs
    key: APIKey
    expires_at: datetime | None = None


async def end(client: Client, application_id: str, key: APIKey, *, expires_at: datetime | None) -> EndedKey:
    """Revoke a key, or let it expire then; nothing else of it is touched.

    With `expires_at` the key is read first, and left alone if it expires sooner by itself. Raises what `writes.delete`
    and `writes.update` raise, except NotFound.
    """
    try:
        if expires_at is None:
            await writes.delete(client, application_id, key.id)
            return EndedKey("revoked", key)
        there = await client.api_keys.get(application_id, key.id)
        if there.expires_at is not None and there.expires_at <= expires_at:
            return EndedKey("expires", there, there.expires_at)
        ending = there.model_copy(update={"expires_at": expires_at})
        await writes.update(client, application_id, ending, ("expires_at",))
    except NotFound:
        return EndedKey("gone", key)
    return EndedKey("expires", there, expires_at)
