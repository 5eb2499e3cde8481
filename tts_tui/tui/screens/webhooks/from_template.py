"""What a template of a webhook asks for. Nothing is sent: the form with all fields follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from tts_tui.api.field_rules import id_problem, is_unfinished
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import Webhook
from tts_tui.services.webhooks.templates import filled
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.core.commands import CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.text_input import TextInput
from tts_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.webhook_models import TemplateField, WebhookTemplate
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["FromTemplateScreen"]

_ID = "webhook_id"
_FIELD = "field {}".format
"""What a field of the template is called here: its own ID may be any."""


class FromTemplateScreen(FormScreen[Webhook]):
    """Gives the webhook that the template makes, or None."""

    CSS_PATH = "form.tcss"
    area = "Webhook from a template"
    GO_ON = replace(SUBMIT, word="Go on", title="Go on", help="See the whole webhook before it is created.")
    offers = (GO_ON, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, template: WebhookTemplate) -> None:
        super().__init__(session)
        self._application_id = application_id
        self._template = template
        self._inputs: dict[str, TextInput] = {}

    def top_bar(self) -> TopBar:
        return TopBar(self.session, application_id=self._application_id)

    def body(self) -> ComposeResult:
        template = self._template
        with (
            Area(title=plain(f"{template.name or template.id} · {self._application_id}")),
            VerticalScroll(id="fields", can_focus=False),
        ):
            yield from self._about()
            self._inputs[_ID] = TextInput(id=_ID, placeholder=f"my-{template.id}"[:36])
            hint = "3–36 characters: a–z, 0–9, single dashes. Can't be changed later."
            yield Field(_ID, "ID", self._inputs[_ID], hint, required=True)
            for number, each in enumerate(template.fields):
                control = TextInput(each.default_value, password=each.secret, id=f"field-{number}")
                self._inputs[_FIELD(each.id)] = control
                label = visible(each.name or each.id)
                yield Field(_FIELD(each.id), label, control, visible(each.description), required=not each.optional)

    def _about(self) -> ComposeResult:
        template = self._template
        if template.description:
            yield Static(plain(template.description), classes="about")
        if address := template.documentation_url or template.info_url:
            yield Static(plain(address, "$foreground-muted"), classes="about")
        if template.create_downlink_api_key:
            yield Static(
                "It needs an API key that may write downlinks. The next form offers to create it.",
                classes="about",
            )

    def on_mount(self) -> None:
        self._inputs[_ID].focus()

    def changed(self) -> bool:
        defaults = {_FIELD(each.id): each.default_value for each in self._template.fields}
        return self.is_mounted and any(each.value != defaults.get(name, "") for name, each in self._inputs.items())

    def exports(self) -> list[Export]:
        return []

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        for field in self.query(Field):
            if field.control is event.control:
                problem = id_problem(event.value) if field.name == _ID and event.value else None
                field.complain(problem, unfinished=is_unfinished(id_problem, event.value))

    def action_submit(self) -> None:
        wrong = [(name, problem) for name in self._inputs if (problem := self._problem(name))]
        for name, problem in wrong:
            if (field := self.field(name)) is not None:
                field.complain(problem)
        if wrong:
            if (field := self.field(wrong[0][0])) is not None:
                self.show_field(field)
            return
        values = {each.id: SecretStr(self._inputs[_FIELD(each.id)].value) for each in self._template.fields}
        self.finished = True
        self.dismiss(filled(self._template, self._inputs[_ID].value, values))

    def _problem(self, name: str) -> str | None:
        value = self._inputs[name].value
        if name == _ID:
            return id_problem(value)
        field: TemplateField = next(each for each in self._template.fields if _FIELD(each.id) == name)
        return None if value or field.optional else "Required."
