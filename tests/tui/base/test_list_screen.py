"""What all lists share, on the lists of applications and of API keys."""

from __future__ import annotations

import pytest

from tests.tui.screens.api_keys.keys import open_keys
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.screens.api_keys.list import APIKeysScreen
from tts_tui.tui.screens.applications.deleted import DeletedApplicationsScreen
from tts_tui.tui.screens.applications.list import ApplicationsScreen
from tts_tui.tui.screens.servers.list import ServersScreen

LISTS = [ApplicationsScreen, DeletedApplicationsScreen, APIKeysScreen, ServersScreen]


def table(person):
    return person.app.screen.table


async def of_applications(person) -> None:
    """The list that is there first."""


async def of_keys(person) -> None:
    await open_keys(person, "water-meters-north")


@pytest.mark.parametrize("screen", LISTS)
def test_a_list_has_the_keys_that_it_offers_and_no_others(screen) -> None:
    assert "BINDINGS" not in vars(ListScreen)
    assert {each.action for each in screen.BINDINGS} == {each.action for each in screen.offers}


@pytest.mark.parametrize("opened", [of_applications, of_keys])
async def test_esc_clears_a_kept_filter_before_it_leaves_and_the_cursor_is_back_where_it_was(start, sample, opened):
    async with start(sample.key) as person:
        await opened(person)
        area, rows = person.app.screen.area, table(person).row_count
        await person.press("slash")
        await person.type("er")
        await person.press("down")  # moves to the list, and keeps the filter
        assert table(person).has_focus
        assert 0 < table(person).row_count < rows
        await person.press("escape")
        assert (person.app.screen.area, table(person).row_count) == (area, rows)
        await person.press("slash")
        await person.type("er")
        await person.press("enter")
        assert table(person).has_focus
        await person.press("escape")
        assert (person.app.screen.area, table(person).row_count) == (area, rows)
        await person.press("g", "j", "j")
        current = table(person).current
        await person.press("slash")
        await person.type("nothing has this")
        assert table(person).row_count == 0
        await person.press("escape")
        assert table(person).has_focus
        assert table(person).current == current


@pytest.mark.parametrize("opened", [of_applications, of_keys])
async def test_orders_come_one_after_another_and_each_is_reversed(start, sample, opened):
    async with start(sample.key) as person:
        await opened(person)
        orders = person.app.screen.orders
        seen = [person.app.screen.order_index]
        for key in ("S", "s") * (len(orders) // 2):
            await person.press(key)
            seen.append(person.app.screen.order_index)
        assert seen == [*range(len(orders)), 0]
        assert orders[0][1] in person.screen


async def test_ordered_by_expiry_the_cursor_goes_to_what_has_expired(start, sample):
    async with start(sample.key) as person:
        await of_keys(person)
        await person.press("G", "s")
        assert person.app.screen.order_index == 2
        assert table(person).cursor_row == 0
        assert "Expires ↑" in person.screen
        await person.press("G", "s")
        assert table(person).cursor_row != 0  # by name it stays on its key


async def test_the_title_stands_out_while_the_list_has_the_focus(start, sample):
    async with start(sample.key) as person:
        rule = person.app.screen.query_one("#count")
        assert rule.has_class("-focused")
        for keys in (["slash"], ["g", "enter"], ["escape"]):  # from the list to the filter, and back
            await person.press(*keys)
            assert rule.has_class("-focused")
        person.app.screen.set_focus(None)
        await person.settle()
        assert not rule.has_class("-focused")
