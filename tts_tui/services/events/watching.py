"""Who may watch: a stream is asked for what may be seen alone, and ends when that is gone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api.errors import NotFound, PermissionDenied, TTSError, Unauthenticated
from tts_tui.services.together import together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.api.client import Client

__all__ = ["CHECKED_EVERY", "NoLongerAllowed", "Watchable", "until_refused", "watchable"]

CHECKED_EVERY: Final = 300.0
"""Seconds between two looks at token and rights: an open stream outlives both. (recordings/23_events_names.json)"""


class NoLongerAllowed(TTSError):
    """The rights on an application are gone while its stream is open. Its text is the application's ID."""


class Watchable(msgspec.Struct, frozen=True):
    """Of some applications those that the caller may watch, and those on which they have no right at all."""

    allowed: tuple[str, ...]
    refused: tuple[str, ...]


async def watchable(client: Client, application_ids: Sequence[str]) -> Watchable:
    """Which of these a stream can be opened for: one that may not be seen would have all of it refused.

    Raises one of `tts_tui.api.errors`.
    """
    wanted = tuple(dict.fromkeys(application_ids))
    async with together() as reads:
        held = {each: reads.create_task(_any_right(client, each)) for each in wanted}
    return Watchable(
        tuple(each for each in wanted if held[each].result()), tuple(each for each in wanted if not held[each].result())
    )


async def _any_right(client: Client, application_id: str) -> bool:
    try:
        return bool(await client.applications.rights(application_id))
    except (NotFound, PermissionDenied):
        return False


async def until_refused(client: Client, application_ids: Sequence[str], every: float = CHECKED_EVERY) -> None:
    """Look at token and rights now and then, `every` so many seconds, for as long as they are there.

    Raises Unauthenticated where the token is gone, NoLongerAllowed where the rights are. A look that fails in another
    way tells nothing, and is followed by the next.
    """
    while True:
        await asyncio.sleep(every)
        try:
            gone = (await watchable(client, application_ids)).refused
        except Unauthenticated:
            raise
        except TTSError:
            continue
        if gone:
            raise NoLongerAllowed(gone[0])
