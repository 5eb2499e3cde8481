"""Words and values in two columns, for reading: each value wraps in its own column."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from textual.geometry import Size

__all__ = ["PropertyList"]


class PropertyList(Widget):
    """Rows by their words. A row shows `…` until it has a value.

    One widget draws them all: three for each row would be most of what a screen of facts takes to open.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"property-list--word"}
    DEFAULT_CSS = """
    PropertyList {
        height: auto;
    }

    PropertyList .property-list--word {
        width: 24;
        color: $foreground-muted;
    }
    """

    def __init__(self, words: Iterable[str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._values = dict.fromkeys(words, Content("…"))
        self._wrapped: dict[tuple[int, int, Style], list[Content]] = {}

    def show(self, values: Mapping[str, Content | str]) -> None:
        """Show these values; text that comes from a server must be `Content` made by `plain`."""
        new = {word: Content(value) if isinstance(value, str) else value for word, value in values.items()}
        if any(not value.is_same(self._values[word]) for word, value in new.items()):
            self._put(self._values | new)

    def show_only(self, values: Mapping[str, Content | str]) -> None:
        """Show these rows and no others."""
        self._put({word: Content(value) if isinstance(value, str) else value for word, value in values.items()})

    def _put(self, values: dict[str, Content]) -> None:
        self._values = values
        self._wrapped.clear()
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - as Textual calls it
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        """The lines in so many cells, wrapped once: a layout asks for their number several times."""
        found = self.get_component_styles("property-list--word").width
        words = int(found.value) if found is not None else 0
        style = Style(foreground=self.get_visual_style("property-list--word").foreground)
        key = width, words, style
        if key not in self._wrapped:
            self._wrapped[key] = list(self._wrap(width, words, style))
        return self._wrapped[key]

    def _wrap(self, width: int, words: int, style: Style) -> Iterator[Content]:
        for word, value in self._values.items():
            beside = Content.styled(word, style).pad_right(words - len(word))
            for line in value.wrap(max(1, width - words)):
                yield beside + line
                beside = Content.blank(words)
