"""A short list over the screen, from which one thing is picked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.core.vi_keys import vi_keys
from tts_tui.tui.widgets.box import Box
from tts_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["Menu"]


class _Options(OptionList):
    """The list. Its own Enter would hide the menu's from the key bar."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.pick", "Choose")]


class Menu(ModalScreen[int]):
    """Dismisses with the index of what was picked, or None. `options` are `Content` if they hold server text.

    A `note` stands above them.
    """

    PICK = Command("pick", ("enter", "space"), "Choose", "Choose", "Use the selected item.")
    CLOSE = Command("close", ("escape", "q"), "Cancel", "Cancel", "Change nothing.")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings([PICK, CLOSE]),
        *vi_keys(up="move(-1)", down="move(1)"),
    ]
    DEFAULT_CSS = """
    Menu #note {
        padding-bottom: 1;
    }

    Menu OptionList {
        height: auto;
        max-height: 20;
        background: $background;

        &:focus {
            background-tint: transparent;
        }
    }
    """

    def __init__(self, question: str, options: Sequence[str | Content], note: Content | None = None) -> None:
        super().__init__()
        self._note = note
        self._question = question
        self._options = [each if isinstance(each, Content) else Content(each) for each in options]

    def compose(self) -> ComposeResult:
        with Box(self._question):
            if self._note is not None:
                yield Static(self._note, id="note")
            yield _Options(*(Option(each) for each in self._options), compact=True)
        yield KeyBar()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

    def action_pick(self) -> None:
        self.query_one(OptionList).action_select()

    def action_move(self, step: int) -> None:
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    def action_close(self) -> None:
        self.dismiss(None)
