"""A text field of one row, for a slow line: its cursor doesn't blink while nobody types."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input

__all__ = ["TextInput"]


class TextInput(Input):
    """A field for one line."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, compact=True, select_on_focus=False, **options)
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        # Textual knows no character for its own name of the slash, and would leave `/ Filter` in the footer.
        return key == "slash" or super().check_consume_key(key, character)
