"""One row of a form: a label, a control, and below it a hint or what is wrong."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.geometry import Size
from textual.layouts.vertical import VerticalLayout
from textual.style import Style
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.layout import ArrangeResult

__all__ = ["Field"]

_WIDEST: Final = 88
"""Cells of the longest line below a control, with the blank before it."""


class _BesideLabel(VerticalLayout):
    """Places the control of a field right of its label, and above the lines of its hint."""

    name = "beside-label"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        left, below = parent.room_taken(size.width) if isinstance(parent, Field) else (0, 0)
        room = Size(max(0, size.width - left), max(0, size.height - below))
        placed = super().arrange(parent, children, room, greedy)
        return [each._replace(region=each.region.translate((left, 0))) for each in placed]


class Field(Widget):
    """A labelled control. `name` is the field's name in the API, so that the server's errors can be shown here.

    The line below the control is blank until the field has the focus or has a problem: then it holds the hint or the
    problem. So a form has one blank line between its fields, and nothing moves when the focus does. A `quiet` field has
    that line only where it is shown without the focus, as its control has a hint of its own. With `always`, the hint is
    shown without the focus as well.

    The field draws its label and hint itself: widgets for them would be most of what a form takes to open. How wide
    labels are is set by a rule for `.field--label`; with `display: none` there are none.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "field--label",
        "field--label-focused",
        "field--hint",
        "field--problem",
    }
    DEFAULT_CSS = """
    Field {
        width: 1fr;
        height: auto;
        padding: 0 1;
        overflow: hidden hidden;

        .field--label {
            width: 18;
            color: $foreground-muted;
        }

        .field--label-focused {
            color: $accent;
            text-style: bold;
        }

        .field--hint {
            color: $foreground-muted;
        }

        .field--problem {
            color: $text-error;
        }

        Input, TextArea, Select, AttributesEditor {
            width: 1fr;
            max-width: 72;
        }

        TextArea {
            padding: 0;
        }

        /* The edges show where a field is in 16 colours and without colour, where the background doesn't. */
        &.field Input.-textual-compact, &.field TextArea.-textual-compact,
        &.field Select.-textual-compact > SelectCurrent {
            background: $panel;
            border-left: vkey $foreground-muted !important;
            border-right: vkey $foreground-muted !important;
        }

        &.field Input.-textual-compact:focus, &.field TextArea.-textual-compact:focus,
        &.field Select.-textual-compact:focus > SelectCurrent {
            background: $primary 25%;
            border-left: outer $accent !important;
        }

        &.field Input.-textual-compact:disabled, &.field TextArea.-textual-compact:disabled,
        &.field Select.-textual-compact:disabled > SelectCurrent {
            background: $background;
        }

        Choice {
            border-left: blank;
            max-width: 88;
        }

        Choice:focus {
            border-left: outer $accent;
        }
    }
    """

    def __init__(
        self,
        name: str,
        label: str,
        control: Widget,
        hint: str = "",
        *,
        required: bool = False,
        quiet: bool = False,
        always: bool = False,
    ) -> None:
        super().__init__(name=name, classes="field")
        self._quiet = quiet
        self._always = always and bool(hint)
        self._label = Content.assemble(label, (" *", "$accent")) if required else Content(label)
        self._hint = Content(hint)
        self._held_back: str | None = None
        self._lines_laid_out = 0
        self.control = control
        self.problem: str | None = None

    def compose(self) -> ComposeResult:
        yield self.control

    @property
    def below(self) -> Content:
        """What is wrong, or else the hint, whether or not it is shown now."""
        return Content(f"✗ {self.problem}") if self.problem else self._hint

    def rename(self, label: str) -> None:
        """Have another label."""
        self._label = Content(label)
        self.refresh()
        self.control.refresh(layout=True)

    def complain(self, problem: str | None, *, unfinished: bool = False) -> None:
        """Show what is wrong, or the hint where that is None. `problem` is a sentence, safe to show.

        A problem of something `unfinished` waits until the cursor leaves the field: the next letter may solve it.
        """
        before = self._shown
        waits = unfinished and self.has_focus_within
        self._held_back = problem if waits else None
        self.problem = None if waits else problem
        self._draw_anew(before)

    def show_problem(self) -> None:
        """Show a problem that was held back, such as when the form can't be sent because of it."""
        if self._held_back is not None:
            self.complain(self._held_back)

    def advise(self, hint: str | Content, *, always: bool = False) -> None:
        """Change the hint, such as a count of what is typed. Safe to show.

        With `always` it is seen without the focus, too.
        """
        before = self._shown
        self._hint = Content(hint) if isinstance(hint, str) else hint
        self._always = always and bool(hint)
        self._draw_anew(before)

    def on_descendant_focus(self) -> None:
        self._fit()

    def on_descendant_blur(self) -> None:
        self.show_problem()
        self._fit()

    # How it looks

    @property
    def layout(self) -> VerticalLayout:
        """Textual's name for what places the control."""
        return _BESIDE_LABEL

    @property
    def _shown(self) -> Content:
        """What is shown below the control; empty for nothing."""
        seen = self.problem is not None or self._always or (self.has_focus_within and not self._quiet)
        return self.below if seen else Content()

    def _draw_anew(self, before: Content) -> None:
        """Draw what is below the control, if it was something else before: a letter typed seldom changes it."""
        if not self._shown.is_same(before):
            self._fit()

    def _fit(self) -> None:
        """Draw anew, and lay out anew only if that takes more or fewer lines."""
        self.refresh()
        if not self.is_mounted or len(self._lines_below(self.content_size.width)) != self._lines_laid_out:
            self.control.refresh(layout=True)  # of the field itself, Textual would keep where it has placed the control

    def room_taken(self, width: int) -> tuple[int, int]:
        """The columns left of the control and the lines below it, in a field of `width` columns.

        Asked when the field is laid out: the lines are noted, so that other words of as many lines are only drawn.
        """
        self._lines_laid_out = len(self._lines_below(width))
        return self._label_width, self._lines_laid_out

    @property
    def _label_width(self) -> int:
        styles = self.get_component_styles("field--label")
        return int(styles.width.value) if styles.width is not None and styles.display != "none" else 0

    def _label_lines(self) -> list[Content]:
        return self._label.wrap(width) if (width := self._label_width) else []

    def _lines_below(self, width: int) -> list[Content]:
        shown = self._shown
        if not shown and self._quiet:
            return []
        return shown.wrap(max(1, min(_WIDEST, width - self._label_width) - 1)) or [shown]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        control = super().get_content_height(container, viewport, width)
        return max(len(self._label_lines()), control + len(self._lines_below(width)))

    def render(self) -> Content:
        left = self._label_width
        label = self._styled("field--label-focused" if self.has_focus_within else "field--label", self._label_lines())
        below = self._styled(
            "field--problem" if self.problem else "field--hint", self._lines_below(self.content_size.width)
        )
        placed = self.arrange(self.content_size).placements
        above = max((each.region.bottom for each in placed), default=0)
        beside = [*[Content()] * above, *(Content.assemble(" ", line) for line in below)]
        lines = zip_longest(label, beside, fillvalue=Content())
        return Content("\n").join(words.pad_right(left - words.cell_length) + more for words, more in lines)

    def _styled(self, part: str, lines: list[Content]) -> list[Content]:
        style = self.get_visual_style(part)
        return [line.stylize_before(Style(foreground=style.foreground, bold=style.bold)) for line in lines]


_BESIDE_LABEL: Final = _BesideLabel()
