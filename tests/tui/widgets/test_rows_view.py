"""What a table draws: rows that are made when they are seen, their styles, and columns that fill the screen."""

from __future__ import annotations

from operator import itemgetter

from rich.text import Text

from tests.tui.widgets.tables import MANY, Row, opened, row, rows, text_of
from tts_tui.tui.widgets.columns import Column


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


# Columns


async def test_columns_fill_the_screen_and_leave_room_for_the_scrollbar() -> None:
    async with opened() as (table, person):
        for width, titles in ((80, ["ID", "Name"]), (109, ["ID", "Name"]), (110, ["ID", "Name", "About"])):
            await person.resize(width, 24)
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
        await person.resize(90, 24)
        assert table.virtual_size == (89, 101), "the column that grows has the room"
        assert text_of(table, 4).index("Name 3") == before
