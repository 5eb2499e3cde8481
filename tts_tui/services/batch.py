"""Many calls of one kind: a few at a time, with progress. They can be stopped and resumed.

    batch = Batch(steps, do, look=is_done)
    outcome = await batch.run()

What was done is not done again by another `run`; if an outcome is unknown, `look` finds out before the call is sent
again. Any plan whose steps are independent of each other can be run so: keys to revoke, applications to delete.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

import msgspec

from tts_tui.api import errors

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from tts_tui.api.call_sender import Wait
    from tts_tui.api.client import Client

__all__ = ["AT_ONCE", "Batch", "ItemResult", "ItemState", "Outcome", "progress_words"]

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE: Final = 8
"""Calls that are on their way at the same time, at most."""

_BAR: Final = 20
"""Cells of a bar of progress."""

ItemState = Literal["waiting", "done", "failed", "unknown"]

_HALTING: Final = (
    errors.Unreachable,
    errors.Unauthenticated,
    errors.NoCredential,
    errors.NotRenewed,
    errors.Closed,
    errors.BadTrust,
    errors.BadProxy,
)
"""Errors that all other calls would get as well. The call that got one has done nothing."""


class ItemResult(msgspec.Struct, Generic[R], frozen=True):
    """What has become of one item: a `value` if it is done, an `error` if it failed or nobody knows."""

    state: ItemState = "waiting"
    value: R | None = None
    error: errors.TTSError | None = None


class Outcome(msgspec.Struct, Generic[T, R], frozen=True):
    """What has become of all items so far, in their order. `halted` is what ended the last run before its time."""

    items: tuple[T, ...]
    results: tuple[ItemResult[R], ...]
    halted: errors.TTSError | None = None

    @property
    def counts(self) -> Counter[ItemState]:
        """How many are in which state."""
        return Counter(each.state for each in self.results)

    @property
    def complete(self) -> bool:
        """Whether each has been done, or failed for a reason of its own."""
        return all(each.state in ("done", "failed") for each in self.results)

    def of(self, *states: ItemState) -> list[tuple[T, ItemResult[R]]]:
        """The items in these states."""
        return [(item, result) for item, result in zip(self.items, self.results, strict=True) if result.state in states]


class Batch(Generic[T, R]):
    """Does something to each of `items`, at most AT_ONCE at a time.

    `do` gives its value or raises one of `tts_tui.api.errors`. `look` gives the value of an item that has been done
    already, or None: it is asked where a run ended without knowing. `client` is listened to: where its server says that
    it is asked too often, everything waits as long as it says, and fewer go on their way from then on.
    `on_progress` is called after each item.
    """

    def __init__(
        self,
        items: Sequence[T],
        do: Callable[[T], Awaitable[R]],
        *,
        client: Client,
        look: Callable[[T], Awaitable[R | None]] | None = None,
        on_progress: Callable[[], object] = lambda: None,
    ) -> None:
        self._items = tuple(items)
        self._results: list[ItemResult[R]] = [ItemResult() for _ in items]
        self._do = do
        self._look = look
        self._client = client
        self._on_progress = on_progress
        self._halted: errors.TTSError | None = None
        self._stopped = False
        self._began, self._ended_before, self._ended = 0.0, 0, 0

    @property
    def outcome(self) -> Outcome[T, R]:
        """What has become of the items so far."""
        return Outcome(self._items, tuple(self._results), self._halted)

    @property
    def ended(self) -> int:
        """How many have been done or have failed."""
        return self._ended

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self._items)

    def seconds_left(self, now: float) -> float | None:
        """How much longer it takes at the pace so far; None before there is one. `now` is as of `monotonic`."""
        ended = self._ended - self._ended_before
        return (now - self._began) / ended * (self.total - self._ended) if ended else None

    def stop(self) -> None:
        """Begin nothing more; what is on its way comes to its end."""
        self._stopped = True

    async def run(self, *, failed_too: bool = False) -> Outcome[T, R]:
        """Do what has not been done yet, with `failed_too` also what failed; what has become of all.

        Cancelled, it leaves what was on its way as unknown.
        """
        states = {"waiting", "unknown", "failed"} if failed_too else {"waiting", "unknown"}
        left = deque(index for index, result in enumerate(self._results) if result.state in states)
        self._stopped, self._halted = False, None
        self._ended = self._ended_before = self.total - len(left)
        self._began = monotonic()
        pace = _Pace()
        with pace.heard(self._client):
            workers = [
                asyncio.create_task(self._work(number, left, pace), name=f"batch {number}")
                for number in range(min(AT_ONCE, len(left)))
            ]
            try:
                await asyncio.gather(*workers)
            finally:
                for each in workers:
                    each.cancel()
                await asyncio.gather(*workers, return_exceptions=True)
        return self.outcome

    async def _work(self, number: int, left: deque[int], pace: _Pace) -> None:
        while left and not self._stopped and number < pace.at_once:
            await pace.wait()
            if left and not self._stopped:
                await self._one(left.popleft())

    async def _one(self, index: int) -> None:
        before = self._results[index]
        try:
            value = None
            if before.state == "unknown" and self._look is not None:
                value = await self._look(self._items[index])
            if value is None:
                value = await self._do(self._items[index])
        except _HALTING as error:
            self._halted = self._halted or error
            self._stopped = True
            return
        except errors.OutcomeUnknown as error:
            self._results[index] = ItemResult("unknown", error=error)
        except errors.TTSError as error:
            self._results[index] = ItemResult("failed", error=error)
        except asyncio.CancelledError:
            self._results[index] = ItemResult(
                "unknown", error=errors.OutcomeUnknown("it was on its way when it was ended")
            )
            raise
        else:
            self._results[index] = ItemResult("done", value)
        self._ended += 1
        self._on_progress()


class _Pace:
    """How many calls may be on their way, and how long the server asked to wait."""

    def __init__(self) -> None:
        self.at_once = AT_ONCE
        self._until = 0.0

    async def wait(self) -> None:
        """Wait as long as the server asked any call to wait."""
        now = asyncio.get_running_loop().time
        while (seconds := self._until - now()) > 0:
            await asyncio.sleep(seconds)

    @contextmanager
    def heard(self, client: Client) -> Iterator[None]:
        """Listen to what a client waits for."""
        before = client.on_wait

        def on_wait(wait: Wait) -> None:
            if isinstance(wait.error, errors.ResourceExhausted):
                self._hold(wait.seconds)
            if before is not None:
                before(wait)

        client.on_wait = on_wait
        try:
            yield
        finally:
            client.on_wait = before

    def _hold(self, seconds: float) -> None:
        """Hold all calls, and continue with half as many at once; only once for calls that were refused together."""
        now = asyncio.get_running_loop().time()
        if now >= self._until:
            self.at_once = max(1, self.at_once // 2)
        self._until = max(self._until, now + seconds)


def progress_words(ended: int, total: int, seconds_left: float | None) -> str:
    """A bar, how many of how many, and about how much longer it takes."""
    done = _BAR * ended // total if total else _BAR
    left = f" · about {_time(seconds_left)} left" if seconds_left is not None and ended < total else ""
    return f"{'▰' * done}{'▱' * (_BAR - done)} {ended:,} of {total:,}{left}"


def _time(seconds: float) -> str:
    minute = 60
    return f"{seconds / minute:.0f} min" if seconds >= 2 * minute else f"{max(1, round(seconds))} s"
