"""The field of a filter: what is typed applies at once."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tts_tui.tui.widgets.text_input import TextInput

__all__ = ["FilterInput", "SearchInput"]


class FilterInput(TextInput):
    """The filter of a list. Enter keeps it, and so does Down, which goes to the list; Esc runs `clear_filter`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Keep"),
        Binding("down", "submit", show=False),
        Binding("escape", "screen.clear_filter", "Clear"),
    ]

    def __init__(self) -> None:
        super().__init__(id="filter", placeholder="type to filter")


class SearchInput(FilterInput):
    """A filter whose words the server can be asked for, too: the screen's `search`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+f", "screen.search", "Search the server")]
