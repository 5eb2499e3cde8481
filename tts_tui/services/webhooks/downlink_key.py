"""An API key that is created with a webhook, for its receiver to queue downlinks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.errors import TTSError
from tts_tui.api.models import APIKey
from tts_tui.services.api_keys.writes import create
from tts_tui.services.webhooks.changes import check, save

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.webhook_models import Webhook

__all__ = ["KEY_RIGHTS", "NEEDS", "KeyMade", "key_for", "save_with_key"]

KEY_RIGHTS: Final = frozenset({"RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"})
NEEDS: Final = KEY_RIGHTS | {"RIGHT_APPLICATION_SETTINGS_API_KEYS"}
"""The rights needed to create it: nobody can give a right that they lack."""


class KeyMade(TTSError):
    """The API key was created, but the webhook was not saved, because of `why`. `key` has the secret."""

    def __init__(self, key: APIKey, why: TTSError) -> None:
        super().__init__("the key was created, and the webhook was not saved")
        self.key = key
        self.why = why


def key_for(webhook_id: str) -> APIKey:
    """The key to create: named after the webhook, with the right to write downlinks alone, without an expiry."""
    return APIKey(id="", name=f"{webhook_id} downlinks", rights=KEY_RIGHTS)


async def save_with_key(
    client: Client, application_id: str, before: Webhook | None, wanted: Webhook, now: datetime
) -> bool:
    """Create a key, and save the webhook with it. Returns whether a lost answer for the webhook was looked up.

    Nothing is created where the webhook couldn't be saved anyway: raises what `check` raises. Raises KeyMade where the
    key was created and the webhook not saved, and what `api_keys.writes.create` raises.
    """
    await check(client, application_id, before, wanted)
    made = await create(client, application_id, key_for(wanted.id), known=None, now=now)
    try:
        return await save(client, application_id, before, wanted.model_copy(update={"downlink_api_key": made.key}))
    except TTSError as error:
        raise KeyMade(made, error) from error
