"""A text field of several lines."""

from __future__ import annotations

from typing import Any

from textual.widgets import TextArea

__all__ = ["LinesInput"]


class LinesInput(TextArea):
    """A field for several lines, which Tab leaves as it does every field. Its cursor doesn't blink; see `TextInput`."""

    def __init__(self, text: str = "", **options: Any) -> None:
        super().__init__(text, compact=True, tab_behavior="focus", **options)
        self.cursor_blink = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # F6 and F7 belong to the screen; Textual would select the line or everything.
        return action not in ("select_line", "select_all") and super().check_action(action, parameters)
