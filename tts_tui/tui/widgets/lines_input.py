"""A text field of several lines, for a slow line: its cursor doesn't blink while nobody types."""

from __future__ import annotations

from typing import Any

from textual.widgets import TextArea

__all__ = ["LinesInput"]


class LinesInput(TextArea):
    """A field for several lines; tab leaves it, as it does every field."""

    def __init__(self, text: str = "", **options: Any) -> None:
        super().__init__(text, compact=True, tab_behavior="focus", **options)
        self.cursor_blink = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # Textual selects a line by F6 and all by F7; here those keys are the screen's.
        return action not in ("select_line", "select_all") and super().check_action(action, parameters)
