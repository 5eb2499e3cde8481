"""One row of a form: a label, a control, and below it a hint or what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Label, Static

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

__all__ = ["Field"]


class Field(Horizontal):
    """A labelled control. `name` is the field's name in the API, so that the server's errors can be shown here.

    The line below the control is blank until the field has the focus or has a problem: then it holds the hint or the
    problem. So a form has one blank line between its fields, and nothing moves when the focus does. A `quiet` field has
    that line only for a problem, as its control has a hint of its own. With `always`, the hint is shown without the
    focus as well.
    """

    DEFAULT_CSS = """
    Field {
        height: auto;
        padding: 0 1;

        /* Changes nothing itself: without a rule of the field's own, Textual doesn't restyle the widgets inside. */
        &:focus-within {
            padding: 0 1;
        }

        .field--label {
            width: 18;
            color: $foreground-muted;
        }

        .field--body {
            width: 1fr;
            height: auto;
        }

        .field--hint {
            height: 1;
            max-width: 88;
            padding-left: 1;
            color: $foreground-muted;
            visibility: hidden;
        }

        &:focus-within .field--label {
            color: $accent;
            text-style: bold;
        }

        &:focus-within .field--hint, &.-wrong .field--hint, &.-notice .field--hint {
            height: auto;
            min-height: 1;
            visibility: visible;
        }

        &.-wrong .field--hint {
            color: $text-error;
        }

        &.-quiet .field--hint {
            display: none;
        }

        &.-quiet.-wrong .field--hint {
            display: block;
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
        states = {"-quiet": quiet, "-notice": always and bool(hint)}
        super().__init__(name=name, classes=" ".join(["field", *(each for each, holds in states.items() if holds)]))
        self._label = Content.assemble(label, (" *", "$accent")) if required else Content(label)
        self._hint = self._below = Content(hint)
        self._held_back: str | None = None
        self.control = control
        self.problem: str | None = None

    def compose(self) -> ComposeResult:
        yield Label(self._label, classes="field--label")
        with Vertical(classes="field--body"):
            yield self.control
            yield Static(self._hint, classes="field--hint")

    def rename(self, label: str) -> None:
        """Have another label."""
        self.query_one(".field--label", Label).update(label)

    def complain(self, problem: str | None, *, unfinished: bool = False) -> None:
        """Show what is wrong, or the hint where that is None. `problem` is a sentence, safe to show.

        A problem of something `unfinished` waits until the cursor leaves the field: the next letter may solve it.
        """
        waits = unfinished and self.has_focus_within
        self._held_back = problem if waits else None
        self.problem = None if waits else problem
        self.set_class(self.problem is not None, "-wrong")
        self._show(Content(f"✗ {self.problem}") if self.problem else self._hint)

    def on_descendant_blur(self) -> None:
        self.show_problem()

    def show_problem(self) -> None:
        """Show a problem that was held back, such as when the form can't be sent because of it."""
        if self._held_back is not None:
            self.complain(self._held_back)

    def advise(self, hint: str | Content, *, always: bool = False) -> None:
        """Change the hint, such as a count of what is typed. Safe to show.

        With `always` it is seen without the focus, too.
        """
        self.set_class(always and bool(hint), "-notice")
        if (new := Content(hint) if isinstance(hint, str) else hint).is_same(self._hint):
            return
        self._hint = new
        if self.problem is None:
            self._show(new)

    def _show(self, words: Content) -> None:
        """Show words below the field; the same ones again would lay out the screen anew."""
        if not words.is_same(self._below):
            self._below = words
            self.query_one(".field--hint", Static).update(words)
