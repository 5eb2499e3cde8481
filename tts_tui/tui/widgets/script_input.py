"""A field for a script in JavaScript, with its comments, texts, numbers and keywords in colour."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.widgets.text_area import TextAreaTheme

from tts_tui.tui.core.textual_private import ColoursLines
from tts_tui.tui.widgets.lines_input import LinesInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["ScriptInput", "highlights"]

_KEYWORDS: Final = (
    "break case catch const continue debugger default delete do else false finally for function if in instanceof let "
    "new null of return switch this throw true try typeof undefined var void while with"
)
_TOKEN: Final = re.compile(
    r"(?P<comment>//.*|/\*.*?(?:\*/|$))"
    r"|(?P<text>\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?|`(?:\\.|[^`\\])*`?)"
    r"|(?P<number>\b(?:0[xX][0-9A-Fa-f]+|0[bB][01]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\b)"
    rf"|(?P<keyword>\b(?:{_KEYWORDS.replace(' ', '|')})\b)"
    r"|[A-Za-z_$][\w$]*"
)
_COMMENT_ENDS: Final = "*/"
_PARTS: Final = ("comment", "text", "number", "keyword")

Highlight = tuple[int, int, str]


class ScriptInput(ColoursLines, LinesInput):
    """Its colours are the theme's. A text over several lines, between backticks, is coloured in its first line only."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"script--{part}" for part in _PARTS}
    DEFAULT_CSS = """
    ScriptInput {
        & > .script--comment {
            color: $foreground-muted;
        }

        & > .script--text {
            color: $text-success;
        }

        & > .script--number {
            color: $text-warning;
        }

        & > .script--keyword {
            color: $text-accent;
            text-style: bold;
        }
    }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(show_line_numbers=True, soft_wrap=False, **options)

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._take_colours())
        self._take_colours()

    def _take_colours(self) -> None:
        styles = {part: self.get_component_rich_style(f"script--{part}", partial=True) for part in _PARTS}
        self.register_theme(TextAreaTheme("script", syntax_styles=styles))
        self.theme = "css"  # else the same name again would change nothing
        self.theme = "script"

    def highlights(self, lines: Sequence[str]) -> Iterator[tuple[int, Highlight]]:
        commented = False
        for row, line in enumerate(lines):
            found, commented = highlights(line, commented=commented)
            for each in found:
                yield row, each


@lru_cache(maxsize=4_096)
def highlights(line: str, *, commented: bool = False) -> tuple[tuple[Highlight, ...], bool]:
    """The coloured parts of a line, from which letter to which; and whether it ends in the middle of a comment.

    `commented` says that it begins in the middle of one.
    """
    found: list[Highlight] = []
    at = 0
    if commented:
        end = line.find(_COMMENT_ENDS)
        if end < 0:
            return (((0, len(line), "comment"),) if line else ()), True
        at = end + len(_COMMENT_ENDS)
        found.append((0, at, "comment"))
    open_comment = False
    for token in _TOKEN.finditer(line, at):
        if token.lastgroup is not None:
            found.append((*token.span(), token.lastgroup))
            open_comment = token["comment"] is not None and _is_open(token["comment"])
    return tuple(found), open_comment


def _is_open(comment: str) -> bool:
    return comment.startswith("/*") and not (comment.endswith(_COMMENT_ENDS) and len(comment) >= 2 * len(_COMMENT_ENDS))
