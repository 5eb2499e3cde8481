"""Pages of a list: the next ones are requested while the previous ones are processed."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final, Generic, Self, TypeVar

from tts_tui.api.calls import MAX_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable
    from typing import Any

    from tts_tui.api.rows import Page

__all__ = ["AHEAD", "IN_FLIGHT", "Pages", "read_all"]

IN_FLIGHT: Final = 4
"""Pages requested at the same time: with more, the real server isn't faster."""
AHEAD: Final = 8
"""Pages requested or not yet processed: a slow reader needs no more of them."""

T = TypeVar("T")


class Pages(Generic[T]):
    """The pages of a list from the number `start` on, in their order, as an asynchronous iterator.

    `ask` gives the page of a number. The first one is asked for at once. When a total is known (from a page, or given),
    more are asked for ahead, in a list of at most `most` rows; else, one after the other. Where a page tells another
    total than those before, what was asked for after it is asked for anew: it has moved, and a row could be missed
    between two pages. It never ends by itself: whoever has enough closes it, which gives up what is under way.
    """

    def __init__(
        self,
        ask: Callable[[int], Coroutine[Any, Any, Page[T]]],
        *,
        start: int = 1,
        total: int | None = None,
        limit: int | None = None,
    ) -> None:
        self._ask = ask
        self._next = start
        self._total = total
        self._most = limit
        self._ahead: deque[asyncio.Task[Page[T]]] = deque()
        self._ask_one()
        self._fill()

    def ask_ahead(self, limit: int) -> None:
        """Ask for pages ahead from now on, in a list of at most so many rows."""
        self._most = limit
        self._fill()

    def arrived(self) -> Page[T] | None:
        """The next page if it is there by now: it is taken."""
        if not self._ahead or not _came(self._ahead[0]):
            return None
        return self._ahead.popleft().result()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[T]:
        if not self._ahead:
            self._ask_one()
        page = await self._ahead[0]
        self._ahead.popleft()
        if page.total is not None and page.total != self._total:
            self._next -= len(self._ahead)
            await self._give_up()
            self._total = page.total
        self._fill()
        return page

    async def aclose(self) -> None:
        """Cancel the requests that are under way."""
        self._most = 0
        await self._give_up()

    def _fill(self) -> None:
        if self._total is None or (self._most is not None and self._total > self._most):
            return
        last = -(-self._total // MAX_LIMIT)
        under_way = sum(not task.done() for task in self._ahead)
        for _ in range(min(IN_FLIGHT - under_way, AHEAD - len(self._ahead), last + 1 - self._next)):
            self._ask_one()

    def _ask_one(self) -> None:
        task = asyncio.create_task(self._ask(self._next), name=f"page {self._next}")
        task.add_done_callback(self._one_came)
        self._ahead.append(task)
        self._next += 1

    def _one_came(self, task: asyncio.Task[Page[T]]) -> None:
        if _came(task) and task in self._ahead:
            if self._total is None:
                self._total = task.result().total
            self._fill()

    async def _give_up(self) -> None:
        tasks = [*self._ahead]
        self._ahead.clear()
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _came(task: asyncio.Task[Page[T]]) -> bool:
    """Whether there is a page. (To look at an error here tells asyncio that somebody has seen it.)"""
    return task.done() and not task.cancelled() and task.exception() is None


async def read_all(
    ask: Callable[[int], Coroutine[Any, Any, Page[T]]], identity: Callable[[T], Hashable]
) -> tuple[T, ...]:
    """Every item of a short list, page after page of `MAX_LIMIT`, each once by its identity."""
    found: dict[Hashable, T] = {}
    number = 1
    while True:
        page = await ask(number)
        before = len(found)
        found.update((identity(each), each) for each in page.items)
        if len(page.items) < MAX_LIMIT or len(found) == before:
            return tuple(found.values())
        number += 1
