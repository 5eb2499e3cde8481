"""Requests that a test holds back, so that it decides when their answer comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tts_tui.sandbox.faults import Fault

if TYPE_CHECKING:
    from tts_tui.sandbox.app import Sandbox


class HeldRequest:
    """Holds back the next `times` requests (all: None) of a method and path, a regular expression, until released.

    `reached` is set once the first of them has come.
    """

    def __init__(self, sandbox: Sandbox, method: str = "", path: str = "", times: int | None = 1) -> None:
        self.reached = asyncio.Event()
        self._released = asyncio.Event()
        self._fault = Fault(method, path, times, latency=1)
        sandbox.faults.add(self._fault)
        sandbox.faults.wait = self._wait

    async def _wait(self, fault: Fault) -> bool:
        if fault is self._fault and self.holds():
            self.reached.set()
            await self._released.wait()
        return True

    def holds(self) -> bool:
        """Whether the request that has come now is held back."""
        return True

    def release(self) -> None:
        """Let them through, and all that follow."""
        self._released.set()
