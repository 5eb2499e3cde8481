"""The rows of a checklist of rights: the keys of vi, and headings that stay in view."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widgets import OptionList

from tts_tui.tui.core.textual_private import line_of_option
from tts_tui.tui.core.vi_keys import vi_keys

__all__ = ["RightsList"]


class RightsList(OptionList):
    """The rows, with the keys of vi; Space and Enter select."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Select"),
        *vi_keys(up="cursor_up", down="cursor_down", first="first", last="last", half_page="half_page"),
    ]
    DEFAULT_CSS = """
    RightsList {
        height: 1fr;
        background: $background;
        background-tint: $foreground 0%;
        scrollbar-size-vertical: 1;
    }
    """

    def on_resize(self) -> None:
        self.scroll_to_highlight()  # an error below takes some room, and must not hide the cursor

    def action_page_up(self) -> None:
        super().action_page_up()  # type: ignore[no-untyped-call]  # Textual's has no types
        if self.highlighted is None:  # Textual finds nothing above the first heading
            self.action_first()

    def action_half_page(self, direction: int) -> None:
        """Move by half of the rows in view; stop at both ends."""
        rights = [index for index, option in enumerate(self.options) if not option.disabled]
        if self.highlighted in rights:
            target = rights.index(self.highlighted) + direction * max(1, self.scrollable_content_region.height // 2)
            self.highlighted = rights[min(max(target, 0), len(rights) - 1)]

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Scroll to the cursor, and show the heading above the first right of a group."""
        super().scroll_to_highlight(top)
        above = (self.highlighted or 0) - 1
        if above >= 0 and self.options[above].disabled and (line := line_of_option(self, above)) is not None:
            self.scroll_to_region(Region(0, line, 1, 1), animate=False, force=True, immediate=True)
