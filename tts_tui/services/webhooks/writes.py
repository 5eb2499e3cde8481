"""Changes of webhooks whose answer may get lost: what has become of them is looked up before anything is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.errors import OutcomeUnknown
from tts_tui.api.resources.webhooks import changed
from tts_tui.services.verified_writes import NotDone, look_up, verified

if TYPE_CHECKING:
    from collections.abc import Collection

    from tts_tui.api.client import Client
    from tts_tui.api.webhook_models import Webhook

__all__ = ["activate", "delete", "put"]


async def put(client: Client, application_id: str, webhook: Webhook, paths: Collection[str]) -> bool:
    """Create a webhook, or change the fields named in `paths`; whether that had to be looked up.

    Raises NotDone where the answer was lost and the server has no such webhook or one with other values,
    OutcomeUnknown where looking failed as well; and what `Webhooks.set` raises.
    """
    try:
        await client.webhooks.set(application_id, webhook, paths)
    except OutcomeUnknown as lost:
        found = await look_up(client.webhooks.find(application_id, webhook.id), after=lost)
        if found is None:
            raise NotDone(f"there is no webhook {webhook.id}. You can save again.") from lost
        if not set(paths).isdisjoint(changed(found, webhook)):
            raise NotDone(f"the webhook {webhook.id} is as it was. You can save again.") from lost
        return True
    return False


async def activate(client: Client, application_id: str, webhook_id: str) -> bool:
    """Have the server deliver again at once; whether that had to be looked up. Raises as `put` does."""
    try:
        await client.webhooks.activate(application_id, webhook_id)
    except OutcomeUnknown as lost:
        found = await look_up(client.webhooks.find(application_id, webhook_id), after=lost)
        if found is None:
            raise NotDone(f"there is no webhook {webhook_id}.") from lost
        if found.unhealthy is not None:
            raise NotDone(f"the webhook {webhook_id} is still failing. You can activate it again.") from lost
        return True
    return False


async def delete(client: Client, application_id: str, webhook_id: str) -> bool:
    """Delete a webhook; whether that had to be looked up. Raises as `put` does."""

    async def is_there() -> bool:
        return await client.webhooks.find(application_id, webhook_id) is not None

    return await verified(
        client.webhooks.delete(application_id, webhook_id),
        is_there,
        f"the webhook {webhook_id} is still there. You can delete it again.",
    )
