"""One row of a form: its label, its control, and a line for a hint or for what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Label, Static

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

__all__ = ["Field"]


class Field(Vertical):
    """A labelled control. `name` is the field as the server calls it, so that its refusals land here."""

    def __init__(self, name: str, label: str, control: Widget, hint: str = "") -> None:
        super().__init__(name=name, classes="field")
        self._label = label
        self._hint = hint
        self.control = control
        self.problem: str | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(classes="field--row"):
            yield Label(Content(self._label), classes="field--label")
            yield self.control
        yield Static(Content(self._hint), classes="field--hint")

    def complain(self, problem: str | None) -> None:
        """Show what is wrong, or the hint again. `problem` is a sentence, safe to show."""
        self.problem = problem
        self.set_class(problem is not None, "-wrong")
        self.query_one(".field--hint", Static).update(Content(f"✗ {problem}" if problem else self._hint))

    def advise(self, hint: str) -> None:
        """Change the hint, such as a count of what is typed; it is shown when nothing is wrong. Safe to show."""
        if hint == self._hint:
            return
        self._hint = hint
        if self.problem is None:
            self.query_one(".field--hint", Static).update(Content(hint))
