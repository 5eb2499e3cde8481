"""A text that may be longer than the screen, scrolled by the keys that move the cursor in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from tts_tui.tui.core.vi_keys import vi_keys

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = ["Pane"]


class Pane(VerticalScroll):
    """Scrolls by j k g G and half pages, as well as by the arrows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *vi_keys(up="scroll_up", down="scroll_down", first="scroll_home", last="scroll_end", half_page="half_page")
    ]

    def action_half_page(self, direction: int) -> None:
        self.scroll_relative(y=direction * max(1, self.size.height // 2), animate=False)
