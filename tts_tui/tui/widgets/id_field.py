"""The field for the ID of something new."""

from __future__ import annotations

from typing import Final

from textual import on
from textual.widgets import Input

from tts_tui.api.field_rules import id_problem, is_unfinished, suggested_id
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.text_input import TextInput

__all__ = ["IdField"]

_HINT: Final = "3–36 characters: a–z, 0–9, single dashes. Can't be changed later."


class IdField(Field):
    """Says while an ID is typed what is wrong with it, and offers the nearest valid one, which Enter takes.

    `name` is the field's name in the API, and the ID of its input.
    """

    def __init__(self, name: str, value: str = "", *, placeholder: str = "") -> None:
        self._input = TextInput(value, id=name, placeholder=placeholder)
        super().__init__(name, "ID", self._input, _HINT, required=True)

    @property
    def value(self) -> str:
        """What is typed, without blanks around it."""
        return self._input.value.strip()

    def fill(self, value: str) -> None:
        """Put an ID into the field."""
        self._input.value = value

    def wrong(self) -> str | None:
        """What is wrong with the ID, in a sentence, or None."""
        return id_problem(self.value)

    @on(Input.Changed)
    def _tell(self) -> None:
        problem = self.wrong() if self.value else None
        if problem and self._input.has_focus and (offered := suggested_id(self.value)):
            problem = f"{problem} Press Enter to use {offered}."
        self.complain(problem, unfinished=is_unfinished(id_problem, self.value))

    def on_descendant_focus(self) -> None:
        """Offer a valid ID only while the field has the focus: only then does Enter take it."""
        self._offer()

    def on_descendant_blur(self) -> None:
        super().on_descendant_blur()
        self._offer()

    def _offer(self) -> None:
        if self.value and self.wrong():  # not where something else was complained of, such as that it is taken
            self._tell()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Take what is offered."""
        if offered := suggested_id(self.value):
            event.stop()
            self._input.value = offered
