"""Changing a collaborator whom others may change as well.

The server has no locking, and a change sends all rights: so they are looked at once more before they are changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tts_tui.api.errors import NotFound
from tts_tui.services.collaborators import writes
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.rights_selection import named
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.models import Collaborator

__all__ = ["ChangeOutcome", "change", "words"]

ChangeOutcome = Literal["sent", "looked up", "already"]
"""It was sent; its answer was lost and a look found it done; or the server had it already, and nothing was sent."""


async def change(
    client: Client, application_id: str, before: Collaborator | None, wanted: Collaborator
) -> ChangeOutcome:
    """Give `wanted` its rights if the server has `before`: somebody with those rights, or nobody where that is None.

    Gives how it came about. Raises ChangedElsewhere where the server has something else, and what `Collaborators.get`
    and `writes.put` raise. Between the look and the change somebody can still be quicker.
    """
    try:
        found = await client.collaborators.get(application_id, wanted.account)
    except NotFound as error:
        if not error.is_a("membership_not_found"):
            raise
        found = None
    if found is not None and found.rights == wanted.rights:
        return "already"
    if (found and found.rights) != (before and before.rights):
        raise ChangedElsewhere("the collaborator", found)
    return "looked up" if await writes.put(client, application_id, wanted) else "sent"


def words(before: Collaborator | None, after: Collaborator | None) -> str:
    """What differs between two states of a collaborator, in a sentence that is safe to show."""
    if after is None:
        return "They are no longer a collaborator."
    if before is None:
        return f"They are now a collaborator, with: {visible(named(after.rights))}."
    given, taken = after.rights - before.rights, before.rights - after.rights
    found = [f"{word}: {visible(named(rights))}" for word, rights in (("given", given), ("removed", taken)) if rights]
    text = "; ".join(found)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
