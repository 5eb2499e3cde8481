"""When an application was last active: the newest time at which one of its devices was seen."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from tts_tui.services.listing import Listing, PageCollector

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.rows import DeviceRow

__all__ = ["read_last_activity"]


async def read_last_activity(client: Client, application_id: str) -> datetime | None:
    """The newest `last_seen_at` of the application's devices; None where none was ever seen.

    All devices are read, as no order of the server has the last seen first. What it tells is up to ten seconds late,
    and simulated uplinks don't count. (recordings/self-contained/19_devices_more.json) Raises what `Devices.page` does.
    """
    newest: datetime | None = None
    gathered: PageCollector[DeviceRow] = PageCollector(Listing())
    async with aclosing(client.devices.pages(application_id)) as pages:
        while not gathered.complete:
            page = await anext(pages)
            gathered.add(page)
            seen = [each.last_seen_at for each in page.items if each.last_seen_at is not None]
            newest = max([*seen, *([newest] if newest is not None else [])], default=None)
    return newest
