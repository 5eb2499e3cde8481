"""The text in the panel at the side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MORE", "SideText", "facts"]

MORE: Final = "more ↓"
"""Shown in the rule above if the text has no room."""
_LABEL: Final = 10


class SideText(Static):
    """As high as its panel, or as its text. The screen is laid out anew only where that makes a difference."""

    DEFAULT_CSS = """
    SideText {
        min-height: 100%;
    }
    """

    def show(self, text: Content) -> bool:
        """Show another text. Returns whether it has more lines than there is room for."""
        height, room = (
            text.get_height(self.styles.get_rules(), self.size.width) if self.size else 0,
            self.container_size.height,
        )
        self.update(text, layout=max(height, room) != self.size.height)
        return height > room


def facts(pairs: Iterable[tuple[str, Content]]) -> Content:
    """Names and values, one below the other; a name may be server text."""
    return Content("\n").join(
        Content.assemble(plain(name.ljust(_LABEL), "$foreground-muted"), " ", value) for name, value in pairs
    )
