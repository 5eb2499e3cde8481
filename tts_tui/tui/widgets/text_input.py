"""A text field of one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Input

if TYPE_CHECKING:
    from textual.events import Paste

__all__ = ["TextInput"]


class TextInput(Input):
    """A field for one line. Its cursor doesn't blink: on a slow line that would send bytes while nobody types."""

    virtual_size: reactive[Size] = reactive(Size(0, 0))
    """The size of what is typed. Textual's own lays out the screen at each letter, most of what a letter costs."""

    compact: reactive[bool] = reactive(True, toggle_class="-textual-compact")
    """Textual's own begins without that class, then sets it: each styles the field and its parts once more."""

    def __init__(self, value: str = "", *, classes: str = "", **options: Any) -> None:
        # Textual sets -valid with the first letter, which would style the field once more.
        super().__init__(
            value, compact=True, select_on_focus=False, classes=f"{classes} -textual-compact -valid", **options
        )
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        # Textual finds no character for a key that it calls `slash`, and would leave `/ Filter` in the key bar.
        return key == "slash" or super().check_consume_key(key, character)

    def on_paste(self, event: Paste) -> None:
        """Insert the first line that isn't blank, and say so where there are more. (Input takes even a blank one.)"""
        event.prevent_default()
        event.stop()
        lines = [line for line in event.text.splitlines() if line.strip()]
        if lines:
            self.replace(lines[0], *self.selection)
        if len(lines) > 1:
            self.notify(
                f"Pasted the first of {len(lines)} lines: this field takes only one.", severity="warning", markup=False
            )
