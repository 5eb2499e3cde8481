"""A table alone, with rows that are made up, for the tests of what it draws and of its cursor."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

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
async def opened() -> AsyncIterator[tuple[Table, Person]]:
    """An empty table with the focus, and the person who presses keys."""
    app = TableApp()
    async with driven(app) as person:
        yield app.table, person


def text_of(table: Table, line: int) -> str:
    return "".join(segment.text for segment in table.render_line(line))


def line_of_cursor(table: Table) -> int:
    """How far below the top of the view the cursor is."""
    return table.cursor_row - round(table.scroll_y)
