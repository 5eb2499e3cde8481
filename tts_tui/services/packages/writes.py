"""Saving and deleting package associations; where an answer is lost, what was done is looked up.

Each function returns whether that was needed.
"""

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
    """Put a package on a port, or change the fields named in `paths`.

    Raises NotDone where the answer was lost and the server doesn't have what was sent, OutcomeUnknown where the look-up
    failed, too; and what `Packages.set` raises.
    """
    return await saved(
        client.packages.set(application_id, wanted, paths),
        lambda: client.packages.get(application_id, wanted.f_port, wanted.device_id),
        lambda found: set(changed_paths(found, wanted)).isdisjoint(paths),
        missing=f"FPort {wanted.f_port} has no package. You can save again.",
        unchanged=f"FPort {wanted.f_port} is as it was. You can save again.",
    )


async def delete(client: Client, application_id: str, f_port: int, device_id: str = "") -> bool:
    """Take the package off a port. Raises as `put` does."""
    return await verified(
        client.packages.delete(application_id, f_port, device_id),
        lambda: is_there(client.packages.get(application_id, f_port, device_id), NOT_IN_REGISTRY),
        f"FPort {f_port} still has its package. You can remove it again.",
    )
