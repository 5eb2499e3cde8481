"""The table: filled in steps, with a cursor that stays on its row whatever happens around it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from operator import itemgetter
from typing import TYPE_CHECKING

import pytest
from rich.text import Text

from tests.tui.conftest import driven
from tests.tui.widgets.bare_app import BareApp
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from textual.app import ComposeResult

    from tests.tui.conftest import Person

MANY = 2_300


def row(number: int) -> Row:
    return f"row-{number:05}", (Text(f"row-{number:05}"), Text(f"Name {number}"), Text("about"))


def rows(numbers: Iterable[int]) -> list[Row]:
    return [row(number) for number in numbers]


class TableApp(BareApp):
    CSS = "Table { height: 1fr; scrollbar-size-vertical: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.highlighted: list[str | None] = []
        self.selected = 0

    def compose(self) -> ComposeResult:
        yield Table([Column("ID", 12), Column("Name", 10, grows=True), Column("About", 8, from_width=110)])

    def on_table_highlighted(self) -> None:
        self.highlighted.append(self.table.current)

    def on_table_selected(self) -> None:
        self.selected += 1

    @property
    def table(self) -> Table:
        return self.query_one(Table)


@asynccontextmanager
async def opened(size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Table, Person]]:
    """An empty table with the focus, and the person who presses keys."""
    app = TableApp()
    async with driven(app, size) as person:
        yield app.table, person


def text_of(table: Table, line: int) -> str:
    return "".join(segment.text for segment in table.render_line(line))


def line_of_cursor(table: Table) -> int:
    """How far below the top of the view the cursor is."""
    return table.cursor_row - round(table.scroll_y)


# Rows


async def test_of_many_rows_only_those_that_are_seen_are_made_and_a_step_draws_two() -> None:
    made: list[str] = []

    def made_of(item: Row) -> Row:
        made.append(item[0])
        return item

    async with opened() as (table, person):
        table.show_items(rows(range(MANY)), made_of, itemgetter(0))
        await person.settle()
        assert person.screen
        assert table.row_count == MANY
        assert set(made) == {row(number)[0] for number in range(23)}
        made.clear()
        await person.press("j")
        assert person.screen
        assert made == ["row-00000", "row-00001"]
        made.clear()
        await person.press("G")
        assert person.screen
        assert set(made) == {row(number)[0] for number in range(MANY - 23, MANY)}


async def test_a_list_that_is_replaced_leaves_nothing_behind_and_has_each_key_once() -> None:
    async with opened() as (table, person):
        table.show(rows(range(MANY)))
        await person.settle()
        table.show(rows([5_000, 5_001, 5_002, 5_001]))
        await person.settle()
        assert table.keys == ("row-05000", "row-05001", "row-05002")
        shown = [text_of(table, line).split()[:1] for line in range(1, 5)]
        assert shown == [["row-05000"], ["row-05001"], ["row-05002"], []]


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


async def test_a_cell_that_is_too_long_ends_in_an_ellipsis() -> None:
    async with opened() as (table, person):
        long = Text("0123456789" * 9)
        wide = Text("水" * 50)
        table.show([("a", (long, wide, Text("")))])
        await person.settle()
        assert text_of(table, 1).startswith(" 01234567890…  水水")
        assert text_of(table, 1).rstrip().endswith("水…")
        assert table.render_line(1).cell_length == 80


# The looks


async def test_a_cell_has_its_own_style_except_under_the_cursor() -> None:
    async with opened() as (table, person):
        for style in ("muted", "warning", "error"):
            soon = (Text("soon", style=style), Text(""), Text(""))
            table.show([("row-00001", soon), ("row-00002", soon)])
            await person.settle()
            on_cursor, other = (
                next(segment.style for segment in table.render_line(line) if "soon" in segment.text) for line in (1, 2)
            )
            assert other is not None
            assert on_cursor is not None
            assert other.color == table.get_component_rich_style(f"table--{style}").color != table.rich_style.color
            assert on_cursor.color == table.get_component_rich_style("table--cursor").color


async def test_a_line_of_one_style_is_one_run_and_so_few_bytes() -> None:
    async with opened() as (table, person):
        table.show(rows(range(3)))
        await person.settle()
        assert [len(list(table.render_line(line))) for line in range(3)] == [1, 1, 1]
        assert [table.render_line(line).cell_length for line in range(3)] == [80, 80, 80]


async def test_muted_cells_beside_each_other_are_one_run_with_their_padding() -> None:
    async with opened() as (table, person):
        table.reshape([Column("ID", 12), Column("Name", 10, muted=True), Column("About", 8, muted=True)])
        table.show(rows(range(3)))
        await person.settle()
        first, second, rest = table.render_line(2)
        assert first.text.rstrip() == " row-00001"
        assert second.text.split() == ["Name", "1", "about"]
        assert second.style is not None
        assert second.style.color == table.get_component_rich_style("table--muted").color
        assert not rest.text.strip()


async def test_what_a_filter_found_is_marked_in_the_columns_that_are_searched() -> None:
    async with opened() as (table, person):
        table.reshape([Column("ID", 12), Column("Name", 10), Column("About", 8, searched=False)])
        table.show(rows(range(3)))
        table.mark(" NAME  1 b(")
        await person.settle()
        for line in (1, 2):  # under the cursor, too
            marked = [each.text for each in table.render_line(line) if each.style and each.style.underline]
            assert "".join(marked).replace("1", "") == "Name"
        table.mark("")
        assert not [each for each in table.render_line(2) if each.style and each.style.underline]


async def test_an_arrow_is_at_the_ordered_column() -> None:
    async with opened() as (table, person):
        table.show(rows(range(3)))
        for descending, title in ((True, "Name ↓"), (False, "Name ↑")):
            table.show_order("Name", descending=descending)
            await person.settle()
            assert title in text_of(table, 0)
        assert "ID ↑" not in text_of(table, 0)


# The cursor


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


# Columns


async def test_columns_fill_the_screen_and_leave_room_for_the_scrollbar() -> None:
    async with opened() as (table, person):
        for width, titles in ((80, ["ID", "Name"]), (109, ["ID", "Name"]), (110, ["ID", "Name", "About"])):
            await person.pilot.resize_terminal(width, 24)
            table.show(rows(range(3)))
            await person.settle()
            assert text_of(table, 0).split() == titles
            header = text_of(table, 0)
            assert table.virtual_size.width == width - 1
            table.show(rows(range(100)))
            await person.settle()
            assert table.show_vertical_scrollbar
            assert not table.show_horizontal_scrollbar
            assert text_of(table, 0).rstrip() == header.rstrip()
        before = text_of(table, 4).index("Name 3")
        await person.pilot.resize_terminal(90, 24)
        await person.settle()
        assert table.virtual_size == (89, 101), "the column that grows has the room"
        assert text_of(table, 4).index("Name 3") == before


async def test_the_cursor_stays_on_its_row_when_the_terminal_changes_its_size() -> None:
    async with opened() as (table, person):
        table.show(rows(range(MANY)))
        for place in (3, 700, 1_800):
            table.move_cursor(row=place)
            await person.settle()
            for size in ((100, 24), (120, 40), (60, 16), (80, 24)):
                await person.pilot.resize_terminal(*size)
                await person.settle()
                assert table.current == f"row-{place:05}"
                assert table.row_count == MANY
                assert 0 <= line_of_cursor(table) < table.size.height - 1
