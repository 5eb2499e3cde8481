"""Changes whose answer may get lost: then what has become of them is looked up before anything is said.

The server keeps no record of requests, so a change that was sent and not answered is known only by what it left. An
answer may also say nothing of it: a proxy's, or the server's own that it is away (502, 503, 504).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.errors import NotFound, OutcomeUnknown, PermissionDenied, TTSError
from tts_tui.api.resources.applications import changed

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.models import Account, Application

__all__ = ["NotDone", "create", "delete", "looked_up", "restore"]

_CONTACTS: Final = {"administrative_contact", "technical_contact"}
"""What the server fills in by itself."""


def looked_up(found: str) -> str:
    """How what was found by looking is told: a sentence about it, or some."""
    return f"No clear answer, so it was looked up: {found}"


class NotDone(TTSError):
    """No answer told whether a change was done, and a look showed that it has not been.

    Its text is for people: what was found, and what to do.
    """

    def __init__(self, found: str) -> None:
        super().__init__(looked_up(found))


async def create(client: Client, application: Application, owner: Account) -> tuple[Application, bool]:
    """Make an application; what was made, and whether that had to be looked up.

    Raises NotDone where the answer was lost and no application of that ID is there, or one that isn't this one;
    OutcomeUnknown where looking failed as well; and what `Applications.create` raises.
    """
    try:
        return await client.applications.create(application, owner), False
    except OutcomeUnknown as lost:
        try:
            found = await client.applications.get(application.id)
        except (NotFound, PermissionDenied):
            # To whom has no right on it, the server says 403 whether it exists or not: only public fields tell.
            if await _exists(client, application.id, lost):
                raise OutcomeUnknown("there is one of that ID now, which this token may not read") from lost
            raise NotDone("there is no application of that ID. You can send it again.") from lost
        except TTSError:
            raise lost from None
        if found.administrative_contact == owner and not set(changed(application, found)) - _CONTACTS:
            return found, True
        raise NotDone("there is another application of that ID. Choose another ID, or open that one.") from lost


async def delete(client: Client, application_id: str) -> bool:
    """Delete an application; whether that had to be looked up. Raises as `create` does."""
    try:
        await client.applications.delete(application_id)
    except OutcomeUnknown as lost:
        if await _exists(client, application_id, lost):
            raise NotDone("the application is still there. You can delete it again.") from lost
        return True
    return False


async def restore(client: Client, application_id: str) -> bool:
    """Restore an application; whether that had to be looked up. Raises as `create` does."""
    try:
        await client.applications.restore(application_id)
    except OutcomeUnknown as lost:
        if not await _exists(client, application_id, lost):
            raise NotDone("the application is still deleted. You can restore it again.") from lost
        return True
    return False


async def _exists(client: Client, application_id: str, lost: OutcomeUnknown) -> bool:
    try:
        return await client.applications.exists(application_id)
    except TTSError:
        raise lost from None
