"""Saving and deleting pub/subs; where an answer is lost, what was done is looked up.

Each function returns whether that was needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.errors import NOT_IN_REGISTRY
from tts_tui.api.resources.pubsubs import changed_paths
from tts_tui.services.verified_writes import is_there, saved, verified

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.pubsub_models import PubSub

__all__ = ["delete", "put"]


async def put(client: Client, application_id: str, wanted: PubSub, paths: tuple[str, ...]) -> bool:
    """Create a pub/sub, or change the fields named in `paths`.

    Raises NotDone where the answer was lost and the server doesn't have what was sent, OutcomeUnknown where the look-up
    failed, too; and what `PubSubs.set` raises.
    """
    return await saved(
        client.pubsubs.set(application_id, wanted, paths),
        lambda: client.pubsubs.get(application_id, wanted.id),
        lambda found: set(changed_paths(found, wanted)).isdisjoint(_with_fields(wanted, paths)),
        missing=f"{wanted.id} doesn't exist. You can save again.",
        unchanged=f"{wanted.id} is as it was. You can save again.",
    )


async def delete(client: Client, application_id: str, pubsub_id: str) -> bool:
    """Delete a pub/sub. Raises as `put` does."""
    return await verified(
        client.pubsubs.delete(application_id, pubsub_id),
        lambda: is_there(client.pubsubs.get(application_id, pubsub_id), NOT_IN_REGISTRY),
        f"{pubsub_id} still exists. You can delete it again.",
    )


def _with_fields(wanted: PubSub, paths: tuple[str, ...]) -> set[str]:
    """The paths, with those of all fields of the provider where it is sent whole."""
    if "provider" not in paths or wanted.provider is None:
        return set(paths)
    kind = wanted.provider.kind
    return {*paths, *(f"provider.{kind}.{name}" for name in type(wanted.provider).model_fields)}
