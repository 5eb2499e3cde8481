"""A field for pasting a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from textual.events import Paste

__all__ = ["TokenInput"]


class TokenInput(TextInput):
    """Shows dots, and joins a paste of several lines to one token."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(password=True, id=id)

    def on_paste(self, event: Paste) -> None:
        event.prevent_default()  # Textual would call the handlers of TextInput and Input, too
        event.stop()
        self.replace("".join(event.text.split()), *self.selection)
