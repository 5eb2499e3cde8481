"""Creating a webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace

from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.webhooks.form import WebhookFormScreen
from tts_tui.tui.widgets.id_field import IdField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

__all__ = ["CreateWebhookScreen"]


class CreateWebhookScreen(WebhookFormScreen):
    """Creates a webhook after a review. The server is first asked whether the ID is free: creating would overwrite."""

    area = "Create a webhook"
    CREATE = replace(SUBMIT, word="Create", title="Create", help="Review the webhook, then create it.")
    offers = (CREATE, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def heading(self) -> Content:
        template = f" from {self._given.template_id}" if self._given.template_id else ""
        return plain(f"Create a webhook{template} · {self.application_id}")

    def fields_above(self) -> ComposeResult:
        self._id_field = IdField("webhook_id", self._given.id, placeholder="my-webhook")
        yield self._id_field

    def on_mount(self) -> None:
        (self._base_url_input if self._given.id else self._id_field.control).focus()

    @property
    def webhook_id(self) -> str:
        return self._id_field.value if self.is_mounted else self._given.id

    def _without_secrets(self) -> dict[str, Any]:
        return {"webhook_id": self.webhook_id, **super()._without_secrets()}

    def fill(self, fields: Mapping[str, Any]) -> None:
        self._id_field.fill(fields.get("webhook_id", ""))
        super().fill(fields)

    def problems(self) -> dict[str, str | None]:
        return {"webhook_id": self._id_field.wrong(), **super().problems()}
