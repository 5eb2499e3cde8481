"""Server text for widgets: never read as markup, with control characters made visible."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.text import Text
from textual.content import Content
from textual.filter import LineFilter

from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from textual.color import Color

__all__ = ["ControlFilter", "cell", "plain"]

_CONTROLS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f]"
)
"""The hidden characters that take no cell."""

_HALVES: Final = re.compile("[\ud800-\udfff]")
"""Surrogates, halves of characters, which can't be encoded for a terminal."""


def plain(value: str, style: str = "", *, lines: bool = False) -> Content:
    """Server text for a widget: never read as markup. `lines` keeps line breaks and tabs."""
    return Content.styled(visible(value, lines=lines), style)


def cell(value: str, style: str = "") -> Text:
    """Server text for a table's cell: one line, never read as markup."""
    return Text(visible(value), style=style, no_wrap=True, end="")


class ControlFilter(LineFilter):
    """The last line of defence: whatever a widget draws, no control, bidi or zero-width character leaves the program.

    Such characters take no cell, so leaving them out keeps the layout. Half a character is replaced, as it takes one.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - as Textual calls it
        """Remove those characters from the segments."""
        return [
            Segment(_HALVES.sub("\ufffd", _CONTROLS.sub("", text)), style, control)
            if control is None and not (text.isascii() and text.isprintable())
            else Segment(text, style, control)
            for text, style, control in segments
        ]
