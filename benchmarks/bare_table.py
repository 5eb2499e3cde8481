"""The reference for a start and for bytes: a bare Textual app, a DataTable with the same columns and texts."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class Bare(App[None]):
    """A header, a table, a footer; `python -m benchmarks.bare_table ROWS`."""

    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """Put the three on the screen."""
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        widths = (30, 35, 35, 10) if self.size.width >= 110 else (30, 32, 10)  # noqa: PLR2004 - as the program has it
        for width, title in zip(widths, ("ID", "Name", "Description", "Created")[-len(widths) :], strict=True):
            table.add_column(title, width=width)
        for number in range(int(sys.argv[1])):
            texts = (
                f"water-meter-{number:06}",
                f"Water meters {number}",
                "Weight and sound of the hives.",
                "2025-11-26",
            )
            table.add_row(*texts[-len(widths) :] if len(widths) == len(texts) else (texts[0], texts[1], texts[3]))


if __name__ == "__main__":
    app = Bare()
    app.animation_level = "none"
    app.run()
