"""A question that is answered with one line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.screen import ModalScreen
from textual.widgets import Input

from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.widgets.box import Box
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["AskLine"]


class AskLine(ModalScreen[str]):
    """Dismisses with the text, stripped, or None. An empty text can't be submitted."""

    TAKE = Command("take", ("ctrl+s", "enter"), "OK", "OK", "Take what you typed.")
    CLOSE = Command("close", ("escape",), "Cancel", "Cancel", "Change nothing.")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings([TAKE, CLOSE])]

    def __init__(self, question: str, placeholder: str = "") -> None:
        super().__init__()
        self._question = question
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        with Box(self._question):
            yield TextInput(placeholder=self._placeholder, id="line")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#line").focus()

    @on(Input.Submitted)
    def action_take(self) -> None:
        if text := self.query_one("#line", TextInput).value.strip():
            self.dismiss(text)

    def action_close(self) -> None:
        self.dismiss(None)
