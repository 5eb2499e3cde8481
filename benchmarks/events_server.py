"""A sandbox with two applications: `quiet-app`, where nothing happens, and `busy-app`, with many uplinks a second.

`python -m benchmarks.events_server RATE`, in uplinks a second. Each is one of the recording 24_traffic_radio.json, with
a device, a time and IDs of its own.
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.events import Event, unique_id
from tts_tui.sandbox.server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["recorded_uplinks"]

BUSY: Final = "busy-app"
QUIET: Final = "quiet-app"
_DEVICES: Final = 200
_EVERY: Final = 0.01
_OLD: Final = 100
_RECORDING: Final = Path(__file__).parents[1] / "tests" / "recordings" / "self-contained" / "24_traffic_radio.json"


def recorded_uplinks() -> list[dict[str, Any]]:
    """The uplinks of the recording, as the server sent them."""
    entries = json.loads(_RECORDING.read_text(encoding="utf-8"))
    chunks = ("".join(entry.get("response", {}).get("chunks", ())) for entry in entries)
    events = [json.loads(line)["result"] for chunk in chunks for line in chunk.splitlines() if line]
    return [each for each in events if each["name"] == "as.up.data.forward"]


def _uplinks(sandbox: Sandbox, application_id: str) -> Iterator[Event]:
    """Uplinks of many devices, without end."""
    for number, recorded in enumerate(cycle(recorded_uplinks())):
        now = sandbox.clock()
        ids = {"device_id": f"sensor-{number % _DEVICES}", "application_ids": {"application_id": application_id}}
        known = unique_id(now)
        yield Event(
            recorded["name"],
            now,
            ({"device_ids": {**recorded["identifiers"][0]["device_ids"], **ids}},),
            tuple(recorded["visibility"]["rights"]),
            recorded["data"],
            (f"gs:uplink:{known}", *recorded["correlation_ids"][1:]),
            unique_id=known,
        )


async def _happen(sandbox: Sandbox, rate: float) -> None:
    """Publish so many uplinks a second, a few at a time."""
    uplinks, loop = _uplinks(sandbox, BUSY), asyncio.get_running_loop()
    start, told = loop.time(), 0
    while True:
        await asyncio.sleep(_EVERY)
        due = int((loop.time() - start) * rate)
        for _ in range(due - told):
            sandbox.events.publish(next(uplinks))
        told = due


def main() -> None:
    """Print the address, a user and its key, a line each, and serve until the process ends."""
    sandbox = Sandbox()
    sandbox.add_user("watcher")
    for each in (BUSY, QUIET):
        sandbox.add_application(each, owner="watcher")
    key = sandbox.add_key("user", "watcher")
    quiet = _uplinks(sandbox, QUIET)
    for _ in range(_OLD):
        sandbox.events.publish(next(quiet))

    async def run() -> None:
        happening = asyncio.create_task(_happen(sandbox, float(sys.argv[1])))
        try:
            await serve(sandbox, port=0, ready=lambda url: print(url, "watcher", key, sep="\n", flush=True))
        finally:
            happening.cancel()

    asyncio.run(run())


if __name__ == "__main__":
    main()
