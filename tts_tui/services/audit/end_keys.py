"""Ending many keys: planned first, to show what will be sent; then each change is sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tts_tui.api.errors import NotFound
from tts_tui.api.models import APIKey  # noqa: TC001 - msgspec reads it
from tts_tui.api.resources.api_keys import delete_call, update_call
from tts_tui.services.api_keys.end_key import EndedKey, end
from tts_tui.services.batch import Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from tts_tui.api.calls import Call
    from tts_tui.api.client import Client
    from tts_tui.services.audit.findings import AuditedKey

__all__ = ["Change", "EndKeysPlan", "batch", "plan"]


class Change(msgspec.Struct, frozen=True):
    """A key that is to be revoked, or (with `expires_at`) to expire then."""

    application_id: str
    key: APIKey
    expires_at: datetime | None = None

    @property
    def call(self) -> Call:
        """What will be sent."""
        if self.expires_at is None:
            return delete_call(self.application_id, self.key.id)
        ending = self.key.model_copy(update={"expires_at": self.expires_at})
        return update_call(self.application_id, ending, ("expires_at",))


class EndKeysPlan(msgspec.Struct, frozen=True):
    """The changes, and the keys that are left out, each with the reason as a sentence."""

    changes: tuple[Change, ...]
    left_out: tuple[tuple[AuditedKey, str], ...] = ()


def plan(keys: Iterable[AuditedKey], expires_at: datetime | None = None) -> EndKeysPlan:
    """Revoke these keys, or set them to expire then.

    The key that tts-tui is signed in with is never among them, nor is one that expires sooner by itself.
    """
    changes, left_out = [], []
    for each in keys:
        if each.own:
            left_out.append((each, "tts-tui is signed in with it."))
        elif expires_at is not None and each.key.expires_at is not None and each.key.expires_at <= expires_at:
            left_out.append((each, "Already expired." if "expired" in each.findings else "It expires sooner."))
        else:
            changes.append(Change(each.application_id, each.key, expires_at))
    return EndKeysPlan(tuple(changes), tuple(left_out))


def batch(
    client: Client, planned: EndKeysPlan, on_progress: Callable[[], object] = lambda: None
) -> Batch[Change, EndedKey]:
    """The batch that ends the keys of a plan. `on_progress` is called after each key."""

    async def do(change: Change) -> EndedKey:
        return await end(client, change.application_id, change.key, expires_at=change.expires_at)

    async def look(change: Change) -> EndedKey | None:
        try:
            there = await client.api_keys.get(change.application_id, change.key.id)
        except NotFound:
            return EndedKey("gone", change.key)
        if change.expires_at is None or there.expires_at is None or there.expires_at > change.expires_at:
            return None
        return EndedKey("expires", there, there.expires_at)

    return Batch(planned.changes, do, client=client, look=look, on_progress=on_progress)
