"""A form that says at each field what the server would refuse, and what it would store and could never use."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.content import Content
from textual.widgets import Input, TextArea

from tts_tui.text.safe_text import visible
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.widgets.attributes import AttributesEditor
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.id_field import IdField
from tts_tui.tui.widgets.message_paths import MessagePaths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tts_tui.services.differences import Difference
    from tts_tui.tui.widgets.field import Field

__all__ = ["CheckedForm"]

Result = TypeVar("Result")


class CheckedForm(FormScreen[Result]):
    """A form with rules for its fields.

    A problem is shown once the form is sent, and goes as soon as it is solved; one of an ID is shown while it is typed.
    A warning is shown at once, and keeps nothing from being sent. A subclass calls `show_checks` when it is mounted.
    """

    def problems(self) -> Mapping[str, str | None]:
        """What the server would refuse, by field, in the order of the form; None where a field is fine."""
        raise NotImplementedError

    def warnings(self) -> Mapping[str, str | None]:
        """What the server would store and could never use, by field."""
        return {}

    def hint_of(self, name: str) -> str:  # noqa: ARG002 - a subclass has hints
        """What stands below that field where there is nothing to warn of. Safe to show."""
        return ""

    @property
    def warned(self) -> str:
        """All warnings in a line, safe to show."""
        return visible(" ".join(each for each in self.warnings().values() if each))

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(AttributesEditor.Changed)
    @on(MessagePaths.Changed)
    @on(Choice.Changed)
    def show_checks(self) -> None:
        """Take away the problems that were told and are solved, and show the warnings."""
        for name, problem in self.problems().items():
            field = self.field(name)
            if field is None or isinstance(field, IdField):
                continue
            if field.problem is not None or problem is None:  # what is being typed may be right yet
                field.complain(visible(problem) if problem else None)
        for name, warning in self.warnings().items():
            if (field := self.field(name)) is not None:
                hint = Content.styled(f"! {visible(warning)}", "$text-warning") if warning else self.hint_of(name)
                field.advise(hint, always=warning is not None)

    def is_valid(self) -> bool:
        """Whether it can be sent. Where something is wrong, show all of it and focus the first."""
        wrong: list[Field] = []
        for name, problem in self.problems().items():
            if problem and (field := self.field(name)) is not None:
                field.complain(visible(problem))
                wrong.append(field)
        if wrong:
            self.show_field(wrong[0])
        return not wrong

    def review(self, what: str, differences: Sequence[Difference], send: Callable[[], None], *, new: bool) -> None:
        """Show the changes of `what`, which is safe to show, and `send` them if the person says so.

        Something `new` is created, where its ID is free.
        """
        from tts_tui.tui.base.review import ReviewScreen

        def answered(yes: bool | None) -> None:
            if yes:
                send()

        note = "tts-tui first checks that the ID is free." if new else "Only what is listed is sent."
        verb = "Create" if new else "Save"
        review = ReviewScreen(self.session, what, differences, self.exports(), note, warning=self.warned, verb=verb)
        self.app.push_screen(review, answered)

    def complain_of(self, name: str, problem: str) -> None:
        """Show at a field, if the form is still there, what the server has against it, and focus it."""
        if self.is_attached and (field := self.field(name)) is not None:
            field.complain(visible(problem))
            self.show_field(field)
