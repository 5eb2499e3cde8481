"""Text fields for a slow line: one row high, and a cursor that doesn't blink while nobody types."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input, TextArea

__all__ = ["LinesInput", "TextInput"]


class TextInput(Input):
    """A field for one line."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, compact=True, select_on_focus=False, **options)
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        # Textual knows no character for its own name of the slash, and would leave `/ Filter` in the footer.
        return key == "slash" or super().check_consume_key(key, character)


class LinesInput(TextArea):
    """A field for several lines; tab leaves it, as it does every field."""

    def __init__(self, text: str = "", **options: Any) -> None:
        super().__init__(text, compact=True, tab_behavior="focus", **options)
        self.cursor_blink = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # Textual selects a line by F6 and all by F7; here those keys are the screen's.
        return action not in ("select_line", "select_all") and super().check_action(action, parameters)
