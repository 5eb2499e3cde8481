"""How many end devices and API keys applications have, and when they were last active.

Asked for what is looked at, each once.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from tts_tui.api.errors import ResourceExhausted, ServerError, TTSError, Unauthenticated, Unavailable
from tts_tui.services.end_devices.last_activity import LastActivity, last_activity
from tts_tui.services.error_text import explain
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.services.parallel_reads import together

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from tts_tui.api.client import Client

__all__ = ["AT_ONCE", "Counting", "Counts"]

T = TypeVar("T")

AT_ONCE: Final = 8
"""Questions on their way at the same time."""


class Counts(msgspec.Struct, frozen=True):
    """The devices of an application and the number of its keys, or why that isn't known."""

    activity: LastActivity | NotAllowed
    keys: int | NotAllowed

    @property
    def devices(self) -> int | NotAllowed:
        """How many devices it has."""
        return self.activity.devices if isinstance(self.activity, LastActivity) else self.activity

    @property
    def why_not(self) -> str:
        """Why a number is missing, in words that are safe to show, or an empty string."""
        return next((each.why for each in (self.activity, self.keys) if isinstance(each, NotAllowed)), "")


class Counting:
    """Asks the server for numbers, and remembers its answers.

    `failed` is an error that concerns all applications, such as a token that has expired. After it nothing more is
    asked: nobody has to sign in again just for scrolling, and a busy server is left alone.
    """

    def __init__(self, client: Client) -> None:
        self.failed: TTSError | None = None
        self._client = client
        self._known: dict[str, Counts] = {}
        self._asked: set[str] = set()
        self._wanted: frozenset[str] = frozenset()
        self._free = asyncio.Semaphore(AT_ONCE // 2)  # two questions for each application

    def of(self, application_id: str) -> Counts | None:
        """What is known of an application, or None."""
        return self._known.get(application_id)

    async def ask(self, application_ids: Collection[str], on_count: Callable[[str], None]) -> None:
        """Ask for what is not known of these; `on_count` gets the ID of each that is known then.

        What an earlier call wanted and this one doesn't is not asked for any more.
        """
        self._wanted = frozenset(application_ids)
        new = [each for each in application_ids if each not in self._known and each not in self._asked]
        self._asked.update(new)
        try:
            await asyncio.gather(*(self._ask(each, on_count) for each in new))
        finally:
            self._asked.difference_update(new)

    async def _ask(self, application_id: str, on_count: Callable[[str], None]) -> None:
        async with self._free:
            if self.failed is not None or application_id not in self._wanted:
                self._asked.discard(application_id)
                return
            try:
                async with together() as reads:
                    devices = reads.create_task(_number(last_activity(self._client.devices, application_id)))
                    keys = reads.create_task(_number(self._client.api_keys.count(application_id)))
            except TTSError as error:
                self.failed = error
                return
        self._known[application_id] = Counts(devices.result(), keys.result())
        on_count(application_id)


async def _number(count: Awaitable[T]) -> T | NotAllowed:
    """The number, or why this application has none. Raises errors that concern all applications."""
    try:
        return await or_not_allowed(count)
    except (Unauthenticated, ResourceExhausted, Unavailable):
        raise
    except ServerError as error:
        return NotAllowed(explain(error).why)
