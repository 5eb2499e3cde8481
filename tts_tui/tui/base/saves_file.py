"""A list that can be saved to a file: the field for the path, and writing the file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from tts_tui.servers import secret_file
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SavesFile"]

Result = TypeVar("Result")


class SavesFile(ListScreen[Result]):
    """A subclass yields `path_field`, shows it by `ask_for_path`, and calls `save_file` when `#path` is submitted."""

    def path_field(self, hint: str, *, label: str = "CSV file", always: bool = False) -> Field:
        """The field for the path, hidden until it is asked for; see `Field` for `always`."""
        field = Field("path", label, TextInput(id="path"), hint, always=always)
        field.display = False
        return field

    @property
    def _path_field(self) -> Field:
        return next(each for each in self.query(Field) if each.name == "path")

    def ask_for_path(self, suggested: str) -> None:
        """Show the field, with that path unless another one is there already; a number tells it from older files."""
        field = self.query_one("#path", TextInput)
        field.value = secret_file.free(field.value or suggested)
        field.cursor_position = len(field.value)
        self._path_field.display = True
        field.focus()

    def save_file(self, path: str, pieces: Iterable[str], rows: str) -> None:
        """Write the text to a new file that only its owner can read, and say that the `rows` are saved, or why not.

        Its `pieces` are made while it is written, in a thread.
        """

        async def writing() -> None:
            try:
                where = await asyncio.to_thread(secret_file.write_pieces, path, pieces)
            except secret_file.NotWritten as why:
                self._path_field.complain(str(why))
            else:
                self._end_asking()
                self.notify(f"{rows} saved to {visible(str(where))}.", markup=False)

        self.run_worker(writing(), name="write file", group="file", description="write file")

    def _end_asking(self) -> None:
        self._path_field.complain(None)
        self._path_field.display = False
        self.table.focus()

    def action_back(self) -> None:
        if self._path_field.display:
            self._end_asking()
        else:
            super().action_back()
