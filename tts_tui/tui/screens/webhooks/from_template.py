"""The fields that a webhook template asks for. Nothing is sent: the form with all fields follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.containers import VerticalScroll
from textual.widgets import Static

from tts_tui.api.field_rules import MAX_ID
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import Webhook
from tts_tui.services.webhooks.templates import filled
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.checked_form import CheckedForm
from tts_tui.tui.core.commands import CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.id_field import IdField
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.webhook_models import WebhookTemplate
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["FromTemplateScreen"]

_FIELD = "field {}".format
"""The name of a template's field in this form: its own ID could be that of another field."""


class FromTemplateScreen(CheckedForm[Webhook]):
    """Returns the webhook that the template gives with the values typed; None where the form is left."""

    CSS_PATH = "form.tcss"
    area = "Webhook from a template"
    GO_ON = replace(SUBMIT, word="Continue", title="Continue", help="See the whole webhook before it is created.")
    offers = (GO_ON, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, template: WebhookTemplate) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._template = template
        self._inputs: dict[str, TextInput] = {}

    def body(self) -> ComposeResult:
        template = self._template
        with (
            Area(title=plain(f"{template.name or template.id} · {self.application_id}")),
            VerticalScroll(id="fields", can_focus=False),
        ):
            yield from self._about()
            self._id_field = IdField("webhook_id", placeholder=f"my-{template.id}"[:MAX_ID])
            yield self._id_field
            for number, each in enumerate(template.fields):
                control = TextInput(each.default_value, password=each.secret, id=f"field-{number}")
                self._inputs[each.id] = control
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
        self._id_field.control.focus()

    def changed(self) -> bool:
        fields = self._template.fields
        return self.is_mounted and (
            bool(self._id_field.value) or any(self._inputs[each.id].value != each.default_value for each in fields)
        )

    def exports(self) -> list[Export]:
        return []

    def problems(self) -> dict[str, str | None]:
        missing = {
            _FIELD(each.id): None if each.optional or self._inputs[each.id].value else "Required."
            for each in self._template.fields
        }
        return {"webhook_id": self._id_field.wrong(), **missing}

    def action_submit(self) -> None:
        if self.is_valid():
            values = {name: SecretStr(control.value) for name, control in self._inputs.items()}
            self.finished = True
            self.dismiss(filled(self._template, self._id_field.value, values))
