"""How far a list is read, and what is asked for that."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts_tui.api.calls import MAX_LIMIT
from tts_tui.api.resources.applications import ApplicationOrder, Applications
from tts_tui.api.rows import ApplicationRow, Page
from tts_tui.services.applications.reading import read_found, read_listed
from tts_tui.services.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tts_tui.api.models import Account

MOST = 3_000


class Served(Applications):
    """A server with so many applications, and what it was asked for."""

    def __init__(self, total: int, *, counts: bool = True) -> None:
        self.total, self.counts = total, counts
        self.asked: list[tuple[int, ApplicationOrder, object]] = []
        self.told: list[int] = []
        self.seconds: Iterator[float] = count(0, 1)
        """When each page comes."""

    async def page(
        self,
        *,
        order: ApplicationOrder = "application_id",
        page: int = 1,
        limit: int = MAX_LIMIT,
        deleted: bool = False,
        search: bool = False,
        of: Account | None = None,
    ) -> Page[ApplicationRow]:
        return self._answer(page, order, search)

    async def search(
        self, text: str, *, order: ApplicationOrder = "application_id", page: int = 1
    ) -> Page[ApplicationRow]:
        return self._answer(page, order, text)

    def _answer(self, page: int, order: ApplicationOrder, asked: object) -> Page[ApplicationRow]:
        self.asked.append((page, order, asked))
        numbers = range(min((page - 1) * MAX_LIMIT, self.total), min(page * MAX_LIMIT, self.total))
        rows = tuple(ApplicationRow(f"of-{number}", "", "", None) for number in numbers)
        return Page(rows, self.total if self.counts else None)

    @property
    def pages_asked(self) -> Collection[int]:
        return [page for page, _, _ in self.asked]

    async def read(self, listing: Listing | None = None, rows: int = 1) -> Listing:
        """Read on, in some order, as the screen does."""
        return await read_listed(
            self,
            listing or Listing(),
            lambda partly: self.told.append(len(partly.rows)),
            order="-name",
            search=True,
            pages=None,
            limit=MOST,
            rows=rows,
            now=lambda: next(self.seconds),
        )


async def test_up_to_the_most_all_is_read_and_told_of_meanwhile() -> None:
    server = Served(MOST)
    assert (await server.read()).complete
    assert server.asked == [(1, "-name", True), (2, "-name", True), (3, "-name", True)]
    assert server.told == [1_000, 2_000, 3_000]


async def test_what_comes_quickly_is_told_of_five_times_a_second_at_most() -> None:
    server = Served(MOST)
    server.seconds = count(0, 0.125)
    await server.read()
    assert server.told == [1_000, 3_000]


async def test_one_more_and_only_the_first_page_is_read() -> None:
    server = Served(MOST + 1)
    listing = await server.read()
    assert (len(listing.rows), listing.complete) == (1_000, False)
    assert server.pages_asked == [1]


@pytest.mark.parametrize(("rows", "pages"), [(1_000, []), (1_001, [2]), (2_500, [2, 3]), (9_999, [2, 3])])
async def test_then_it_is_read_as_far_as_is_wanted_and_never_further_than_the_most(rows: int, pages: list[int]) -> None:
    server = Served(10 * MOST)
    first = await server.read()
    server.asked.clear()
    listing = await server.read(first, rows)
    assert server.pages_asked == pages
    assert len(listing.rows) == 1_000 * (1 + len(pages))


async def test_a_server_that_does_not_count_is_read_up_to_the_most_and_no_further() -> None:
    server = Served(10 * MOST, counts=False)
    listing = await server.read(rows=10 * MOST)
    assert len(listing.rows) == MOST
    assert not listing.complete
    assert listing.count == "3,000 read"


async def test_what_is_found_is_read_as_far_as_is_wanted() -> None:
    server = Served(2_300)
    found = await read_found(server, Listing(), "water", order="created_at", rows=1)
    assert (len(found.rows), server.asked) == (1_000, [(1, "created_at", "water")])
    found = await read_found(server, found, "water", order="created_at", rows=9_999)
    assert (len(found.rows), found.complete, list(server.pages_asked)) == (2_300, True, [1, 2, 3])


@given(st.integers(0, 8_000), st.integers(1, 8_000), st.booleans())
async def test_never_more_than_the_most_is_kept_and_never_less_than_is_wanted_and_there(
    count: int, rows: int, counts: bool
) -> None:
    listing = await Served(count, counts=counts).read(rows=rows)
    assert min(count, rows, MOST) <= len(listing.rows) <= MOST
    assert listing.complete == (len(listing.rows) == count)
