"""Reading a list page by page: all of it, or of a very long one only as far as somebody scrolls."""

from __future__ import annotations

from contextlib import aclosing
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

from tts_tui.services.listing import ListedRow, PageCollector

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tts_tui.api.pagination import Pages
    from tts_tui.api.rows import Page
    from tts_tui.services.listing import Listing

__all__ = ["read_pages", "read_rows"]

Row = TypeVar("Row", bound=ListedRow)

_PROGRESS: Final = 0.2
"""Seconds between two calls of `on_progress`: showing each page would take longer than reading it."""


async def read_pages(
    listing: Listing[Row],
    pages: Pages[Row],
    page: Callable[[int], Awaitable[Page[Row]]],
    on_progress: Callable[[Listing[Row]], object],
    *,
    limit: int,
    rows: int,
    now: Callable[[], float] = monotonic,
) -> Listing[Row]:
    """Read what comes after `listing`, and call `on_progress` with what has been read so far, every 0.2 s.

    All of it is read from `pages`, which are closed in any case; or, of a list of more than `limit`, one `page` after
    the other until it has so many `rows`, at most `limit`. `now` counts seconds. Raises what `page` does.
    """
    gathered, told_at = PageCollector(listing), now() if listing.pages else float("-inf")
    async with aclosing(pages):
        while not (gathered.complete or gathered.is_over(limit)):
            gathered.add(await anext(pages))
            if (at := now()) - told_at >= _PROGRESS:
                told_at = at
                on_progress(gathered.listing)
    return await read_rows(gathered.listing, min(rows, limit), page)


async def read_rows(listing: Listing[Row], rows: int, page: Callable[[int], Awaitable[Page[Row]]]) -> Listing[Row]:
    """Read one `page` after the other after `listing`, until that is all or has so many `rows`."""
    while not listing.complete and len(listing.rows) < rows:
        listing = listing.with_page(await page(listing.pages + 1))
    return listing
