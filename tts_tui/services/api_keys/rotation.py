"""Rotating an API key: a new one is created first; the old one ends only after the new secret has been saved.

The server knows no rotation. So these are two or three calls, and between them both keys work: whatever happens, a
sentence says which of the two does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tts_tui.api.errors import OutcomeUnknown, TTSError
from tts_tui.api.models import APIKey
from tts_tui.api.resources.api_keys import changed
from tts_tui.services.api_keys import end_key, expiry, writes
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.text import instants
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.api.client import Client

__all__ = ["OLD_EXPIRY_DAYS", "OldKey", "end_old_key", "make", "old_expiry", "successor", "which_work", "why_not_made"]

OLD_EXPIRY_DAYS: Final = (1, 7, 30)
"""In how many days an old key may be let expire, as a choice."""

OldKeyFate = Literal["works", "revoked", "expires", "gone", "unknown"]


class OldKey(msgspec.Struct, frozen=True):
    """What has become of the key that was rotated: its `fate`, when it expires, and what went wrong.

    `gone` was revoked before, by somebody else or by a request whose answer was lost; of `unknown` nobody can say
    whether it still works.
    """

    key: APIKey
    fate: OldKeyFate = "works"
    expires_at: datetime | None = None
    error: TTSError | None = None


def successor(old: APIKey, now: datetime) -> APIKey:
    """What the new key is to be: of the same name and rights, for as long from now as the old one was made for.

    If the old one never expires, neither does the new one. If its lifetime isn't known or is 0, the default is used.
    """
    return APIKey(id="", name=old.name, rights=old.rights, expires_at=_same_length(old, now))


def _same_length(old: APIKey, now: datetime) -> datetime | None:
    if old.expires_at is None:
        return None
    if old.created_at is None or old.expires_at <= old.created_at:
        return expiry.preset(expiry.DEFAULT_PRESET, now)
    try:
        return now + (old.expires_at - old.created_at)
    except OverflowError:  # beyond the year 9999
        return old.expires_at


def old_expiry(old: APIKey, days: int, now: datetime) -> datetime:
    """When the old key is to end if it is given so many days: never later than it does now."""
    asked = expiry.in_days(days, now)
    return asked if old.expires_at is None else min(asked, old.expires_at)


async def make(client: Client, application_id: str, old: APIKey, new: APIKey, *, now: datetime) -> APIKey:
    """Make the new key; it has its secret.

    The old one is looked at before. Raises ChangedElsewhere where it isn't as `old` any more, NotFound where it is
    gone, and what `writes.create` does: see `why_not_made`.
    """
    there = {each.id: each for each in await client.api_keys.all(application_id)}
    found = there.get(old.id) or await client.api_keys.get(application_id, old.id)
    if changed(old, found):
        raise ChangedElsewhere("the key", found)
    return await writes.create(client, application_id, new, known=there, now=now)


async def end_old_key(client: Client, application_id: str, old: APIKey, *, expires_at: datetime | None) -> OldKey:
    """Revoke the old key, or let it expire then, see `end_key.end`. Raises nothing: an error is in the result."""
    try:
        ended = await end_key.end(client, application_id, old, expires_at=expires_at)
    except OutcomeUnknown as lost:
        return OldKey(old, "unknown", error=lost)
    except TTSError as error:
        return OldKey(old, "works", old.expires_at, error)
    return OldKey(ended.key, ended.fate, ended.expires_at)


def which_work(new: APIKey, old: OldKey, now: datetime) -> str:
    """Which of the two keys works now, in a sentence that is safe to show."""
    new_id, old_id = visible(new.id), visible(old.key.id)
    match old.fate:
        case "revoked":
            return f"The new key {new_id} works. The old key {old_id} is revoked."
        case "gone":
            return f"The new key {new_id} works. The old key {old_id} was already revoked."
        case "unknown":
            return (
                f"The new key {new_id} works. It is unknown whether the old key {old_id} still does: no answer "
                "came. Check before you try again."
            )
        case "expires" if old.expires_at is not None:
            over = old.expires_at <= now
            when = f"{'expired' if over else 'works until'} {instants.moment_and_utc(old.expires_at)}"
            return f"The new key {new_id} works. The old key {old_id} {when}."
        case "works" if old.key.expires_at is not None and old.key.expires_at <= now:
            return f"The new key {new_id} works. The old key {old_id} expired {instants.moment(old.key.expires_at)}."
        case _:
            return f"Both keys work: the new one {new_id}, and the old one {old_id} as before."


def why_not_made(error: TTSError, old: APIKey) -> str:
    """Which key works if the new one was not created, or its secret was lost; safe to show."""
    old_id = visible(old.id)
    match error:
        case writes.UnseenKey():
            unseen = " or ".join(visible(each.id) for each in error.keys)
            return (
                f"Both keys work: the old one {old_id} as before, and a new one {unseen} whose secret is lost. "
                "Revoke that one, then rotate again."
            )
        case OutcomeUnknown():
            return (
                f"The old key {old_id} works as before. It is unknown whether a new one was created. Check "
                "before you try again."
            )
        case _:
            return f"The old key {old_id} works as before; there is no new one."
