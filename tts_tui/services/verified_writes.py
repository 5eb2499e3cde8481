"""Writes whose answer may get lost: what the server has is looked up before anything is said.

The server keeps no record of requests, so a change that was sent and not answered is known only by what it left. An
answer may also say nothing of it: a proxy's, or the server's own that it is away (502, 503, 504). A write is never
sent again by itself.

    try:
        await client.applications.delete(application_id)
    except OutcomeUnknown as lost:
        if await look_up(client.applications.exists(application_id), after=lost):
            raise NotDone("the application is still there. You can delete it again.") from lost
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tts_tui.api.errors import TTSError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tts_tui.api.errors import OutcomeUnknown

__all__ = ["NotDone", "look_up", "looked_up"]

T = TypeVar("T")


class NotDone(TTSError):
    """No answer told whether a change was done, and a look showed that it has not been.

    Its text is for people: what was found, and what to do.
    """

    def __init__(self, found: str) -> None:
        super().__init__(looked_up(found))


def looked_up(found: str) -> str:
    """How what was found is told: a sentence or more about it."""
    return f"The answer was lost, so tts-tui checked: {found}"


async def look_up(read: Awaitable[T], *telling: type[TTSError], after: OutcomeUnknown) -> T:
    """What the server has `after` a write whose outcome is unknown.

    Raises an error of the kinds `telling`, which tell what has become of the write, such as NotFound after a deletion.
    Where the read fails in another way the outcome stays unknown: raises `after`.
    """
    try:
        return await read
    except telling:
        raise
    except TTSError:
        raise after from None
