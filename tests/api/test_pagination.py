"""Pages of a list: which are asked for when, and which are given up."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tts_tui.api import errors
from tts_tui.api.pagination import AHEAD, IN_FLIGHT, Pages
from tts_tui.api.rows import Page


class Asked:
    """Answers pages only when it is told to, and knows which were asked for and given up."""

    def __init__(self, total: int | None) -> None:
        self.total, self.asked, self.given_up = total, [], []
        self.answers: dict[int, asyncio.Event] = {}

    async def page(self, number: int) -> Page[str]:
        self.asked.append(number)
        try:
            await self.answers.setdefault(number, asyncio.Event()).wait()
        except asyncio.CancelledError:
            self.given_up.append(number)
            raise
        return Page((f"of-{number}",), self.total)

    async def answer(self, *pages: int) -> None:
        for page in pages:
            self.answers.setdefault(page, asyncio.Event()).set()
        await some_rounds()

    def pages(self, **how: Any) -> Pages[str]:
        return Pages(self.page, **how)


async def some_rounds() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def first_of(pages: Pages[str]) -> str:
    return (await anext(pages)).items[0]


async def test_the_first_page_is_asked_for_alone_and_then_as_many_as_there_are_at_most_four_at_a_time() -> None:
    asked = Asked(total=6_500)
    pages = asked.pages()
    await some_rounds()
    assert asked.asked == [1]
    await asked.answer(1)
    assert asked.asked == [1, 2, 3, 4, 5]  # nobody has taken the first one yet
    assert await first_of(pages) == "of-1"
    await asked.answer(3)
    assert asked.asked == [1, 2, 3, 4, 5, 6]
    await asked.answer(2)
    assert [await first_of(pages), await first_of(pages)] == ["of-2", "of-3"]
    assert asked.asked == [1, 2, 3, 4, 5, 6, 7]  # the last one: 6,500 are seven pages
    await pages.aclose()
    assert asked.given_up == [4, 5, 6, 7]


async def test_what_nobody_takes_is_asked_for_ahead_up_to_a_limit() -> None:
    asked = Asked(total=100_000)
    pages = asked.pages()
    await asked.answer(*range(1, 50))
    assert asked.asked == list(range(1, AHEAD + 1))
    await first_of(pages)
    await some_rounds()
    assert asked.asked == list(range(1, AHEAD + 2))
    await pages.aclose()


@pytest.mark.parametrize("total", [3_001, 1_000_000])
async def test_of_more_than_the_most_none_is_asked_for_ahead(total: int) -> None:
    asked = Asked(total)
    pages = asked.pages(limit=3_000)
    await asked.answer(1, 2)
    assert await first_of(pages) == "of-1"
    await some_rounds()
    assert asked.asked == [1]
    assert await first_of(pages) == "of-2"
    await pages.aclose()


async def test_whoever_knows_how_many_are_wanted_says_so_later() -> None:
    asked = Asked(total=3_000)
    pages = asked.pages(limit=0)
    await asked.answer(1)
    assert asked.asked == [1]
    pages.ask_ahead(3_000)
    await some_rounds()
    assert asked.asked == [1, 2, 3]
    await pages.aclose()


async def test_without_a_total_pages_are_asked_for_one_after_the_other() -> None:
    asked = Asked(total=None)
    await asked.answer(1, 2, 3)
    pages = asked.pages()
    for number in (1, 2, 3):
        await anext(pages)
        assert asked.asked == list(range(1, number + 1))
    await pages.aclose()


async def test_reading_goes_on_where_it_was_stopped() -> None:
    asked = Asked(total=4_000)
    pages = asked.pages(start=2, total=4_000)
    await some_rounds()
    assert asked.asked == [2, 3, 4]
    await asked.answer(2, 3, 4)
    assert [await first_of(pages) for _ in range(3)] == ["of-2", "of-3", "of-4"]
    assert asked.asked == [2, 3, 4]
    await pages.aclose()


async def test_a_page_that_is_there_is_had_without_waiting() -> None:
    asked = Asked(total=2_000)
    pages = asked.pages()
    assert pages.arrived() is None
    await asked.answer(1)
    page = pages.arrived()
    assert page is not None
    assert page.items == ("of-1",)
    assert pages.arrived() is None
    await asked.answer(2)
    assert await first_of(pages) == "of-2"
    await pages.aclose()


async def test_where_the_total_changes_what_lies_ahead_is_asked_for_anew() -> None:
    asked = Asked(total=3_000)
    await asked.answer(1, 3)
    pages = asked.pages()
    await first_of(pages)
    await some_rounds()
    assert asked.asked == [1, 2, 3]
    asked.total = 3_001
    await asked.answer(2)
    assert [(await anext(pages)).total, (await anext(pages)).total] == [3_001, 3_001]
    assert asked.asked[:4] == [1, 2, 3, 3]
    await pages.aclose()


async def test_a_page_that_fails_is_raised_where_it_is_waited_for() -> None:
    class Failing(Asked):
        async def page(self, number: int) -> Page[str]:
            if number == 2:
                raise errors.Unreachable("gone")
            return await super().page(number)

    asked = Failing(total=5_000)
    await asked.answer(1, 3, 4, 5)
    pages = asked.pages()
    await first_of(pages)
    with pytest.raises(errors.Unreachable):
        await anext(pages)
    assert pages.arrived() is None
    await pages.aclose()


async def test_after_it_is_closed_nothing_is_asked_for(caplog) -> None:
    asked = Asked(total=100_000)
    pages = asked.pages()
    await asked.answer(1)
    await pages.aclose()
    await some_rounds()
    assert asked.asked == list(range(1, IN_FLIGHT + 2))
    assert asked.given_up == list(range(2, IN_FLIGHT + 2))
    assert not caplog.text


@pytest.mark.parametrize(
    ("items", "told", "total"), [(("a", "b"), 0, None), (("a", "b"), 2, 2), ((), 0, 0), (("a",), 5, 5)]
)
def test_a_total_that_is_smaller_than_the_page_says_nothing(
    items: tuple[str, ...], told: int, total: int | None
) -> None:
    assert Page(items, told).total == total
