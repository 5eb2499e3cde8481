"""Saving and removing collaborators; after a lost answer the server is asked what was done.

The list is read for that: anybody sees who is in it, even after taking away their own right to see rights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.errors import OutcomeUnknown
from tts_tui.services.verified_writes import saved, verified

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.models import Account, Collaborator

__all__ = ["put", "remove"]


async def put(client: Client, application_id: str, wanted: Collaborator) -> bool:
    """Give an account just these rights, whether or not it has some; whether that had to be looked up.

    Raises NotDone where the answer was lost and the account has other rights or none, OutcomeUnknown where looking
    failed as well or shows no rights; and what `Collaborators.set` raises.
    """

    async def find() -> Collaborator | None:
        found = await _find(client, application_id, wanted.account)
        if found is not None and not found.rights:
            raise OutcomeUnknown("their rights can't be read")
        return found

    return await saved(
        client.collaborators.set(application_id, wanted),
        find,
        lambda found: found.rights == wanted.rights,
        missing=f"{wanted.account.id} is not a collaborator. You can save again.",
        unchanged=f"the rights of {wanted.account.id} are as they were. You can save again.",
    )


async def remove(client: Client, application_id: str, account: Account) -> bool:
    """Take an application away from an account; whether that had to be looked up. Raises as `put` does."""

    async def is_there() -> bool:
        return await _find(client, application_id, account) is not None

    return await verified(
        client.collaborators.remove(application_id, account),
        is_there,
        f"{account.id} is still a collaborator. You can remove them again.",
    )


async def _find(client: Client, application_id: str, account: Account) -> Collaborator | None:
    collaborators = await client.collaborators.all(application_id)
    return next((each for each in collaborators if each.account == account), None)
