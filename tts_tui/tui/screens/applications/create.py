"""The wizard that creates an application. Only the ID is required, and it can be sent from every step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec
from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from tts_tui.api.errors import ServerError, TTSError
from tts_tui.api.field_rules import ADDRESSES, id_problem, suggested_id
from tts_tui.api.models import Account, Application
from tts_tui.services.applications import exports, writes
from tts_tui.services.applications.reading import own_deleted
from tts_tui.services.error_text import explain
from tts_tui.services.verified_writes import looked_up
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, Command, bindings
from tts_tui.tui.screens.applications.create_steps import LAST_STEP, STEPS, TEXTS, CreateSteps
from tts_tui.tui.widgets.attributes import AttributesEditor
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.clickable_line import ClickableLine
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area, TitledRule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.models import Organization
    from tts_tui.api.rows import ApplicationRow, Page
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["CreatedApplication", "NewApplicationScreen"]

_DOING: Final = "create the application"


class CreatedApplication(msgspec.Struct, frozen=True):
    """The application that the form has led to: a new one, or a deleted one of the same ID that was restored."""

    id: str
    restored: bool = False


class NewApplicationScreen(FormScreen[CreatedApplication]):
    """Gives the application that was created, or one of the same ID that was restored."""

    CSS_PATH = "create.tcss"
    area = "New application"
    CREATE = Command(SUBMIT.action, SUBMIT.keys, "Create", "Create", "Create the application; works in every step.")
    NEXT = Command("step(1)", ("f7", "ctrl+pagedown"), "Next", "Next step", "Go to the next step; sends nothing.")
    PREVIOUS = Command("step(-1)", ("f8", "ctrl+pageup"), "Previous", "Previous step", "Go to the previous step.")
    offers = (CREATE, NEXT, PREVIOUS, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]
    field_of_error: ClassVar[Mapping[str, str]] = {
        "id_taken": "application_id",
        "forbidden_id": "application_id",
        "admins_create_applications": "collaborator",
        "no_user_rights": "collaborator",
        "insufficient_user_rights": "collaborator",
        "no_organization_rights": "collaborator",
        "insufficient_organization_rights": "collaborator",
    }

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        if session.info.account is None:
            raise ValueError("only users and organizations can own applications")
        self._account = session.info.account
        self._given = Application(id="", **dict.fromkeys(ADDRESSES, session.hostname))
        self._steps = CreateSteps(self._given)
        self._owner_typed: Account | None = None
        self._own_deleted: ApplicationRow | None = None

    def body(self) -> ComposeResult:
        with Area():
            with Horizontal(classes="ruled"):
                yield TitledRule("New application", ends=False)
                yield ClickableLine(id="steps")
                yield TitledRule(state="* required", id="required")
            yield self._steps

    def on_mount(self) -> None:
        self._show_step(0)
        if self._account.kind == "user":
            self.read(
                self.session.client.organizations.page(),
                self._organizations_read,
                waiting=Reading.ORGANIZATIONS,
                group="organizations",
            )

    # The owner

    def _organizations_read(self, page: Page[Organization]) -> None:
        if not page.items:
            return
        options = [(self._account, f"{visible(self._account.id)} (you)")]
        for each in page.items:
            account = Account(kind="organization", id=each.id)
            options.append((account, visible(f"{each.name} ({each.id})" if each.name else each.id)))
        chosen = self._owner_typed if self._owner_typed in dict(options) else self._account
        hint = "Your account or an organization. Arrows move, Space selects."
        owner = Field("collaborator", "Owner", Choice(options, chosen, one_per_line=True, id="owner"), hint)
        self._steps.add_to_first(owner)

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting == Reading.ORGANIZATIONS:
            self._without_organizations(explain(error).why)
        else:
            super().read_failed(error, waiting)

    def stop_reads(self) -> bool:
        waited = "organizations" in self._reads
        stopped = super().stop_reads()
        if stopped and waited:
            self._without_organizations("you stopped it")
        return stopped

    def _without_organizations(self, why: str) -> None:
        words = Content(f"Could not read your organizations ({why}). You will own the application.")
        self._steps.add_to_first(Static(words, id="no-organizations"))

    @property
    def _owner(self) -> Account:
        choices = self.query("#owner").results(Choice)
        return next((choice.value for choice in choices), self._account)

    # The steps

    def why_not(self, command: Command) -> str | None:
        if command is self.NEXT and self._steps.step == LAST_STEP:
            return "This is the last step. Ctrl+S creates the application."
        if command is self.PREVIOUS and self._steps.step == 0:
            return "This is the first step."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "step":
            command = self.NEXT if parameters == (1,) else self.PREVIOUS
            return None if self.why_not(command) else True
        return super().check_action(action, parameters)

    def action_step(self, by: int) -> None:
        self._show_step(self._steps.step + by)

    def action_to_step(self, step: int) -> None:
        """Go to the step that was clicked."""
        self._show_step(step)

    def _show_step(self, step: int) -> None:
        """Show a step, with the cursor in its first field. An error is hidden with the step that it was about."""
        self.show_problem(None)
        self._turn_to(step)
        self._steps.focus_first()

    def _turn_to(self, step: int) -> None:
        self._steps.turn_to(step, self._owner)
        parts = []
        for number, title in enumerate(STEPS):
            current = number == step
            words = Content.styled(f" {'▸' if current else ' '}{number + 1} {title}", "bold $accent" if current else "")
            parts.append((words, f"to_step({number})"))
        parts.append((Content(" "), ""))
        self.query_one("#steps", ClickableLine).show(parts)
        self.query_one("#required", TitledRule).show("", "" if step == LAST_STEP else "* required")
        self.refresh_bindings()

    def show_field(self, field: Field) -> None:
        self._turn_to(self._steps.step_of(field))
        super().show_field(field)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Go to the next field, and from the last one to the next step. In the ID, first take what is offered."""
        deleted = self._own_deleted
        if event.input.id == "id" and deleted is not None and deleted.id == event.value:
            self._restore(deleted)
            return
        if event.input.id == "id" and (offered := suggested_id(event.value)):
            event.input.value = offered
            return
        fields = self._steps.fields
        index = next(number for number, each in enumerate(fields) if each.control is event.input)
        if index + 1 < len(fields):
            fields[index + 1].control.focus()
        else:
            self.action_step(1)

    # What is typed

    def changed(self) -> bool:
        return self._steps.application != self._given or self._owner != self._account

    def blank_draft(self) -> Draft:
        return Draft("application", {})

    def typed(self) -> Mapping[str, Any]:
        given = {"application_id": "", **{name: getattr(self._given, name) for name in TEXTS}}
        fields: dict[str, Any] = {name: text for name in given if (text := self._steps.text(name)) != given[name]}
        if (attributes := self._steps.attributes).touched:
            fields["attributes"] = attributes.changes({})
        if (owner := self._owner) != self._account:
            fields["collaborator"] = [owner.kind, owner.id]
        return fields

    def fill(self, fields: Mapping[str, Any]) -> None:
        for field in self._steps.own_fields:
            text = fields.get(field.name or "")
            if isinstance(field.control, Input) and text is not None:
                field.control.value = text
            elif isinstance(field.control, TextArea) and text is not None:
                field.control.text = text
        if "attributes" in fields:
            self._steps.attributes.change(fields["attributes"])
        if "collaborator" in fields:
            kind, account_id = fields["collaborator"]
            self._owner_typed = Account(kind=kind, id=account_id)

    def exports(self) -> Sequence[Export]:
        problems = [(field, problem) for field in self._steps.own_fields if (problem := self._steps.problem(field))]
        for field, problem in problems:
            if not isinstance(field.control, AttributesEditor):  # which shows its own problems
                field.complain(problem)
        if problems:
            self.show_field(problems[0][0])
            return ()
        return (exports.create(self._steps.application, self._owner),)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed) -> None:
        if isinstance(field := event.control.parent, Field):
            self._steps.complain_while_typing(field)

    def on_descendant_focus(self) -> None:
        self._offer_id()

    def on_descendant_blur(self) -> None:
        self._offer_id()

    def _offer_id(self) -> None:
        """Enter takes an ID that is offered only where the cursor is in the field."""
        field = self.field("application_id")
        if field is not None and field.problem is not None and id_problem(self._steps.text("application_id")):
            field.complain(self._steps.problem(field))

    @on(AttributesEditor.Changed)
    @on(Choice.Changed)
    def _chosen(self, event: AttributesEditor.Changed | Choice.Changed) -> None:
        if isinstance(field := event.control.parent, Field):
            field.complain(None)

    # Sending

    def action_submit(self) -> None:
        if self.exports():
            self.write(
                writes.create(self.session.client, self._steps.application, self._owner),
                self._created,
                doing=_DOING,
                failed=self._refused,
            )

    def _created(self, made: tuple[Application, bool]) -> None:
        application, looked = made
        outcome = f"Created {visible(application.id)}."
        if looked:
            outcome = looked_up(outcome)
            if self in self.app.screen_stack:
                self.app.notify(outcome, markup=False)
        self.finish(CreatedApplication(application.id), outcome)

    def _refused(self, error: TTSError) -> None:
        self.refuse(error, _DOING)
        if isinstance(error, ServerError) and error.is_a("id_taken") and self in self.app.screen_stack:
            application_id = self._steps.text("application_id")
            self.read(
                own_deleted(self.session.client, application_id),
                self._taken_by_own,
                waiting=Reading.OWN_DELETED_APPLICATIONS,
                group="deleted",
            )

    def _taken_by_own(self, deleted: ApplicationRow | None) -> None:
        field = self.field("application_id")
        if deleted is not None and field is not None and self._steps.text("application_id") == deleted.id:
            self._own_deleted = deleted
            field.complain("A deleted application of yours has this ID. Press Enter to restore it instead.")

    def _restore(self, deleted: ApplicationRow) -> None:
        from tts_tui.tui.screens.applications.restore import RestoreApplicationScreen

        def left(restored: bool | None) -> None:
            if restored:
                self.dismiss(CreatedApplication(deleted.id, restored=True))

        self.app.push_screen(RestoreApplicationScreen(self.session, deleted), left)
