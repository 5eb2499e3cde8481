"""When an application was last active: when the last of its devices was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tts_tui.api.calls import MAX_LIMIT

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.api.resources.end_devices import Devices

__all__ = ["LATE", "LastActivity", "last_activity"]

LATE = "Last seen is up to 10 s late. Simulated uplinks don't count."


class LastActivity(msgspec.Struct, frozen=True):
    """How many devices there are, and when the last of them was seen; None where none ever was."""

    devices: int
    last_seen_at: datetime | None = None


async def last_activity(devices: Devices, application_id: str) -> LastActivity:
    """The number of an application's devices, and when the last of them was seen.

    In the server's order those never seen come first, so the first that was seen is the last one heard: mostly the
    first of all, else the devices are read as far as that. (recordings/self-contained/19_devices_more.json)
    Raises what `Devices.page` does.
    """
    first = await devices.page(application_id, order="-last_seen_at", limit=1)
    total = len(first.items) if first.total is None else first.total
    if not first.items or first.items[0].last_seen_at is not None:
        return LastActivity(total, first.items[0].last_seen_at if first.items else None)
    number = 1
    while True:
        page = await devices.page(application_id, order="-last_seen_at", page=number)
        for row in page.items:
            if row.last_seen_at is not None:
                return LastActivity(total, row.last_seen_at)
        if len(page.items) < MAX_LIMIT:
            return LastActivity(total)
        number += 1
