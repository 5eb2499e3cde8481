"""Saving and deleting package associations; after a lost answer the server is asked what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.errors import NOT_IN_REGISTRY
from tts_tui.api.resources.packages import changed_paths
from tts_tui.services.verified_writes import is_there, saved, verified

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.resources.packages import Association

__all__ = ["delete", "put"]


async def put(client: Client, application_id: str, wanted: Association, paths: tuple[str, ...]) -> bool:
    """Put a package on a port, or change the fields that `paths` name; whether that had to be looked up.

    Raises NotDone where the answer was lost and the server hasn't what was sent, OutcomeUnknown where looking failed
    as well; and what `Packages.set` raises.
    """
    return await saved(
        client.packages.set(application_id, wanted, paths),
        lambda: client.packages.get(application_id, wanted.f_port, wanted.device_id),
        lambda found: set(changed_paths(found, wanted)).isdisjoint(paths),
        missing=f"FPort {wanted.f_port} has no package. You can save again.",
        unchanged=f"FPort {wanted.f_port} is as it was. You can save again.",
    )


async def delete(client: Client, application_id: str, f_port: int, device_id: str = "") -> bool:
    """Take the package off a port; whether that had to be looked up. Raises as `put` does."""
    return await verified(
        client.packages.delete(application_id, f_port, device_id),
        lambda: is_there(client.packages.get(application_id, f_port, device_id), NOT_IN_REGISTRY),
        f"FPort {f_port} still has its package. You can remove it again.",
    )
