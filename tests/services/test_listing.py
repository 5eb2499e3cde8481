"""The pages of a list, put together."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts_tui.api.calls import MAX_LIMIT
from tts_tui.api.rows import ApplicationRow, Page
from tts_tui.services.applications.list_state import ListState
from tts_tui.services.listing import Listing, PageCollector


def row(id_: str, name: str = "", description: str = "") -> ApplicationRow:
    return ApplicationRow(id_, name, description, None)


def page(*ids: str, total: int | None) -> Page[ApplicationRow]:
    return Page(tuple(row(each) for each in ids), total)


def ids(listing: Listing) -> list[str]:
    return [each.id for each in listing.rows]


def test_pages_follow_one_another_until_the_total_has_come() -> None:
    one = Listing().with_page(page("a", "b", total=5))
    two = one.with_page(page("c", "d", total=5))
    three = two.with_page(page("e", total=5))
    assert [each.complete for each in (one, two, three)] == [False, False, True]
    assert [each.count for each in (one, two, three)] == ["2 of 5 read", "4 of 5 read", "5"]
    assert [each.pages for each in (one, two, three)] == [1, 2, 3]
    assert ids(three) == ["a", "b", "c", "d", "e"]


def test_an_empty_list_is_complete() -> None:
    listing = Listing().with_page(page(total=0))
    assert listing.complete
    assert listing.count == "0"


def test_a_row_that_moved_to_the_next_page_is_there_once_where_it_was_first() -> None:
    listing = Listing().with_page(page("a", "b", total=3)).with_page(page("b", "c", total=4))
    assert ids(listing) == ["a", "b", "c"]
    assert listing.complete
    assert listing.count == "3 of 4 read"  # one came in above while the list was read: it is not here


def test_a_page_that_has_a_row_twice_has_it_once() -> None:
    assert ids(Listing().with_page(page("a", "a", "b", total=3))) == ["a", "b"]


def test_a_total_that_grows_while_reading_is_read_to_its_end() -> None:
    listing = Listing().with_page(page("a", total=2)).with_page(page("b", total=3))
    assert not listing.complete
    assert listing.with_page(page("c", total=3)).complete


@pytest.mark.parametrize("items", [(), ("a",)])
def test_a_server_whose_pages_bring_nothing_new_is_not_asked_for_ever(items: tuple[str, ...]) -> None:
    listing = Listing().with_page(page("a", total=10**18)).with_page(page(*items, total=10**18))
    assert listing.complete
    assert listing.count == "1 of 1,000,000,000,000,000,000 read"


def test_without_a_total_a_page_that_is_not_full_is_the_last() -> None:
    full = Listing().with_page(page(*(f"a{number}" for number in range(MAX_LIMIT)), total=None))
    assert not full.complete
    assert full.count == "1,000 read"
    assert full.with_page(page("b", total=None)).complete
    assert full.with_page(page("b", total=None)).count == "1,001"


@pytest.mark.parametrize(("total", "over"), [(3, False), (4, True), (None, False)])
def test_a_list_is_over_what_is_read_at_most_by_what_the_server_says(total: int | None, *, over: bool) -> None:
    rows = [f"a{number}" for number in range(MAX_LIMIT)] if total is None else ["a", "b"]
    listing = Listing().with_page(page(*rows, total=total))
    assert listing.is_over(3 if total else MAX_LIMIT + 1) is over


def test_a_list_is_over_when_so_many_are_here_and_more_come() -> None:
    full = Listing().with_page(page(*(f"a{number}" for number in range(MAX_LIMIT)), total=None))
    assert full.is_over(MAX_LIMIT)
    assert not full.with_page(page(total=None)).is_over(MAX_LIMIT)
    assert not Listing().is_over(1)


def test_what_was_deleted_is_taken_out_of_the_count_too() -> None:
    listing = Listing().with_page(page("a", "b", total=2))
    assert ids(listing.without("a")) == ["b"]
    assert listing.without("a").count == "1"
    assert listing.without("other") == listing
    assert Listing().with_page(page("a", total=None)).without("a").total is None


@given(st.lists(st.integers(0, 30), unique=True), st.integers(1, 7))
def test_every_list_is_put_together_whole_and_in_order(numbers: list[int], size: int) -> None:
    wanted, listing = [str(each) for each in numbers], Listing()
    while not listing.complete:
        start = listing.pages * size
        listing = listing.with_page(page(*wanted[start : start + size], total=len(wanted)))
    assert ids(listing) == wanted
    assert listing.pages == max(1, -(-len(wanted) // size))


def test_what_was_gathered_so_far_stays_as_it_was_while_more_comes() -> None:
    gathered = PageCollector(Listing().with_page(page("a", total=4)))
    gathered.add(page("a", "b", total=4))
    two = gathered.listing
    gathered.add(page("c", total=4))
    assert (ids(two), ids(gathered.listing)) == (["a", "b"], ["a", "b", "c"])
    assert (two.complete, gathered.complete, gathered.listing.complete) == (False, True, True)
    assert [two.matching("c"), two.matching("b"), gathered.listing.matching("c")] == [(), (row("b"),), (row("c"),)]
    assert two.matching("c") == ()  # what a later listing has worked out is of no row of this one


# The filter

ROWS = Listing(
    (
        row("water-north", "Water meters North", "Cold water."),
        row("parking-1", "Parking", "By the WATER works"),
        row("zurich", "Zürich STRASSE"),
        row("straße", "", "100% [bold] \\d+ .*"),
    ),
    complete=True,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["water-north", "parking-1", "zurich", "straße"]),
        ("   ", ["water-north", "parking-1", "zurich", "straße"]),
        ("water", ["water-north", "parking-1"]),
        ("WATER", ["water-north", "parking-1"]),
        ("north water", ["water-north"]),
        ("r w meters water", ["water-north"]),
        ("water parking", ["parking-1"]),
        ("strasse", ["zurich", "straße"]),
        ("zürich", ["zurich"]),
        ("[bold]", ["straße"]),
        (".*", ["straße"]),
        ("100%", ["straße"]),
        ("nothing", []),
        ("northwater", []),
    ],
)
def test_a_filter_finds_what_has_every_word_in_id_name_or_description(text: str, found: list[str]) -> None:
    assert [each.id for each in ROWS.matching(text)] == found


def test_a_word_does_not_match_across_two_fields() -> None:
    assert not Listing((row("ab", "cd"),)).matching("abcd")


async def test_what_is_searched_is_prepared_in_steps_between_which_the_program_answers() -> None:
    rows = tuple(row(f"A{number:05}") for number in range(25_000))
    listing, turns = Listing().with_page(Page(rows, None)), 0
    preparing = asyncio.ensure_future(listing.prepare())
    while not preparing.done():
        turns += 1
        await asyncio.sleep(0)
        if turns == 2:
            assert listing.matching("a24999") == (rows[-1],)  # who can't wait has the rest at once
    assert turns > 2
    assert len(listing._texts) == len(rows)


# The order


async def test_while_many_are_put_in_order_the_program_answers_and_they_are_searched_as_before() -> None:
    day = datetime(2026, 11, 23, tzinfo=UTC)
    rows = tuple(ApplicationRow(f"a{n:05}", "", f"no. {n}", day + timedelta(n * 7919 % 1_000)) for n in range(25_000))
    listing, turns = Listing().with_page(Page(rows, len(rows))), 0
    ordering = asyncio.ensure_future(listing.reordered("application_id", "-created_at", ListState.keys))
    while not ordering.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 3
    found = ordering.result()
    assert found.rows == tuple(sorted(rows, key=lambda each: (each.created_at, each.id), reverse=True))
    assert [each.id for each in found.matching("A00777")] == ["a00777"]
