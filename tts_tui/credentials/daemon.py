"""Calling what may never come back: in a thread that can't keep the program from ending, with a time-out."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, TypeVar

from tts_tui.credentials import StoreFault

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["in_daemon"]

T = TypeVar("T")


async def in_daemon(call: Callable[[], T], patience: float, wording: Callable[[BaseException], str]) -> T:
    """Run `call` and wait for it `patience` seconds.

    Raises the StoreFault that it raises, TimeoutError, and for anything else a StoreFault in the words of `wording`.
    Nothing is chained: the words and the frames of what is called may hold the token.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(answer: T | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(answer)  # type: ignore[arg-type]

    def run() -> None:
        answer: T | None = None
        error: Exception | None = None
        try:
            answer = call()
        except StoreFault as fault:
            error = fault
        except BaseException as fault:  # noqa: BLE001 - keyrings raise whatever their system does
            error = StoreFault(wording(fault))
        try:
            loop.call_soon_threadsafe(settle, answer, error)
        except RuntimeError:
            return  # the program has ended meanwhile

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return await asyncio.wait_for(done, patience)
