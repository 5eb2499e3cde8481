"""Ending for a reason from outside: a signal, or a terminal that has gone. Nothing may hold the program up then."""

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
    from collections.abc import Callable
    from types import FrameType

__all__ = ["LOST", "PATIENCE", "Ender", "Reason", "say"]

PATIENCE: Final = 1.5
"""Seconds in which the program has ended, whatever it waits for."""


class Reason(msgspec.Struct, frozen=True):
    """Why the program ends, in words for stderr, and its exit status."""

    words: str
    status: int


LOST: Final = Reason("the terminal has gone", 128 + signal.SIGHUP)

_SIGNALS: Final = {
    signal.SIGTERM: Reason("ended by SIGTERM", 128 + signal.SIGTERM),
    signal.SIGHUP: Reason("ended by SIGHUP: the terminal has gone", 128 + signal.SIGHUP),
}


class Ender:
    """Ends the program once, for the first reason that comes, from whichever thread.

    `end` is called in `loop` and should end the program; when PATIENCE is over the process ends even if something
    hangs, and `restore` puts the terminal back then.
    """

    def __init__(self, loop: AbstractEventLoop, end: Callable[[Reason], None], restore: Callable[[], None]) -> None:
        self._loop, self._end, self._restore = loop, end, restore
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
        time.sleep(PATIENCE)
        self._restore()
        say(reason)
        os._exit(reason.status)


def say(reason: Reason) -> None:
    """Say on stderr why the program ended; nobody may be there to read it."""
    try:
        print(f"tts-tui: {reason.words}", file=sys.__stderr__, flush=True)
    except (OSError, ValueError):
        return
