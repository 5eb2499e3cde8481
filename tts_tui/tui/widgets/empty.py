"""What stands in the middle of a list that has no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
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

    def show(self, words: EmptyList | None) -> None:
        """Stand there with these words, or don't."""
        self.display = words is not None
        if words is not None:
            self.update(_block(words))


def _block(words: EmptyList) -> Content:
    width = max((len(word) for _, word in words.keys), default=0)
    lines = [plain(words.title, "bold $foreground")]
    lines += [plain(words.sentence)] if words.sentence else []
    keys = [Content.assemble((key, "bold $accent"), "  ", plain(word.ljust(width))) for key, word in words.keys]
    return Content("\n").join([*lines, *([Content("")] if keys else []), *keys])
