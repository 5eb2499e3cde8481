"""The box of a dialog, which lies over a screen that stays readable behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from textual.widget import Widget

__all__ = ["Box"]

_LONGEST: Final = 50
"""Cells of a title for which the frame has room in the narrowest terminal."""


class Box(Pane):
    """A frame with a title, which is safe to show, and what is asked or shown in it; it scrolls where it is too long.

    `danger` is for what can't be undone: frame and title have the colour of errors. `reads` makes the box take the
    focus, so that the keys for moving scroll its text.
    """

    BORDER_TITLE: ClassVar[str] = ""
    DEFAULT_CSS = """
    Box {
        width: 72;
        max-width: 96%;
        height: auto;
        max-height: 90%;
        padding: 0 2;
        border: round $accent;
        border-title-color: $accent;
        border-title-style: bold;
        background: $background;

        &.-danger {
            border: round $error;
            border-title-color: $text-error;
        }

        & > .question {
            margin-bottom: 1;
        }

        & > .answers {
            margin-top: 1;
        }

        & > .dropped {
            display: none;
            margin-top: 1;
            color: $text-warning;
        }
    }
    """

    def __init__(self, title: Content | str, *children: Widget, danger: bool = False, reads: bool = False) -> None:
        content = Content(title) if isinstance(title, str) else title
        fits = content.cell_length <= _LONGEST
        above = () if fits else (Static(content.stylize("bold"), classes="question"),)
        super().__init__(*above, *children, can_focus=reads, classes="-danger" if danger else None)
        if fits:
            self.border_title = content
