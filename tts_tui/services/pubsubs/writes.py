"""Saving and deleting pub/subs; after a lost answer the server is asked what was done."""

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
    """Make a pub/sub, or change the fields of it that `paths` name; whether that had to be looked up.

    Raises NotDone where the answer was lost and the server hasn't what was sent, OutcomeUnknown where looking failed
    as well; and what `PubSubs.set` raises.
    """
    return await saved(
        client.pubsubs.set(application_id, wanted, paths),
        lambda: client.pubsubs.get(application_id, wanted.id),
        lambda found: set(changed_paths(found, wanted)).isdisjoint(_single(wanted, paths)),
        missing=f"{wanted.id} doesn't exist. You can save again.",
        unchanged=f"{wanted.id} is as it was. You can save again.",
    )


async def delete(client: Client, application_id: str, pubsub_id: str) -> bool:
    """Delete a pub/sub; whether that had to be looked up. Raises as `put` does."""
    return await verified(
        client.pubsubs.delete(application_id, pubsub_id),
        lambda: is_there(client.pubsubs.get(application_id, pubsub_id), NOT_IN_REGISTRY),
        f"{pubsub_id} still exists. You can delete it again.",
    )


def _single(wanted: PubSub, paths: tuple[str, ...]) -> set[str]:
    """The paths with each field of the provider in the place of all of it."""
    if "provider" not in paths or wanted.provider is None:
        return set(paths)
    kind = wanted.provider.kind
    return {*paths, *(f"provider.{kind}.{name}" for name in type(wanted.provider).model_fields)}
