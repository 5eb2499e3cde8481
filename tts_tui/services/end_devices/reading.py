"""Reading a list of end devices page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.services.list_reading import read_pages, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tts_tui.api.resources.end_devices import DeviceOrder, Devices
    from tts_tui.api.rows import DeviceRow
    from tts_tui.services.listing import Listing

__all__ = ["read_found", "read_listed"]


async def read_listed(
    devices: Devices,
    application_id: str,
    listing: Listing[DeviceRow],
    on_progress: Callable[[Listing[DeviceRow]], object],
    *,
    order: DeviceOrder,
    limit: int,
    rows: int,
) -> Listing[DeviceRow]:
    """Read what comes after `listing`, see `read_pages`. Raises what `Devices.page` does."""
    start = listing.pages + 1
    pages = devices.pages(application_id, start=start, total=listing.total, limit=limit, order=order)
    return await read_pages(
        listing,
        pages,
        lambda page: devices.page(application_id, order=order, page=page),
        on_progress,
        limit=limit,
        rows=rows,
    )


async def read_found(
    devices: Devices, application_id: str, listing: Listing[DeviceRow], text: str, *, order: DeviceOrder, rows: int
) -> Listing[DeviceRow]:
    """Read what the server finds with `text` after `listing`, see `read_rows`. Raises what `Devices.search` does."""
    return await read_rows(listing, rows, lambda page: devices.search(application_id, text, order=order, page=page))
