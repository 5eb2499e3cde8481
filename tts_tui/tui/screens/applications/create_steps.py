"""The fields of a new application, in two steps, and a review of them as the third."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from tts_tui.api.field_rules import (
    ADDRESSES,
    MAX_DESCRIPTION,
    MAX_NAME,
    address_problem,
    description_problem,
    id_problem,
    is_unfinished,
    name_problem,
    suggested_id,
)
from tts_tui.api.models import Account, Application
from tts_tui.services.applications.settings import LABELS
from tts_tui.tui.screens.applications.create_review import CreateReview
from tts_tui.tui.widgets.attributes import AttributesEditor
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.lines_input import LinesInput
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.widget import Widget

__all__ = ["LAST_STEP", "STEPS", "TEXTS", "CreateSteps"]

STEPS: Final = ("Basics", "Options", "Review")
"""The titles of the steps, in their order."""
LAST_STEP: Final = len(STEPS) - 1
TEXTS: Final = ("name", "description", *ADDRESSES)
"""The fields that are one text, besides the ID."""

_RULES: Final[Mapping[str, Callable[[str], str | None]]] = {
    "application_id": id_problem,
    "name": name_problem,
    "description": description_problem,
    **dict.fromkeys(ADDRESSES, address_problem),
}
"""The server's rule for each field."""


class CreateSteps(Container):
    """Shows one step at a time, and knows what is typed in all of them and what is wrong with it.

    `given` has the addresses that the fields start with.
    """

    def __init__(self, given: Application) -> None:
        super().__init__()
        self.step = 0
        self.attributes = AttributesEditor({})
        self._basics = (
            Field(
                "application_id",
                "ID",
                TextInput(id="id"),
                "3–36 characters: a–z, 0–9, dashes. Can't be changed later.",
                required=True,
            ),
            Field("name", LABELS["name"], TextInput(), f"Optional. Up to {MAX_NAME} characters."),
            Field(
                "description",
                LABELS["description"],
                LinesInput(),
                f"Optional. Up to {MAX_DESCRIPTION:,} characters. Tab moves on.",
            ),
        )
        self._addresses = tuple(
            Field(
                name,
                LABELS[name],
                TextInput(getattr(given, name), placeholder="any"),
                "Host or host:port. Empty allows any.",
            )
            for name in ADDRESSES
        )
        self._attributes = Field("attributes", LABELS["attributes"], self.attributes, quiet=True)
        self.own_fields = (*self._basics, self._attributes, *self._addresses)
        """Those of the application, in the order of the steps."""

    def compose(self) -> ComposeResult:
        yield VerticalScroll(*self._basics, id="step-0", classes="step", can_focus=False)
        with VerticalScroll(id="step-1", classes="step", can_focus=False):
            yield Static(Content("Your own labels, optional."), classes="about")
            yield self._attributes
            yield Static(
                Content(
                    "Servers where the devices are registered. Devices that name another server are rejected; "
                    "leave empty to allow any."
                ),
                classes="about",
            )
            yield from self._addresses
        yield CreateReview(id="step-2", classes="step")

    def add_to_first(self, widget: Widget) -> None:
        """Add a widget below the fields of the first step."""
        self.query_one("#step-0").mount(widget)

    # Steps

    def turn_to(self, step: int, owner: Account) -> None:
        """Show a step, and no other one. The review shows `owner` as well."""
        self.step = step
        for number, each in enumerate(self.children):
            each.display = number == step
        if step == LAST_STEP:
            ready = all(self.problem(field) is None for field in self.own_fields)
            review = self.query_one(CreateReview)
            review.show(self.application, owner, self.attributes.problem(), ready=ready)

    def step_of(self, field: Field) -> int:
        """The step that a field is in."""
        return next(number for number, each in enumerate(self.children) if each in field.ancestors)

    @property
    def fields(self) -> list[Field]:
        """The fields of the step that is shown."""
        return [each for each in self.children[self.step].children if isinstance(each, Field)]

    def focus_first(self) -> None:
        """Focus the first field of the step, or the review."""
        first = next(iter(self.fields), None)
        (first.control if first else self.query_one(CreateReview)).focus()

    # Values

    def text(self, name: str) -> str:
        """What is typed in the field of that name."""
        control = next(each.control for each in self.own_fields if each.name == name)
        return control.value if isinstance(control, Input) else control.text if isinstance(control, TextArea) else ""

    @property
    def application(self) -> Application:
        """The application as typed, right or wrong."""
        typed = {name: self.text(name) for name in TEXTS}
        return Application(id=self.text("application_id"), attributes=self.attributes.value, **typed)

    def problem(self, field: Field) -> str | None:
        """What is wrong with a field, as a sentence that is safe to show, or None."""
        if field.control is self.attributes:
            return self.attributes.problem()
        name = field.name or ""
        if name not in _RULES:
            return None
        text = self.text(name)
        problem = _RULES[name](text)
        if problem and field.control.has_focus and name == "application_id" and (offered := suggested_id(text)):
            return f"{problem} Press Enter to use {offered}."
        return problem

    def complain_while_typing(self, field: Field) -> None:
        """Say at once what is wrong with a field, unless it is empty or the next letter may solve it."""
        name = field.name or ""
        text = self.text(name)
        unfinished = name in _RULES and is_unfinished(_RULES[name], text)
        field.complain(self.problem(field) if text else None, unfinished=unfinished)
