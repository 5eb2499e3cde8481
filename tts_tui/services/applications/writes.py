"""Creating, deleting and restoring an application; a lost answer is looked up, see `services.verified_writes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.errors import NotFound, OutcomeUnknown, PermissionDenied
from tts_tui.api.resources.applications import changed
from tts_tui.services.verified_writes import NotDone, look_up, verified

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.models import Account, Application

__all__ = ["create", "delete", "purge", "restore"]

_CONTACTS: Final = {"administrative_contact", "technical_contact"}
"""What the server fills in by itself."""


async def create(client: Client, application: Application, owner: Account) -> tuple[Application, bool]:
    """Make an application; what was made, and whether that had to be looked up.

    Raises NotDone where the answer was lost and no application of that ID is there, or one that isn't this one;
    OutcomeUnknown where looking failed as well; and what `Applications.create` raises.
    """
    try:
        return await client.applications.create(application, owner), False
    except OutcomeUnknown as lost:
        try:
            found = await look_up(client.applications.get(application.id), NotFound, PermissionDenied, after=lost)
        except (NotFound, PermissionDenied):
            # To whom has no right on it, the server says 403 whether it exists or not: only public fields tell.
            if await look_up(client.applications.exists(application.id), after=lost):
                raise OutcomeUnknown("an application of that ID exists now, but this token can't read it") from lost
            raise NotDone("the application doesn't exist. You can create it again.") from lost
        if found.administrative_contact == owner and not set(changed(application, found)) - _CONTACTS:
            return found, True
        raise NotDone("another application has that ID. Choose another ID, or open that one.") from lost


async def delete(client: Client, application_id: str) -> bool:
    """Delete an application; whether that had to be looked up. Raises as `create` does."""
    return await verified(
        client.applications.delete(application_id),
        lambda: client.applications.exists(application_id),
        "the application is still there. You can delete it again.",
    )


async def restore(client: Client, application_id: str) -> bool:
    """Restore an application; whether that had to be looked up. Raises as `create` does."""

    async def is_deleted() -> bool:
        return not await client.applications.exists(application_id)

    return await verified(
        client.applications.restore(application_id),
        is_deleted,
        "the application is still deleted. You can restore it again.",
    )


async def purge(client: Client, application_id: str) -> bool:
    """Purge an application, deleted or not; whether that had to be looked up. Raises as `create` does."""
    try:
        await client.applications.purge(application_id)
    except OutcomeUnknown as lost:
        if await look_up(client.applications.exists(application_id), after=lost):
            raise NotDone("the application is still there. You can purge it again.") from lost
        if await look_up(client.applications.is_deleted(application_id), after=lost):
            raise NotDone("the application is still among the deleted ones. You can purge it again.") from lost
        return True
    return False
