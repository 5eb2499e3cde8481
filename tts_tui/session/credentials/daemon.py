"""Calling what may never come back: in a thread that can't keep the program from ending."""

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
    """What `call` gives or raises, in a thread of its own; the program may end meanwhile."""
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
    """Run `call` and wait for it `patience` seconds.

    Raises the StoreFault that it raises, TimeoutError, and for anything else a StoreFault in the words of `wording`.
    Nothing is chained: the words and the frames of what is called may hold the token.
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
