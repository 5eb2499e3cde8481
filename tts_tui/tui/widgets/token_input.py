"""A field for a secret that is pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from textual.events import Paste

__all__ = ["TokenInput"]


class TokenInput(TextInput):
    """A field that nobody can read, and in which a paste of several lines is one token."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(password=True, id=id)

    def on_paste(self, event: Paste) -> None:
        event.prevent_default()  # Input takes the first line alone, even an empty one
        event.stop()
        self.replace("".join(event.text.split()), *self.selection)
