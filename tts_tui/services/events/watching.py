"""Which applications the caller may watch. Following them ends when token or rights are gone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api.errors import NotFound, PermissionDenied, TTSError, Unauthenticated
from tts_tui.services.parallel_reads import together

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tts_tui.api.client import Client

__all__ = ["CHECKED_EVERY", "NoLongerAllowed", "Watchable", "until_refused", "watchable"]

CHECKED_EVERY: Final = 300.0
"""Seconds between two looks at token and rights: an open stream outlives both.
(recordings/self-contained/23_events_names.json)"""

_AT_ONCE: Final = 8
"""Questions that are on their way at once."""


class NoLongerAllowed(TTSError):
    """Rights on an application are gone while its stream is open. Its text is the application's ID.

    `lost` are those that are gone, where others are left.
    """

    def __init__(self, application_id: str, lost: frozenset[str] = frozenset()) -> None:
        super().__init__(application_id)
        self.application_id = application_id
        self.lost = lost


class Watchable(msgspec.Struct, frozen=True):
    """Of some applications those that the caller may watch, with their rights, and those on which they have none."""

    allowed: Mapping[str, frozenset[str]]
    refused: tuple[str, ...]


async def watchable(client: Client, application_ids: Iterable[str]) -> Watchable:
    """Which of these a stream can be opened for: one that may not be seen would have all of it refused.

    Raises one of `tts_tui.api.errors`.
    """
    wanted = tuple(dict.fromkeys(application_ids))
    slots = asyncio.Semaphore(_AT_ONCE)
    async with together() as reads:
        tasks = {each: reads.create_task(_rights(client, each, slots)) for each in wanted}
    held = {each: tasks[each].result() for each in wanted}
    return Watchable(
        {each: rights for each, rights in held.items() if rights},
        tuple(each for each, rights in held.items() if not rights),
    )


async def _rights(client: Client, application_id: str, slots: asyncio.Semaphore) -> frozenset[str]:
    async with slots:
        try:
            return await client.applications.rights(application_id)
        except (NotFound, PermissionDenied):
            return frozenset()


async def until_refused(client: Client, held: Mapping[str, frozenset[str]], every: float = CHECKED_EVERY) -> None:
    """Look at token and rights now and then, `every` so many seconds, for as long as they are there.

    `held` are the rights on each application when the stream was opened, or none where they were not known.
    Raises Unauthenticated where the token is gone, NoLongerAllowed where one of the rights is: the server would go on
    with what it was needed for. A look that fails in another way tells nothing, and is followed by the next.
    """
    before = dict(held)
    while True:
        await asyncio.sleep(every)
        try:
            now = await watchable(client, before)
        except Unauthenticated:
            raise
        except TTSError:
            continue
        if now.refused:
            raise NoLongerAllowed(now.refused[0])
        for each, rights in now.allowed.items():
            if lost := before[each] - rights:
                raise NoLongerAllowed(each, lost)
            before[each] = rights
