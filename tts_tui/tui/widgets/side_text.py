"""The text in the panel at the side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SideText", "facts"]

_LABEL = 10


class SideText(Static):
    """As high as its panel, or as its text. The screen is laid out anew only where that makes a difference."""

    DEFAULT_CSS = """
    SideText {
        min-height: 100%;
    }
    """

    def show(self, text: Content) -> None:
        """Show another text."""
        height = max(text.get_height({}, self.size.width), self.container_size.height) if self.size else 0
        self.update(text, layout=height != self.size.height)


def facts(pairs: Iterable[tuple[str, Content]]) -> Content:
    """Names and values, one below the other; a name may be server text."""
    return Content("\n").join(
        Content.assemble(plain(name.ljust(_LABEL), "$foreground-muted"), " ", value) for name, value in pairs
    )
