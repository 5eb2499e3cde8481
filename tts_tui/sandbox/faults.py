"""What can go wrong between a client and a server, on demand: slowness, refusals, cut connections."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from tts_tui.sandbox.errors import STATUS, UNKNOWN

__all__ = ["Cut", "Fault", "Faults"]

_TOO_MANY: Final = 429
_RATE_LIMITED: Final = {
    "x-rate-limit-limit": "60",
    "x-rate-limit-available": "0",
    "x-rate-limit-reset": "60",
    "x-rate-limit-retry": "1",
}

Cut = Literal["before", "after", "middle"]


@dataclass
class Fault:
    """A fault of matching requests: of the next `times` of them, or of all (None).

    `method` is compared whole, `path` is a regular expression searched in the path. `latency` is seconds of waiting
    before the request is handled. `status` answers instead of the server, with `headers`, and nothing is done. `cut`
    drops the connection: `before` anything is done, `after` the call is done but not answered, or in the `middle` of
    the answer.
    """

    method: str = ""
    path: str = ""
    times: int | None = 1
    latency: float = 0.0
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    cut: Cut | None = None

    def answer(self) -> dict[str, Any]:
        """The JSON that goes with the status."""
        if self.body is not None:
            return self.body
        code = next((code for code, status in STATUS.items() if status == self.status), UNKNOWN)
        return {"code": code, "message": f"fault {self.status}"}

    def answer_headers(self) -> dict[str, str]:
        """The headers that go with the status: unless some are given, 429 tells to come again in a second."""
        return self.headers or (_RATE_LIMITED if self.status == _TOO_MANY else {})

    def matches(self, method: str, path: str) -> bool:
        """Whether the fault applies to a request of this method and path."""
        return self.times != 0 and self.method.upper() in ("", method) and re.search(self.path, path) is not None


class Faults:
    """The faults that are set, and the latency of every request, in seconds."""

    def __init__(self) -> None:
        self.latency = 0.0
        self._set: list[Fault] = []
        self._waits: set[asyncio.Task[None]] = set()

    def add(self, fault: Fault) -> None:
        """Set a fault from the next matching request on. If several match, the oldest is applied."""
        self._set.append(fault)

    def clear(self) -> None:
        """Remove all faults."""
        self.latency = 0.0
        self._set.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, used up once; None if it goes well."""
        found = next((fault for fault in self._set if fault.matches(method, path)), None)
        if found is not None and found.times is not None:
            found.times -= 1
        return found

    async def wait(self, fault: Fault) -> bool:
        """Wait as long as this request has to; False where the server stopped in the meantime."""
        seconds = self.latency + fault.latency
        if not seconds:
            return True
        wait = asyncio.create_task(asyncio.sleep(seconds))
        self._waits.add(wait)
        try:
            await asyncio.wait({wait})
            return not wait.cancelled()
        finally:
            self._waits.discard(wait)
            wait.cancel()

    def stop_waiting(self) -> None:
        """End all waits, since the server stops."""
        for wait in self._waits:
            wait.cancel()
