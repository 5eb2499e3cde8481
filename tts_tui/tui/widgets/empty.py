"""What stands in the middle of a list that has no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from tts_tui.tui.core.hyperlinks import terminal_has_hyperlinks
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.services.empty_list import EmptyList

__all__ = ["Empty"]


class Empty(Static):
    """A block with a title, a sentence, and the keys that help."""

    DEFAULT_CSS = """
    Empty {
        height: 1fr;
        padding: 0 4;
        text-align: center;
        content-align: center middle;
        color: $foreground-muted;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="empty")
        self.display = False

    def show(self, words: EmptyList | None, why_not: Mapping[str, str]) -> None:
        """Show these words, or nothing. `why_not` has the reasons why keys can't be used now."""
        self.display = words is not None
        if words is not None:
            self.update(_block(words, why_not))


def _block(words: EmptyList, why_not: Mapping[str, str]) -> Content:
    width = max((len(word) for _, word in words.keys), default=0)
    longest = max((len(key) for key, _ in words.keys), default=0)
    lines = [plain(words.title, "bold $foreground")]
    lines += [plain(words.sentence)] if words.sentence else []
    if words.address:
        link = words.address if terminal_has_hyperlinks() else ""
        lines.append(plain(words.address, "$accent").stylize(Style(link=link, underline=True) if link else ""))
    keys = [
        Content.assemble(
            (key.ljust(longest), "$foreground-muted" if key in why_not else "bold $accent"),
            "  ",
            plain(word.ljust(width)),
        )
        for key, word in words.keys
    ]
    reasons = [plain(reason) for reason in dict.fromkeys(why_not.values())]
    blank = [Content("")]
    return Content("\n").join([*lines, *(blank if keys else []), *keys, *(blank if reasons else []), *reasons])
