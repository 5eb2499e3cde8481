"""Ctrl+C while many changes are being sent: those that are on their way are completed."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tts_tui.cli.output import warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

__all__ = ["stopping"]


@contextmanager
def stopping(stop: Callable[[], None]) -> Iterator[None]:
    """A block in which Ctrl+C starts nothing more and lets running calls end; a second Ctrl+C cancels them."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)

    def begin_nothing_more() -> None:
        stop()
        warn("\nStopping: requests already sent will finish.")

    def once(number: int, frame: FrameType | None) -> None:
        del number, frame
        signal.signal(signal.SIGINT, before)
        # Nothing is printed here: the signal may have come in the middle of a print, and Python allows none within it.
        loop.call_soon_threadsafe(begin_nothing_more)

    signal.signal(signal.SIGINT, once)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
