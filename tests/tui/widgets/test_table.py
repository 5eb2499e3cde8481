"""The cursor of a table: it stays on its row whatever happens around it."""

from __future__ import annotations

from operator import itemgetter

import pytest

from tests.tui.widgets.tables import MANY, Table, line_of_cursor, opened, rows


async def test_the_cursor_stays_on_its_row_and_its_line_when_rows_come_in_above() -> None:
    async with opened() as (table, person):
        for place in (700, 1_800):
            table.show(rows(range(MANY)))
            table.move_cursor(row=place)
            await person.press("up", "up")
            current, line = table.current, line_of_cursor(table)
            table.show(rows([9_001, 9_002, *range(MANY)]))
            await person.settle()
            assert table.current == current == f"row-{place - 2:05}"
            assert line_of_cursor(table) == line


async def test_at_the_top_rows_that_come_in_above_are_seen() -> None:
    async with opened() as (table, person):
        table.show(rows(range(50)))
        await person.press("j")
        table.show(rows([9_001, 9_002, *range(50)]))
        await person.settle()
        assert (table.current, table.cursor_row, table.scroll_y) == ("row-00001", 3, 0)


async def test_the_cursor_stays_on_its_row_in_another_order() -> None:
    async with opened() as (table, person):
        table.show(rows(range(MANY)))
        await person.settle()
        table.move_cursor(row=10)
        table.show(rows(reversed(range(MANY))))
        await person.settle()
        assert table.current == "row-00010"
        assert table.cursor_row == MANY - 11
        assert 0 <= line_of_cursor(table) < table.size.height - 1


async def test_the_cursor_goes_to_the_next_row_where_its_own_has_gone() -> None:
    async with opened() as (table, person):
        for at, gone, goes_to in ((5, [5], "row-00006"), (9, [9], "row-00008"), (5, [4, 5, 6], "row-00000")):
            table.show(rows(range(10)))
            table.move_cursor(row=at)
            table.show(rows(number for number in range(10) if number not in gone))
            await person.settle()
            assert table.current == goes_to


async def test_the_cursor_waits_for_its_row_where_more_are_being_read_unless_the_person_moves_it() -> None:
    backwards = rows(reversed(range(10)))
    async with opened() as (table, person):
        for key, goes_to in ((None, "row-00005"), ("j", "row-00008")):
            table.show(rows(range(10)))
            table.move_cursor(row=5)
            table.show_items(backwards[:3], lambda each: each, itemgetter(0), more=True)
            await person.settle()
            assert table.current == "row-00009"
            if key:
                await person.press(key)
            table.show_items(backwards, lambda each: each, itemgetter(0))
            await person.settle()
            assert table.current == goes_to


async def test_the_end_is_that_of_all_rows_though_most_were_still_to_come() -> None:
    async with opened() as (table, person):
        table.show_items(rows(range(3)), lambda each: each, itemgetter(0), more=True)
        await person.press("end")
        table.show_items(rows(range(40)), lambda each: each, itemgetter(0), more=True)
        assert table.current == "row-00002"  # it waits, as to draw the screen for each page would be a lot
        table.show_items(rows(range(100)), lambda each: each, itemgetter(0))
        await person.settle()
        assert table.current == "row-00099"
        assert table.current in table.seen
        table.show(rows(range(110)))
        assert table.current == "row-00099"


@pytest.mark.parametrize("key", ["k", "j", "home", "pageup"])
async def test_who_goes_on_from_the_end_does_not_want_it_any_more(key: str) -> None:
    async with opened() as (table, person):
        table.show_items(rows(range(3)), lambda each: each, itemgetter(0), more=True)
        await person.press("G")
        table.show_items(rows(range(40)), lambda each: each, itemgetter(0), more=True)
        await person.press(key)
        at = table.current
        table.show_items(rows(range(100)), lambda each: each, itemgetter(0))
        await person.settle()
        assert table.current == at


async def test_a_filter_after_the_end_leaves_the_cursor_on_its_row() -> None:
    async with opened() as (table, person):
        table.show_items(rows(range(40)), lambda each: each, itemgetter(0), more=True)
        await person.press("end")
        table.show_items(rows([3, 39, 41]), lambda each: each, itemgetter(0), more=True)
        table.show_items(rows([3, 39, 41, 50]), lambda each: each, itemgetter(0))
        await person.settle()
        assert table.current == "row-00039"


async def test_the_cursor_comes_back_after_a_filter_that_found_nothing() -> None:
    async with opened() as (table, person):
        table.show(rows(range(MANY)))
        await person.settle()
        table.move_cursor(row=900)
        table.show([])
        await person.settle()
        assert table.current is None
        table.show(rows(range(MANY)))
        await person.settle()
        assert table.current == "row-00900"


async def test_the_cursor_can_be_sent_to_a_row_that_is_there_or_that_comes() -> None:
    async with opened() as (table, person):
        table.show(rows(range(50)))
        table.go_to("row-00030")
        await person.settle()
        assert table.current == "row-00030"
        assert 0 <= line_of_cursor(table) < table.size.height - 1
        table.go_to("row-00070")
        assert table.current == "row-00030"
        table.show(rows(range(100)))
        await person.settle()
        assert table.current == "row-00070"
        assert 0 <= line_of_cursor(table) < table.size.height - 1


async def test_keys_of_vi_and_of_everybody() -> None:
    async with opened() as (table, person):
        table.show(rows(range(200)))
        places = []
        for key in ("j", "down", "k", "up", "G", "g", "end", "home", "ctrl+end", "ctrl+home", "ctrl+d", "ctrl+u"):
            await person.press(key)
            places.append(table.cursor_row)
        assert places == [1, 2, 1, 0, 199, 0, 199, 0, 199, 0, 11, 0]
        await person.press("pagedown")
        assert table.cursor_row > 15
        await person.press("pageup")
        assert table.cursor_row == 0
        table.show(rows(range(15)))
        await person.press("ctrl+d", "ctrl+d", "ctrl+d")
        assert table.cursor_row == 14
        await person.press("ctrl+u", "ctrl+u", "ctrl+u")
        assert table.cursor_row == 0
        assert "enter" not in table._bindings.key_to_bindings, "it is left to the screen"


async def test_an_empty_table_has_no_row_under_the_cursor() -> None:
    async with opened() as (table, person):
        assert table.current is None
        table.show([])
        await person.press("j", "k", "G", "ctrl+d")
        assert table.current is None


async def test_the_cursor_stays_on_its_row_when_the_terminal_changes_its_size() -> None:
    async with opened() as (table, person):
        table.show(rows(range(MANY)))
        for place in (3, 700, 1_800):
            table.move_cursor(row=place)
            await person.settle()
            for size in ((100, 24), (120, 40), (60, 16), (80, 24)):
                await person.resize(*size)
                assert table.current == f"row-{place:05}"
                assert table.row_count == MANY
                assert 0 <= line_of_cursor(table) < table.size.height - 1


async def test_another_row_under_the_cursor_is_told_once() -> None:
    async with opened() as (table, person):
        table.app.highlighted.clear()
        table.show(rows(range(5)))
        await person.settle()
        table.show(rows(range(5)))
        await person.press("j", "G", "G")
        table.show([])
        await person.settle()
        assert table.app.highlighted == ["row-00000", "row-00001", "row-00004", None]


async def test_a_click_moves_the_cursor_and_a_second_one_selects() -> None:
    async with opened() as (table, person):
        table.show(rows(range(MANY)))
        table.move_cursor(row=500)
        await person.settle()
        top = round(table.scroll_y)
        await person.pilot.click(Table, offset=(3, 5))
        assert (table.cursor_row, table.app.selected) == (top + 4, 0)
        await person.pilot.click(Table, offset=(3, 5))
        assert (table.cursor_row, table.app.selected) == (top + 4, 1)
        await person.pilot.click(Table, offset=(3, 0))
        assert (table.cursor_row, table.app.selected) == (top + 4, 1)
