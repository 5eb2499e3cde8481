"""Asks which server a stored token belongs to: version 0.1 stored tokens by address, which servers may share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.core.key_queue import DropsKeysTypedAhead
from tts_tui.tui.core.vi_keys import vi_keys
from tts_tui.tui.widgets.box import Box
from tts_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["WhichServerScreen"]


class WhichServerScreen(DropsKeysTypedAhead, ModalScreen[str]):
    """Returns the name of one of the servers, or None to decide later. No name is highlighted at first.

    `who` is the token's account, and `address` the one it is stored for, in words that are safe to show.
    """

    AUTO_FOCUS = ""  # focusing the names would scroll the question away
    DEFAULT_CSS = """
    WhichServerScreen OptionList {
        height: auto;
        max-height: 8;
        margin-top: 1;
        padding: 0;
        border: none;

        &:focus {
            border: none;
        }
    }
    """
    LATER = Command("later", ("escape", "q"), "Later", "Later", "Decide later; the token stays where it is.")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings([LATER]),
        *vi_keys(up="move('up')", down="move('down')"),
    ]

    def __init__(self, who: str, address: str, names: Sequence[str]) -> None:
        super().__init__()
        self._who = who
        self._address = address
        self._names = tuple(names)

    def compose(self) -> ComposeResult:
        with Box(f"Which server is {self._who}'s token for?"):
            yield Static(Content(f"An earlier version stored it for {self._address}. Select the server that keeps it:"))
            yield OptionList(*(Content(each) for each in self._names), id="names")
            yield Static(
                Content.assemble(
                    ("enter", "bold $accent"), " Keep it there    ", ("esc", "bold $accent"), " Decide later"
                )
            )
        yield KeyBar()

    def on_mount(self) -> None:
        names = self.query_one(OptionList)
        names.highlighted = None
        names.focus(scroll_visible=False)

    def action_move(self, direction: str) -> None:
        names = self.query_one(OptionList)
        names.action_cursor_down() if direction == "down" else names.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._names[event.option_index])

    def action_later(self) -> None:
        self.dismiss(None)
