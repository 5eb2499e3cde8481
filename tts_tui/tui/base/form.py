"""What all forms share: input is never lost, errors are shown at their field, and the request can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from msgspec.structs import replace
from textual import on
from textual.widgets import Input, Select, TextArea

from tts_tui.services.error_text import explain
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.widgets.attributes import AttributesEditor
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tts_tui.api.errors import TTSError
    from tts_tui.services.shell_export import Export
    from tts_tui.session.drafts import Draft

__all__ = ["FormScreen"]

Result = TypeVar("Result")


class FormScreen(BaseScreen[Result]):
    """A form. A subclass says whether it has `changed` and what it would send as `exports`."""

    field_of_error: ClassVar[Mapping[str, str]] = {}
    """The field that an error of that name is about, where the server doesn't say."""

    _fields: Mapping[str, Field] = {}
    """The fields by name, from when one was first looked for."""

    _wrong_field: Field | None = None
    """The field that the shown error is about."""

    def changed(self) -> bool:
        """Whether anything differs from what the form started with."""
        raise NotImplementedError

    def exports(self) -> Sequence[Export]:
        """What a submit would send now, as commands. None where the form isn't valid, which it then shows."""
        raise NotImplementedError

    def holds(self) -> str | None:
        changed = not (self.writing or self.finished) and self.changed()
        return f"{self.area}: your changes are not saved." if changed else None

    # Drafts, which are kept when the program is ended from outside

    _to_fill: Mapping[str, Any] = {}
    """The fields of a draft, until the form is mounted and takes them."""

    def blank_draft(self) -> Draft | None:
        """A draft of this form without fields; None for a form that keeps none, as where an ID is repeated."""
        return None

    def typed(self) -> Mapping[str, Any]:
        """The fields that differ from what the form started with, as plain JSON values. Never a token."""
        return {}

    def fill(self, fields: Mapping[str, Any]) -> None:
        """Restore what `typed` gave, as far as it is still possible."""

    def draft(self) -> Draft | None:
        """What was typed and not sent, or None."""
        if self.finished or (blank := self.blank_draft()) is None:
            return None
        fields = {**self._to_fill, **(self.typed() if self.is_mounted else {})}
        return replace(blank, fields=fields) if fields else None

    def begin_with(self, draft: Draft | None) -> None:
        """Start with a draft, if there is one. Called before the form is shown."""
        self._to_fill = draft.fields if draft is not None else {}

    def on_mount(self) -> None:
        fields, self._to_fill = self._to_fill, {}
        if fields:
            self.fill(fields)

    # Leaving

    def action_back(self) -> None:
        if not self.stop_reads():
            self.ask_to_leave(lambda: self.dismiss(None))

    def ask_to_leave(self, leave: Callable[[], object]) -> None:
        """Call `leave`, after a question where changes would be lost. A write that is under way goes on."""
        if self.writing or not self.changed():
            leave()
            return

        def answered(yes: bool | None) -> None:
            if yes:
                leave()

        self.app.push_screen(
            Confirm("Leave this form?", "Your changes are not saved.", yes="Leave", no="Stay"), answered
        )

    def end_with(self, outcome: str) -> None:
        """Tell the outcome of the change, wherever the person is by then, and close the form if it is still open."""
        self.app.notify(outcome, markup=False)
        if self.is_attached:
            self.finish(None, outcome)

    # Commands

    def action_as_commands(self) -> None:
        if exports := self.exports():
            from tts_tui.tui.base.show_as_commands import AsCommandsScreen

            self.app.push_screen(AsCommandsScreen(self.session, exports))

    # Errors of the server

    def field(self, name: str) -> Field | None:
        """The field with that name in the API."""
        found = self._fields.get(name)
        if found is None or not found.is_attached:  # with each letter typed: a query is a fifth of what that costs
            self._fields = {each.name: each for each in reversed(self.query(Field)) if each.name}
        return self._fields.get(name)

    def refuse(self, error: TTSError, doing: str) -> None:
        """Show an error below the form, and at its field where it has one; as a message where the form has gone."""
        from tts_tui.api.errors import ServerError

        self.tell_problem(explain(error, doing))
        if not (self.is_attached and isinstance(error, ServerError)):
            return
        names = [self.field_of_error[each.name] for each in error.chain if each.name in self.field_of_error]
        names += [part.partition("[")[0] for part in reversed(error.field_path)]
        field = next((found for name in names if (found := self.field(name))), None)
        if field is not None:
            field.complain(visible(error.text))
            self.show_field(field)
            self._wrong_field = field

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    @on(Choice.Changed)
    @on(AttributesEditor.Changed)
    def _cured(self, event: Input.Changed | TextArea.Changed) -> None:
        """Remove an error once its field is changed."""
        if self._wrong_field is not None and event.control is self._wrong_field.control:
            self._wrong_field = None
            self.show_problem(None)

    def show_field(self, field: Field) -> None:
        """Focus a field. A form of several steps first goes to the step of the field."""
        field.control.focus()
