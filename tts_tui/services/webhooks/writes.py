"""Saving, activating and deleting webhooks; where an answer is lost, what was done is looked up.

Each function returns whether that was needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.errors import NOT_IN_REGISTRY
from tts_tui.api.resources.webhooks import changed
from tts_tui.services.verified_writes import is_there, saved, verified

if TYPE_CHECKING:
    from collections.abc import Collection

    from tts_tui.api.client import Client
    from tts_tui.api.webhook_models import Webhook

__all__ = ["activate", "delete", "put"]


async def put(client: Client, application_id: str, webhook: Webhook, paths: Collection[str]) -> bool:
    """Create a webhook, or change the fields named in `paths`.

    Raises NotDone where the answer was lost and the server has no such webhook or one with other values,
    OutcomeUnknown where the look-up failed, too; and what `Webhooks.set` raises.
    """
    return await saved(
        client.webhooks.set(application_id, webhook, paths),
        lambda: client.webhooks.find(application_id, webhook.id),
        lambda found: set(paths).isdisjoint(changed(found, webhook)),
        missing=f"there is no webhook {webhook.id}. You can save again.",
        unchanged=f"the webhook {webhook.id} is as it was. You can save again.",
    )


async def activate(client: Client, application_id: str, webhook_id: str) -> bool:
    """Have the server deliver again at once. Raises as `put` does."""
    return await saved(
        client.webhooks.activate(application_id, webhook_id),
        lambda: client.webhooks.find(application_id, webhook_id),
        lambda found: found.unhealthy is None,
        missing=f"there is no webhook {webhook_id}.",
        unchanged=f"the webhook {webhook_id} is still failing. You can activate it again.",
    )


async def delete(client: Client, application_id: str, webhook_id: str) -> bool:
    """Delete a webhook. Raises as `put` does."""
    return await verified(
        client.webhooks.delete(application_id, webhook_id),
        lambda: is_there(client.webhooks.get(application_id, webhook_id), NOT_IN_REGISTRY),
        f"the webhook {webhook_id} is still there. You can delete it again.",
    )
