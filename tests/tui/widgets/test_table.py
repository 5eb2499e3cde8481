"""The table: filled in steps, with a cursor that stays on its row whatever happens around it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from operator import itemgetter
from typing import TYPE_CHECKING

import pytest
from rich.text import Text
from textual.app import App

from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from textual.app import ComposeResult
    from textual.pilot import Pilot

MANY = 2_300


def row(number: int) -> Row:
    return f"row-{number:05}", (Text(f"row-{number:05}"), Text(f"Name {number}"), Text("about"))


def rows(numbers: Iterable[int]) -> list[Row]:
    return [row(number) for number in numbers]


class Tables(App[None]):
    CSS = "Table { height: 1fr; scrollbar-size-vertical: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._listener: list[str | None] = []
        self.selected = 0

    def compose(self) -> ComposeResult:
        yield Table([Column("ID", 12), Column("Name", 10, grows=True), Column("About", 8, from_width=110)])

    def on_table_highlighted(self) -> None:
        self._listener.append(self.table.current)

    def on_table_selected(self) -> None:
        self.selected += 1

    @property
    def table(self) -> Table:
        return self.query_one(Table)


@asynccontextmanager
async def table(size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Table, Pilot[None]]]:
    app = Tables()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app.table, pilot


async def settle(shown: Table, pilot: Pilot[None]) -> None:
    await shown.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


def text_of(shown: Table, line: int) -> str:
    return "".join(segment.text for segment in shown.render_line(line))


def line_of_cursor(shown: Table) -> int:
    """How far below the top of the view the cursor is."""
    return shown.cursor_row - round(shown.scroll_y)


# Rows


async def test_of_many_rows_only_those_on_the_screen_are_made() -> None:
    made: list[str] = []

    def made_of(item: tuple[str, int]) -> Row:
        made.append(item[0])
        return row(item[1])

    async with table() as (shown, pilot):
        shown.show_items([(row(number)[0], number) for number in range(MANY)], made_of, itemgetter(0))
        await settle(shown, pilot)
        assert shown.row_count == MANY
        assert set(made) == {row(number)[0] for number in range(23)}
        shown.focus()
        await pilot.press("G")
        await settle(shown, pilot)
        assert set(made) == {row(number)[0] for number in (*range(23), *range(MANY - 23, MANY))}


async def test_the_cursor_goes_down_by_drawing_two_lines() -> None:
    made: list[str] = []

    def made_of(item: Row) -> Row:
        made.append(item[0])
        return item

    async with table() as (shown, pilot):
        shown.show_items(rows(range(MANY)), made_of, itemgetter(0))
        shown.focus()
        await settle(shown, pilot)
        made.clear()
        await pilot.press("j")
        await settle(shown, pilot)
        assert made == ["row-00000", "row-00001"]


async def test_a_list_that_is_replaced_leaves_nothing_behind() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(MANY)))
        await settle(shown, pilot)
        shown.show(rows(range(5_000, 5_003)))
        await settle(shown, pilot)
        assert shown.keys == ("row-05000", "row-05001", "row-05002")
        assert [text_of(shown, line).split()[:1] for line in range(1, 5)] == [
            ["row-05000"],
            ["row-05001"],
            ["row-05002"],
            [],
        ]


async def test_another_row_under_the_cursor_is_told_once() -> None:
    async with table() as (shown, pilot):
        told: list[str | None] = []
        shown.app._listener = told
        shown.show(rows(range(5)))
        await settle(shown, pilot)
        shown.show(rows(range(5)))
        shown.focus()
        await pilot.press("j", "G", "G")
        shown.show([])
        await settle(shown, pilot)
        assert told == ["row-00000", "row-00001", "row-00004", None]


async def test_a_click_moves_the_cursor_and_a_second_one_selects() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(MANY)))
        shown.move_cursor(row=500)
        await settle(shown, pilot)
        top = round(shown.scroll_y)
        await pilot.click(Table, offset=(3, 5))
        assert (shown.cursor_row, shown.app.selected) == (top + 4, 0)
        await pilot.click(Table, offset=(3, 5))
        assert (shown.cursor_row, shown.app.selected) == (top + 4, 1)
        await pilot.click(Table, offset=(3, 0))
        assert (shown.cursor_row, shown.app.selected) == (top + 4, 1)


async def test_a_cell_that_is_too_long_ends_in_an_ellipsis() -> None:
    async with table() as (shown, pilot):
        long = Text("0123456789" * 9)
        wide = Text("水" * 50)
        shown.show([("a", (long, wide, Text("")))])
        await settle(shown, pilot)
        assert text_of(shown, 1).startswith(" 01234567890…  水水")
        assert text_of(shown, 1).rstrip().endswith("水…")
        assert shown.render_line(1).cell_length == 80


async def test_a_key_that_comes_twice_is_there_once() -> None:
    async with table() as (shown, pilot):
        shown.show(rows([1, 2, 1]))
        await settle(shown, pilot)
        assert list(shown.keys) == ["row-00001", "row-00002"]


# The looks


async def test_a_cell_has_its_own_style_except_under_the_cursor() -> None:
    async with table() as (shown, pilot):
        for style in ("muted", "warning", "error"):
            soon = (Text("soon", style=style), Text(""), Text(""))
            shown.show([("row-00001", soon), ("row-00002", soon)])
            await pilot.pause()
            on_cursor, other = (
                next(segment.style for segment in shown.render_line(line) if "soon" in segment.text) for line in (1, 2)
            )
            assert other is not None
            assert on_cursor is not None
            assert other.color == shown.get_component_rich_style(f"table--{style}").color != shown.rich_style.color
            assert on_cursor.color == shown.get_component_rich_style("table--cursor").color


async def test_a_line_of_one_style_is_one_run_and_so_few_bytes() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(3)))
        await settle(shown, pilot)
        assert [len(list(shown.render_line(line))) for line in range(3)] == [1, 1, 1]
        assert [shown.render_line(line).cell_length for line in range(3)] == [80, 80, 80]


async def test_muted_cells_beside_each_other_are_one_run_with_their_padding() -> None:
    async with table() as (shown, pilot):
        shown.reshape([Column("ID", 12), Column("Name", 10, muted=True), Column("About", 8, muted=True)])
        shown.show(rows(range(3)))
        await settle(shown, pilot)
        first, second, rest = shown.render_line(2)
        assert first.text.rstrip() == " row-00001"
        assert second.text.split() == ["Name", "1", "about"]
        assert second.style is not None
        assert second.style.color == shown.get_component_rich_style("table--muted").color
        assert not rest.text.strip()


async def test_what_a_filter_found_is_marked_in_the_columns_that_are_searched() -> None:
    async with table() as (shown, pilot):
        shown.reshape([Column("ID", 12), Column("Name", 10), Column("About", 8, searched=False)])
        shown.show(rows(range(3)))
        shown.mark(" NAME  1 b(")
        await settle(shown, pilot)
        for line in (1, 2):  # under the cursor, too
            marked = [each.text for each in shown.render_line(line) if each.style and each.style.underline]
            assert "".join(marked).replace("1", "") == "Name"
        shown.mark("")
        assert not [each for each in shown.render_line(2) if each.style and each.style.underline]


async def test_an_arrow_is_at_the_ordered_column() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(3)))
        for descending, title in ((True, "Name ↓"), (False, "Name ↑")):
            shown.show_order("Name", descending=descending)
            await settle(shown, pilot)
            assert title in text_of(shown, 0)
        assert "ID ↑" not in text_of(shown, 0)


# The cursor


@pytest.mark.parametrize("place", [700, 1_800])
async def test_the_cursor_stays_on_its_row_and_its_line_when_rows_come_in_above(place: int) -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(MANY)))
        await settle(shown, pilot)
        shown.move_cursor(row=place)
        await pilot.press("up", "up")
        current, line = shown.current, line_of_cursor(shown)
        shown.show(rows([9_001, 9_002, *range(MANY)]))
        await settle(shown, pilot)
        assert shown.current == current
        assert line_of_cursor(shown) == line


async def test_at_the_top_rows_that_come_in_above_are_seen() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(50)))
        await pilot.press("j")
        shown.show(rows([9_001, 9_002, *range(50)]))
        await settle(shown, pilot)
        assert (shown.current, shown.cursor_row, shown.scroll_y) == ("row-00001", 3, 0)


async def test_the_cursor_stays_on_its_row_in_another_order() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(MANY)))
        await settle(shown, pilot)
        shown.move_cursor(row=10)
        shown.show(rows(reversed(range(MANY))))
        await settle(shown, pilot)
        assert shown.current == "row-00010"
        assert shown.cursor_row == MANY - 11
        assert 0 <= line_of_cursor(shown) < shown.size.height - 1


@pytest.mark.parametrize(("gone", "goes_to"), [([5], "row-00006"), ([9], "row-00008"), ([4, 5, 6], "row-00000")])
async def test_the_cursor_goes_to_the_next_row_where_its_own_has_gone(gone: list[int], goes_to: str) -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(10)))
        shown.move_cursor(row=9 if gone == [9] else 5)
        shown.show(rows(number for number in range(10) if number not in gone))
        await settle(shown, pilot)
        assert shown.current == goes_to


async def test_the_cursor_waits_for_its_row_where_more_are_being_read() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(10)))
        shown.move_cursor(row=5)
        backwards = rows(reversed(range(10)))
        shown.show_items(backwards[:3], lambda each: each, itemgetter(0), more=True)
        await settle(shown, pilot)
        assert shown.current == "row-00009"
        shown.show_items(backwards, lambda each: each, itemgetter(0))
        await settle(shown, pilot)
        assert shown.current == "row-00005"


async def test_the_cursor_does_not_jump_once_the_person_has_moved_it() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(10)))
        shown.move_cursor(row=5)
        backwards = rows(reversed(range(10)))
        shown.show_items(backwards[:3], lambda each: each, itemgetter(0), more=True)
        await pilot.press("j")
        shown.show_items(backwards, lambda each: each, itemgetter(0))
        await settle(shown, pilot)
        assert shown.current == "row-00008"


async def test_the_end_is_that_of_all_rows_though_most_were_still_to_come() -> None:
    async with table() as (shown, pilot):
        shown.show_items(rows(range(3)), lambda each: each, itemgetter(0), more=True)
        await pilot.press("end")
        shown.show_items(rows(range(40)), lambda each: each, itemgetter(0), more=True)
        assert shown.current == "row-00002"  # it waits, as to draw the screen for each page would be a lot
        shown.show_items(rows(range(100)), lambda each: each, itemgetter(0))
        await settle(shown, pilot)
        assert shown.current == "row-00099"
        assert shown.current in shown.seen
        shown.show(rows(range(110)))
        assert shown.current == "row-00099"


@pytest.mark.parametrize("key", ["k", "j", "home", "pageup"])
async def test_who_goes_on_from_the_end_does_not_want_it_any_more(key: str) -> None:
    async with table() as (shown, pilot):
        shown.show_items(rows(range(3)), lambda each: each, itemgetter(0), more=True)
        await pilot.press("G")
        shown.show_items(rows(range(40)), lambda each: each, itemgetter(0), more=True)
        await pilot.press(key)
        at = shown.current
        shown.show_items(rows(range(100)), lambda each: each, itemgetter(0))
        await settle(shown, pilot)
        assert shown.current == at


async def test_a_filter_after_the_end_leaves_the_cursor_on_its_row() -> None:
    async with table() as (shown, pilot):
        shown.show_items(rows(range(40)), lambda each: each, itemgetter(0), more=True)
        await pilot.press("end")
        shown.show_items(rows([3, 39, 41]), lambda each: each, itemgetter(0), more=True)
        shown.show_items(rows([3, 39, 41, 50]), lambda each: each, itemgetter(0))
        await settle(shown, pilot)
        assert shown.current == "row-00039"


async def test_the_cursor_comes_back_after_a_filter_that_found_nothing() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(MANY)))
        await settle(shown, pilot)
        shown.move_cursor(row=900)
        shown.show([])
        await settle(shown, pilot)
        assert shown.current is None
        shown.show(rows(range(MANY)))
        await settle(shown, pilot)
        assert shown.current == "row-00900"


@pytest.mark.parametrize("at_once", [True, False])
async def test_the_cursor_can_be_sent_to_a_row_that_is_there_or_that_comes(*, at_once: bool) -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(50)))
        if at_once:
            shown.go_to("row-00030")
        else:
            shown.go_to("row-00070")
            assert shown.current == "row-00000"
            shown.show(rows(range(100)))
        await settle(shown, pilot)
        assert shown.current == ("row-00030" if at_once else "row-00070")
        assert 0 <= line_of_cursor(shown) < shown.size.height - 1


async def test_keys_of_vi_and_of_everybody() -> None:
    async with table() as (shown, pilot):
        shown.focus()
        shown.show(rows(range(200)))
        places = []
        for key in ("j", "down", "k", "up", "G", "g", "end", "home", "ctrl+end", "ctrl+home", "ctrl+d", "ctrl+u"):
            await pilot.press(key)
            places.append(shown.cursor_row)
        assert places == [1, 2, 1, 0, 199, 0, 199, 0, 199, 0, 11, 0]
        await pilot.press("pagedown")
        assert shown.cursor_row > 15
        await pilot.press("pageup")
        assert shown.cursor_row == 0


async def test_half_pages_end_at_the_ends() -> None:
    async with table() as (shown, pilot):
        shown.focus()
        shown.show(rows(range(15)))
        await pilot.press("ctrl+d", "ctrl+d", "ctrl+d")
        assert shown.cursor_row == 14
        await pilot.press("ctrl+u", "ctrl+u", "ctrl+u")
        assert shown.cursor_row == 0


async def test_enter_is_left_to_the_screen() -> None:
    async with table() as (shown, _):
        assert "enter" not in shown._bindings.key_to_bindings


async def test_an_empty_table_has_no_row_under_the_cursor() -> None:
    async with table() as (shown, pilot):
        assert shown.current is None
        shown.show([])
        await pilot.press("j", "k", "G", "ctrl+d")
        assert shown.current is None


# Columns


@pytest.mark.parametrize(
    ("size", "titles"),
    [((80, 24), ["ID", "Name"]), ((109, 24), ["ID", "Name"]), ((110, 24), ["ID", "Name", "About"])],
)
async def test_columns_fill_the_screen_and_leave_room_for_the_scrollbar(
    size: tuple[int, int], titles: list[str]
) -> None:
    async with table(size) as (shown, pilot):
        shown.show(rows(range(3)))
        await pilot.pause()
        assert text_of(shown, 0).split() == titles
        header = text_of(shown, 0)
        assert shown.virtual_size.width == size[0] - 1
        shown.show(rows(range(100)))
        await settle(shown, pilot)
        assert shown.show_vertical_scrollbar
        assert not shown.show_horizontal_scrollbar
        assert text_of(shown, 0).rstrip() == header.rstrip()


@pytest.mark.parametrize("place", [3, 700, 1_800])
async def test_the_cursor_stays_on_its_row_when_the_terminal_changes_its_size(place: int) -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(MANY)))
        await settle(shown, pilot)
        shown.move_cursor(row=place)
        await pilot.pause()
        for size in ((100, 24), (120, 40), (60, 16), (80, 24)):
            await pilot.resize_terminal(*size)
            await settle(shown, pilot)
            assert shown.current == f"row-{place:05}"
            assert shown.row_count == MANY
            assert 0 <= line_of_cursor(shown) < shown.size.height - 1


async def test_another_width_gives_the_room_to_the_column_that_grows() -> None:
    async with table() as (shown, pilot):
        shown.show(rows(range(30)))
        await settle(shown, pilot)
        before = text_of(shown, 4).index("Name 3")
        await pilot.resize_terminal(100, 24)
        await settle(shown, pilot)
        assert shown.virtual_size == (99, 31)
        assert text_of(shown, 4).index("Name 3") == before
