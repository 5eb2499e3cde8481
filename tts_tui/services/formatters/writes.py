"""Saving a default formatter, which others may change as well, and whose answer may get lost.

The server has no locking, so it is looked at before anything is sent: what somebody else has changed since it was read
is not overwritten unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.errors import OutcomeUnknown
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.verified_writes import NotDone, look_up

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.resources.formatters import Direction, Formatter

__all__ = ["put", "save"]


async def save(client: Client, application_id: str, direction: Direction, before: Formatter, after: Formatter) -> bool:
    """Set the formatter of that direction if the server has `before`; whether a look found it done.

    Raises ChangedElsewhere where the server has another, and what `Formatters.get` and `put` raise. Between the look
    and the change somebody can still be quicker.
    """
    now = (await client.formatters.get(application_id)).of(direction)
    if now == after:
        return True
    if now != before:
        raise ChangedElsewhere("the formatter", now)
    return await put(client, application_id, direction, before, after)


async def put(client: Client, application_id: str, direction: Direction, before: Formatter, after: Formatter) -> bool:
    """Set what differs; whether that had to be looked up.

    Raises NotDone where the answer was lost and it was not saved, OutcomeUnknown where looking failed as well, and what
    `Formatters.set` raises.
    """
    try:
        await client.formatters.set(application_id, direction, before, after)
    except OutcomeUnknown as lost:
        found = (await look_up(client.formatters.get(application_id), after=lost)).of(direction)
        if found == after:
            return True
        if found == before:
            raise NotDone("it was not saved. You can save again.") from lost
        raise NotDone("it changed to something else. Refresh before you save.") from lost
    return False
