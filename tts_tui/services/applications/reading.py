"""Reading lists of applications page by page."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from tts_tui.api.errors import TTSError
from tts_tui.services.list_reading import read_pages, read_rows
from tts_tui.services.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tts_tui.api.client import Client
    from tts_tui.api.models import Account
    from tts_tui.api.pagination import Pages
    from tts_tui.api.resources.applications import ApplicationOrder, Applications
    from tts_tui.api.rows import ApplicationRow

__all__ = ["own_deleted", "read_found", "read_listed"]


async def read_listed(
    applications: Applications,
    listing: Listing[ApplicationRow],
    on_progress: Callable[[Listing[ApplicationRow]], object],
    *,
    order: ApplicationOrder,
    search: bool,
    of: Account | None = None,
    pages: Pages[ApplicationRow] | None,
    limit: int,
    rows: int,
    now: Callable[[], float] = monotonic,
) -> Listing[ApplicationRow]:
    """Read what comes after `listing`, see `read_pages`. `pages` are those to come where they have been asked for.

    Raises what `Applications.page` does.
    """
    if pages is None:
        start = listing.pages + 1
        pages = applications.pages(start=start, total=listing.total, limit=limit, order=order, search=search, of=of)
    return await read_pages(
        listing,
        pages,
        lambda page: applications.page(order=order, page=page, search=search, of=of),
        on_progress,
        limit=limit,
        rows=rows,
        now=now,
    )


async def read_found(
    applications: Applications, listing: Listing[ApplicationRow], text: str, *, order: ApplicationOrder, rows: int
) -> Listing[ApplicationRow]:
    """Read what the server finds with `text` after `listing`, until that is all or has so many `rows`.

    Raises what `Applications.search` does.
    """
    return await read_rows(listing, rows, lambda page: applications.search(text, order=order, page=page))


async def own_deleted(client: Client, application_id: str) -> ApplicationRow | None:
    """The caller's deleted application with that ID; None where there is none, or that can't be read."""
    listing: Listing[ApplicationRow] = Listing()
    try:
        while not listing.complete:
            listing = listing.with_page(await client.applications.page(deleted=True, page=listing.pages + 1))
    except TTSError:
        return None
    return next((row for row in listing.rows if row.id == application_id), None)
