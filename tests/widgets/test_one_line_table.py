"""What is worked out in a shorter way must come to what Textual works out."""

from __future__ import annotations

import pytest
from rich.text import Text
from textual.app import App
from textual.widgets import DataTable

from tts_tui.widgets.one_line_table import OneLineTable


class Beside(App[None]):
    """The same rows in Textual's own table and in ours."""

    CSS = "DataTable { height: 15; width: 60; scrollbar-size-vertical: 1; }"

    def __init__(self, *, header: bool) -> None:
        super().__init__()
        self.header = header

    def compose(self):
        for kind in (DataTable, OneLineTable):
            yield kind(cursor_type="row", show_header=self.header)

    def on_mount(self) -> None:
        for table in self.query(DataTable):
            table.add_column(Text("ID"), width=10, key="id")
            table.add_column(Text("Name"), width=30, key="name")
            for number in range(40):
                table.add_row(Text(f"id-{number}"), Text("wide 水 " * number), key=f"id-{number}")

    @property
    def tables(self) -> tuple[DataTable[Text], OneLineTable]:
        theirs, ours = self.query(DataTable)
        assert isinstance(ours, OneLineTable)
        return theirs, ours


def drawn(table: DataTable[Text]) -> list[str]:
    return ["".join(segment.text for segment in table.render_line(line)) for line in range(table.size.height)]


@pytest.mark.parametrize("header", [True, False])
async def test_it_is_the_same_table(*, header: bool) -> None:
    app = Beside(header=header)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        theirs, ours = app.tables
        for row in (0, 1, 13, 14, 39, 20):
            for table in app.tables:
                table.move_cursor(row=row)
            await pilot.pause()
            assert ours.virtual_size == theirs.virtual_size
            assert ours.scroll_offset == theirs.scroll_offset
            assert drawn(ours) == drawn(theirs)
        for row in (-1, 0, 7, 39, 40):
            assert ours._get_row_region(row) == theirs._get_row_region(row)
        for line in (0, 1, 39):
            assert ours._get_offsets(line) == theirs._get_offsets(line) or line == 0
        with pytest.raises(LookupError):
            ours._get_offsets(1_000)


async def test_a_row_that_is_removed_and_a_table_that_is_cleared_are_gone() -> None:
    app = Beside(header=True)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        for table in app.tables:
            table.remove_row("id-3")
        await pilot.pause()
        theirs, ours = app.tables
        assert ours.virtual_size == theirs.virtual_size
        assert drawn(ours) == drawn(theirs)
        for table in app.tables:
            table.clear()
        await pilot.pause()
        assert ours.virtual_size.height == theirs.virtual_size.height == 1
        assert drawn(ours) == drawn(theirs)


async def test_a_click_finds_its_row() -> None:
    app = Beside(header=True)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        await pilot.click(OneLineTable, offset=(3, 5))
        assert app.tables[1].cursor_row == 4
