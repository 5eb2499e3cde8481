"""A question with yes and no, where neither enter nor a habit says yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tts_tui.commands import Command, bindings
from tts_tui.typing_ahead import AnsweredWhenSeen
from tts_tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["Confirm"]


class Confirm(AnsweredWhenSeen, ModalScreen[bool]):
    """Asks; `y` says yes, `n` and esc say no, and enter does nothing.

    `question` is one line, `details` say what follows from a yes; both are `Content` where they hold server text.
    """

    YES = Command("yes", ("y",), "Yes", "Yes", "Do it.")
    NO = Command("no", ("n", "escape", "q"), "No", "No", "Leave everything as it is.")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings([YES, NO])]

    def __init__(
        self, question: str | Content, details: str | Content = "", *, yes: str = "Yes", no: str = "No"
    ) -> None:
        super().__init__()
        self._question = question if isinstance(question, Content) else Content(question)
        self._details = details if isinstance(details, Content) else Content(details)
        self._words = (yes, no)

    def compose(self) -> ComposeResult:
        yes, no = self._words
        with Vertical(classes="dialog"):
            yield Static(self._question.stylize("bold"), classes="question")
            if self._details:
                yield Static(self._details)
            yield Static(
                Content.assemble(("y", "bold $accent"), f" {yes}    ", ("n", "bold $accent"), f" {no}"),
                classes="answers",
            )
        yield KeyBar()

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_no(self) -> None:
        self.dismiss(False)
