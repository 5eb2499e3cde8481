"""Writes whose answer may get lost: what the server has is looked up before anything is said.

The server keeps no record of requests, so a change that was sent and not answered is known only by what it left. An
answer may also say nothing of it: a proxy's, or the server's own that it is away (502, 503, 504). A write is never
sent again by itself.

    looked = await verified(
        client.applications.delete(application_id),
        lambda: client.applications.exists(application_id),
        "the application is still there. You can delete it again.",
    )
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tts_tui.api.errors import NotFound, OutcomeUnknown, TTSError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = ["NotDone", "is_there", "look_up", "looked_up", "saved", "verified"]

T = TypeVar("T")


class NotDone(TTSError):
    """No answer told whether a change was done, and a look showed that it has not been.

    Its text is for people: what was found, and what to do.
    """

    def __init__(self, found: str) -> None:
        super().__init__(looked_up(found))


def looked_up(found: str) -> str:
    """The sentence for a person about what was `found`, which is a sentence of its own."""
    return f"The answer was lost, so tts-tui checked: {found}"


async def verified(write: Awaitable[object], is_undone: Callable[[], Awaitable[bool]], not_done: str) -> bool:
    """Wait for a write, and check it where its answer was lost. Returns whether that check was needed.

    `is_undone` asks the server whether it is as it was before the write. Raises NotDone where it is: `not_done` says
    what was found, and what to do. Raises OutcomeUnknown where the check failed too, and what the write itself raises.
    """
    try:
        await write
    except OutcomeUnknown as lost:
        if await look_up(is_undone(), after=lost):
            raise NotDone(not_done) from lost
        return True
    return False


async def saved(
    write: Awaitable[object],
    find: Callable[[], Awaitable[T | None]],
    is_saved: Callable[[T], bool],
    *,
    missing: str,
    unchanged: str,
) -> bool:
    """As `verified`, for a write that creates something or changes fields of it.

    `find` reads it; there is none where it gives None or raises NotFound. Raises NotDone with `missing` where there is
    none, with `unchanged` where `is_saved` says of what was found that it hasn't what was sent.
    """
    try:
        await write
    except OutcomeUnknown as lost:
        try:
            found = await look_up(find(), NotFound, after=lost)
        except NotFound:
            found = None
        if found is None or not is_saved(found):
            raise NotDone(missing if found is None else unchanged) from lost
        return True
    return False


async def is_there(read: Awaitable[object], missing: str = "") -> bool:
    """Whether what is read exists: False for NotFound. Raises any other error of the read.

    With the name of an error as `missing`, only that one means False: NotFound may be of the application, too, as where
    it is deleted and can be restored with all that it has.
    """
    try:
        await read
    except NotFound as error:
        if missing not in ("", error.name):
            raise
        return False
    return True


async def look_up(read: Awaitable[T], *telling: type[TTSError], after: OutcomeUnknown) -> T:
    """What the server has `after` a write whose outcome is unknown. For a yes or no, see `verified`.

    Raises errors of the types `telling` as they are: they tell what became of the write, such as NotFound after a
    deletion. Raises `after` where the read fails in any other way, as the outcome is still unknown then.
    """
    try:
        return await read
    except telling:
        raise
    except TTSError:
        raise after from None
