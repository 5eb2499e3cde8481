"""Titled groups of properties, in two columns where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container, Vertical

from tts_tui.tui.widgets.frame import SIDE_FROM_WIDTH, Area
from tts_tui.tui.widgets.property_list import PropertyList

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from textual.app import ComposeResult
    from textual.content import Content

__all__ = ["PropertyGroups"]


class PropertyGroups(Container):
    """Groups of properties by title. Those that are not in the left column are in the right one, or below it."""

    DEFAULT_CSS = """
    PropertyGroups {
        height: auto;
        layout: vertical;

        Vertical {
            width: 1fr;
            height: auto;
        }

        Area {
            height: auto;
            margin-bottom: 1;
        }

        PropertyList {
            padding: 0 1;
        }

        &.-wide {
            layout: horizontal;

            .-left {
                margin-right: 2;
            }
        }
    }
    """

    def __init__(self, groups: Mapping[str, Collection[str]], *, left: Collection[str]) -> None:
        super().__init__()
        self._columns = tuple(
            {title: words for title, words in groups.items() if (title in left) is is_left} for is_left in (True, False)
        )

    def compose(self) -> ComposeResult:
        for column in self._columns:
            with Vertical(classes="-left" if column is self._columns[0] else ""):
                for title, words in column.items():
                    yield Area(PropertyList(words), title=title)

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        self.set_class(self.app.size.width >= SIDE_FROM_WIDTH, "-wide")

    def show(self, values: Mapping[str, Content]) -> None:
        """Show these values, by their words."""
        words = [each for column in self._columns for each in column.values()]
        for group, shown in zip(self.query(PropertyList), words, strict=True):
            group.show({word: values[word] for word in shown})
