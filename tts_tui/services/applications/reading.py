"""Reading a list of applications page by page: the whole of it, or of a very long one only as far as is looked at."""

from __future__ import annotations

from contextlib import aclosing
from time import monotonic
from typing import TYPE_CHECKING, Final

from tts_tui.services.applications.listing import PageCollector

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tts_tui.api.pagination import Pages
    from tts_tui.api.resources.applications import Applications, Order
    from tts_tui.api.rows import ApplicationRow, Page
    from tts_tui.services.applications.listing import Listing

__all__ = ["read_found", "read_listed"]

_PROGRESS: Final = 0.2
"""Seconds after which a list is told of again while it is read: to show it for each page would take the longer part."""


async def read_listed(
    applications: Applications,
    listing: Listing,
    on_progress: Callable[[Listing], object],
    *,
    order: Order,
    search: bool,
    pages: Pages[ApplicationRow] | None,
    limit: int,
    rows: int,
    now: Callable[[], float] = monotonic,
) -> Listing:
    """Read what comes after `listing`, and call `on_progress` with what has been read so far, every 0.2 s.

    All of it is read, or, of a list of more than `limit`, one page after the other until it has so many `rows`, at
    most `limit`. `pages` are those to come where they have been asked for already; they are closed in any case. `now`
    counts seconds. Raises what `Applications.page` does.
    """
    gathered, told_at = PageCollector(listing), now() if listing.pages else float("-inf")
    if pages is None:
        start = listing.pages + 1
        pages = applications.pages(start=start, total=listing.total, limit=limit, order=order, search=search)
    async with aclosing(pages):
        while not (gathered.complete or gathered.is_over(limit)):
            gathered.add(await anext(pages))
            if (at := now()) - told_at >= _PROGRESS:
                told_at = at
                on_progress(gathered.listing)
    read = gathered.listing
    return await _read(read, min(rows, limit), lambda page: applications.page(order=order, page=page, search=search))


async def read_found(applications: Applications, listing: Listing, text: str, *, order: Order, rows: int) -> Listing:
    """Read what the server finds with `text` after `listing`, until that is all or has so many `rows`.

    Raises what `Applications.search` does.
    """
    return await _read(listing, rows, lambda page: applications.search(text, order=order, page=page))


async def _read(listing: Listing, rows: int, ask: Callable[[int], Awaitable[Page[ApplicationRow]]]) -> Listing:
    while not listing.complete and len(listing.rows) < rows:
        listing = listing.with_page(await ask(listing.pages + 1))
    return listing
