"""Ending for a reason from outside: a signal, or a lost terminal. Nothing may delay the end for long."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable, Iterator
    from types import FrameType

__all__ = ["LOST", "PATIENCE", "Ender", "Reason", "say", "unwound"]

PATIENCE: Final = 1.5
"""Seconds after which the program ends at the latest."""

_FOR_THE_TERMINAL: Final = 0.5
"""Seconds for writing to the terminal: one that takes longer may hang for ever."""
_FOR_LAST_WORDS: Final = 0.1


class Reason(msgspec.Struct, frozen=True):
    """Why the program ends, in words for stderr, and its exit status."""

    words: str
    status: int


LOST: Final = Reason("the terminal has gone", 128 + signal.SIGHUP)

_SIGNALS: Final = {
    signal.SIGTERM: Reason("ended by SIGTERM", 128 + signal.SIGTERM),
    signal.SIGHUP: Reason("ended by SIGHUP: the terminal has gone", 128 + signal.SIGHUP),
    signal.SIGINT: Reason("ended by SIGINT", 128 + signal.SIGINT),  # of `kill -INT`; ctrl+c is a key
    signal.SIGQUIT: Reason("ended by SIGQUIT", 128 + signal.SIGQUIT),
}


class Ender:
    """Ends the program once, for the first reason that comes, from whichever thread.

    `end` is called in `loop` and should end the program; `give_up` is called from a thread if the terminal may hang, so
    that nothing waits for it. After PATIENCE seconds the process ends even if something hangs, and `restore` resets the
    terminal.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        end: Callable[[Reason], None],
        *,
        give_up: Callable[[], None],
        restore: Callable[[], None],
    ) -> None:
        self._loop, self._end, self._give_up, self._restore = loop, end, give_up, restore
        self._lock = Lock()
        self.reason: Reason | None = None

    def listen(self) -> None:
        """End for the signals that end a program; one that is ignored (nohup) stays so."""
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._signalled)

    def _signalled(self, number: int, _: FrameType | None) -> None:
        self.because(_SIGNALS[signal.Signals(number)])

    def because(self, reason: Reason) -> None:
        """End the program for this reason, unless it is ending already."""
        if not self._lock.acquire(blocking=False):
            return  # for good: the first reason counts
        self.reason = reason
        Thread(target=self._force, args=(reason,), name="end", daemon=True).start()
        with contextlib.suppress(RuntimeError):  # the loop has been closed: the program is ending
            self._loop.call_soon_threadsafe(self._end, reason)

    def _force(self, reason: Reason) -> None:
        time.sleep(_FOR_THE_TERMINAL)
        self._give_up()
        time.sleep(PATIENCE - _FOR_THE_TERMINAL - _FOR_LAST_WORDS)
        last_words = Thread(target=self._leave, args=(reason,), name="last words", daemon=True)
        last_words.start()
        last_words.join(_FOR_LAST_WORDS)  # a terminal that hangs takes none
        os._exit(reason.status)

    def _leave(self, reason: Reason) -> None:
        self._restore()
        say(reason)


class _Signalled(SystemExit):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.status)
        self.reason = reason


@contextlib.contextmanager
def unwound() -> Iterator[None]:
    """A block that a signal leaves by an exception, so that `finally` runs, which turns the terminal's echo on again.

    Only in the main thread. Raises SystemExit at such a signal, after it has printed the reason.
    """

    def signalled(number: int, _: FrameType | None) -> None:
        raise _Signalled(_SIGNALS[signal.Signals(number)])

    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:  # ctrl+c is Python's own
            signal.signal(number, signalled)
    try:
        yield
    except _Signalled as end:
        say(end.reason)
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def say(reason: Reason) -> None:
    """Print on stderr why the program ended; a terminal that has gone is ignored."""
    try:
        print(f"tts-tui: {reason.words}", file=sys.__stderr__, flush=True)
    except (OSError, ValueError):
        return
