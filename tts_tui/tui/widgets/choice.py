"""A choice of one among a few options: `( ) one  (•) the other`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tts_tui.tui.core.vi_keys import vi_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import RenderResult
    from textual.events import Click
    from textual.geometry import Size

__all__ = ["Choice"]

T = TypeVar("T")

_GAP = 3
"""Cells between two options on a line."""


class Choice(Widget, Generic[T], can_focus=True):
    """Shows options side by side, wrapped at the end of the line, or `one_per_line`.

    A mark, not a colour alone, shows the chosen one. The arrows move the cursor, which is underlined; Space and Enter
    choose the option under it. `options` are values and their labels, safe to show; `value` is one of the values. Posts
    `Changed` when another option is chosen.
    """

    DEFAULT_CSS = """
    Choice {
        height: auto;
        width: 1fr;
    }

    Choice:disabled {
        color: $foreground-muted;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *vi_keys(up="move(-1)", down="move(1)"),
        Binding("left,up,h", "move(-1)", "Previous", show=False),
        Binding("right,down,l", "move(1)", "Next", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("space,enter", "choose", "Choose", show=False),
    ]

    class Changed(Message):
        """Another option was chosen."""

        def __init__(self, choice: Choice[Any]) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice[Any]:
            """The widget, for `@on` with a selector."""
            return self.choice

    def __init__(
        self,
        options: Sequence[tuple[T, str]],
        value: T,
        *,
        one_per_line: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._one_per_line = one_per_line
        self._values = [each for each, _ in options]
        self._labels = [label for _, label in options]
        self._chosen = self._cursor = self._values.index(value)

    @property
    def value(self) -> T:
        """The chosen value."""
        return self._values[self._chosen]

    @value.setter
    def value(self, value: T) -> None:
        index = self._values.index(value)
        self._cursor = index
        if index != self._chosen:
            self._chosen = index
            self.post_message(self.Changed(self))
        self.refresh()

    def offer(self, options: Sequence[tuple[T, str]]) -> None:
        """Replace the options. The choice stays, or becomes the first option where it is no longer among them."""
        chosen, under_cursor = self.value, self._values[self._cursor]
        self._values = [each for each, _ in options]
        self._labels = [label for _, label in options]
        self._chosen = self._values.index(chosen) if chosen in self._values else 0
        self._cursor = self._values.index(under_cursor) if under_cursor in self._values else self._chosen
        if self.value != chosen:
            self.post_message(self.Changed(self))
        self.refresh(layout=True)

    # Actions

    def action_move(self, step: int) -> None:
        """Move the cursor; it stops at both ends."""
        self._move_to(min(max(self._cursor + step, 0), len(self._values) - 1))

    def action_first(self) -> None:
        self._move_to(0)

    def action_last(self) -> None:
        self._move_to(len(self._values) - 1)

    def action_choose(self) -> None:
        self.value = self._values[self._cursor]

    def on_click(self, event: Click) -> None:
        clicked = event.get_content_offset(self)
        if clicked is None:
            return
        left = 0
        lines = self._lines(self.content_size.width)
        for index in lines[clicked.y] if clicked.y < len(lines) else ():
            right = left + _width(self._labels[index])
            if left <= clicked.x < right:
                self.value = self._values[index]
            left = right + _GAP

    def _move_to(self, index: int) -> None:
        self._cursor = index
        self.refresh()

    # How it looks

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        return len(self._lines(width))

    def render(self) -> RenderResult:
        lines = self._lines(self.content_size.width)
        return Content("\n").join(Content(" " * _GAP).join(map(self._option, line)) for line in lines)

    def _lines(self, width: int) -> list[list[int]]:
        """The indices of the options on each line."""
        lines: list[list[int]] = [[]]
        left = width
        for index, label in enumerate(self._labels):
            if lines[-1] and (self._one_per_line or _width(label) > left):
                lines.append([])
                left = width
            lines[-1].append(index)
            left -= _width(label) + _GAP
        return lines

    def _option(self, index: int) -> Content:
        chosen = index == self._chosen
        cursor = "bold underline" if self.has_focus and index == self._cursor else ""
        option = Content.assemble("(•)" if chosen else "( )", " ", (self._labels[index], cursor))
        return option.stylize("bold $accent") if chosen and not self.disabled else option


def _width(label: str) -> int:
    return len("(•) ") + Content(label).cell_length
