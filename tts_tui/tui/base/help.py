"""Every key that works on a screen, and why one doesn't."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tts_tui.tui.core.commands import BACK, bindings
from tts_tui.tui.core.key_names import in_text
from tts_tui.tui.widgets.box import Box
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.property_list import PropertyList

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.tui.core.commands import Command

__all__ = ["HelpScreen"]

_MOVING = (
    ("↑ ↓ j k", "Move by a line."),
    ("Home End g G", "Go to the first or last row."),
    ("PgUp PgDn", "Move by a page."),
    ("Ctrl+U Ctrl+D", "Move by half a page."),
    ("Tab Shift+Tab", "Next and previous field."),
)


class HelpScreen(ModalScreen[None]):
    """A page made from the commands of the screen below."""

    CSS_PATH = "help.tcss"
    offers = (BACK,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, area: str, here: Sequence[tuple[Command, str | None]], everywhere: Sequence[Command]) -> None:
        super().__init__()
        self._area = area
        self._here = here
        self._everywhere = everywhere

    def compose(self) -> ComposeResult:
        with Box(f"Keys · {self._area}", reads=True):
            yield _listed((_keys(command), _does(command, reason)) for command, reason in self._here)
            yield Static(Content.styled("Everywhere", "bold"), classes="part")
            everywhere = [(_keys(command), Content(command.help)) for command in self._everywhere]
            yield _listed([*everywhere, *((keys, Content(text)) for keys, text in _MOVING)])
        yield KeyBar()

    def action_back(self) -> None:
        self.dismiss()


def _keys(command: Command) -> str:
    return " ".join(dict.fromkeys(in_text(key) for key in command.keys))


def _does(command: Command, reason: str | None) -> Content:
    off = ("\n", (f"Unavailable: {reason}", "$foreground-muted")) if reason else ()
    return Content.assemble(command.help, *off)


def _listed(lines: Iterable[tuple[str, Content]]) -> PropertyList:
    texts = dict(lines)
    rows = PropertyList(texts)
    rows.show(texts)
    return rows
