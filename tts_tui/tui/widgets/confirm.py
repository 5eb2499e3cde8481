"""A yes-or-no question that Enter, pressed by habit, doesn't answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.core.key_queue import TellsDroppedKeys
from tts_tui.tui.widgets.box import Box
from tts_tui.tui.widgets.clickable_line import ClickableLine
from tts_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["Confirm", "answers"]


def answers(yes: str, if_yes: str, no: str, if_no: str, *, danger: bool = False) -> tuple[tuple[Content, str], ...]:
    """The line under a question: `y` and `n` with their words, and the action of the screen that each runs.

    `danger` is for a yes that can't be undone.
    """
    return (
        (Content.assemble(("y", "bold $text-error" if danger else "bold $accent"), f" {yes}"), if_yes),
        (Content("    "), ""),
        (Content.assemble(("n", "bold $accent"), f" {no}"), if_no),
    )


class Confirm(TellsDroppedKeys, ModalScreen[bool]):
    """Asks: `y` is yes, `n` and Esc are no, and Enter does nothing.

    `question` is one line, `details` say what follows from a yes; both are `Content` where they hold server text.
    `danger` is for a yes that can't be undone. Leaving a form is none: what is lost can be typed again.
    """

    YES = Command("yes", ("y",), "Yes", "Yes", "Do it.")
    NO = Command("no", ("n", "escape", "q"), "No", "No", "Change nothing.")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings([YES, NO])]

    def __init__(
        self,
        question: str | Content,
        details: str | Content = "",
        *,
        yes: str = "Yes",
        no: str = "No",
        danger: bool = False,
    ) -> None:
        super().__init__()
        self._question = question
        self._details = details if isinstance(details, Content) else Content(details)
        self._words = {"yes": yes, "no": no}
        self._danger = danger

    def compose(self) -> ComposeResult:
        with Box(self._question, danger=self._danger):
            if self._details:
                yield Static(self._details)
            yield ClickableLine(
                answers(self._words["yes"], "yes", self._words["no"], "no", danger=self._danger), classes="answers"
            )
            yield Static(classes="dropped")
        yield KeyBar(self._words)

    def tell_dropped_keys(self, words: str) -> None:
        line = self.query_one(".dropped", Static)
        line.update(Content(f"! {words}"))
        line.display = True

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_no(self) -> None:
        self.dismiss(False)
