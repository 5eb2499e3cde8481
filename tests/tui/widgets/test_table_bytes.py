"""What the table writes to a terminal, beside a DataTable with the same columns and words."""

from __future__ import annotations

from tests.terminal import Terminal

SCRIPT = """
import sys

from rich.text import Text
from textual.app import App
from textual.widgets import DataTable

from tts_tui.tui.widgets.table import Column, Table

WIDTHS = (30, 33, 10)
ROWS = [(f"water-meters-{n:04}", f"Water meters {n}", "2026-11-23") for n in range(300)]


class Show(App):
    CSS = "Table, DataTable { height: 1fr; scrollbar-size-vertical: 1; }"
    BINDINGS = [("x", "told", "Told")]

    def compose(self):
        ours = sys.argv[1] == "ours"
        yield Table([Column(str(n), n) for n in WIDTHS]) if ours else DataTable(cursor_type="row")

    def on_mount(self):
        for table in self.query(DataTable):
            for n in WIDTHS:
                table.add_column(str(n), width=n)
            for row in ROWS:
                table.add_row(*map(Text, row))
        for table in self.query(Table):
            table.show([(row[0], tuple(map(Text, row))) for row in ROWS])

    def action_told(self):
        self.call_after_refresh(self.bell)


Show().run()
"""
KEYS = {"cursor down": "\x1b[B", "page down": "\x1b[6~"}


def written(kind: str) -> dict[str, int]:
    """How many bytes each key writes, the second time it is pressed."""
    found = {}
    with Terminal("-c", SCRIPT, kind) as terminal:
        terminal.until("water-meters-0020")
        terminal.press("x", "\x07")
        for name, key in KEYS.items():
            for _ in range(2):
                before = len(terminal.written)
                terminal.press(key + "x", "\x07")
                found[name] = len(terminal.written) - before
    return found


def test_a_key_writes_no_more_than_a_data_table_does(capsys) -> None:
    ours, theirs = written("ours"), written("theirs")
    with capsys.disabled():
        print(f"\nbytes: {ours}, a DataTable: {theirs}")
    for name in KEYS:
        assert 100 < ours[name] <= theirs[name]


def test_a_table_at_rest_writes_nothing() -> None:
    with Terminal("-c", SCRIPT, "ours") as terminal:
        terminal.until("water-meters-0020")
        for _ in range(3):  # the first pictures of a program come one after another
            before = len(terminal.written)
            terminal.press("x", "\x07")
        assert len(terminal.written) - before < 30  # the bell itself
