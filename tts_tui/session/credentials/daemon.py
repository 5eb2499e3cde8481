"""Calls that may never return: in daemon threads, which can't keep the program from ending."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from tts_tui.session.credentials import StoreFault

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["in_daemon", "start_in_daemon"]

T = TypeVar("T")


def start_in_daemon(call: Callable[[], T]) -> asyncio.Future[T]:
    """Run `call` in a daemon thread of its own; the future gets what it returns or raises."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(act: Callable[[], None]) -> None:
        if not done.done():
            act()

    def run() -> None:
        try:
            act = partial(done.set_result, call())
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            act = partial(done.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            loop.call_soon_threadsafe(settle, act)

    threading.Thread(target=run, name="may-never-return", daemon=True).start()
    return done


async def in_daemon(call: Callable[[], T], patience: float, wording: Callable[[BaseException], str]) -> T:
    """Run `call` in a daemon thread and wait for at most `patience` seconds.

    Raises its StoreFault, TimeoutError, and for any other exception a StoreFault with the words of `wording`. No
    exception is chained: the text and the frames of the original may hold the token.
    """

    def worded() -> T | StoreFault:
        try:
            return call()
        except StoreFault as fault:
            return fault
        except BaseException as fault:  # noqa: BLE001 - keyrings raise whatever their system does
            why = wording(fault)
        return StoreFault(why)

    found = await asyncio.wait_for(start_in_daemon(worded), patience)
    if isinstance(found, StoreFault):
        raise found
    return found
