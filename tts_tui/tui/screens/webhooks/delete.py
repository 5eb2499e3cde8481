"""Deleting a webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from tts_tui.services.webhooks import exports
from tts_tui.services.webhooks.rules import without_password
from tts_tui.services.webhooks.writes import delete
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.deletion import DeletionScreen
from tts_tui.tui.core.commands import AS_COMMANDS, Command, bindings
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from tts_tui.api.webhook_models import Webhook
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["DeleteWebhookScreen"]


class DeleteWebhookScreen(DeletionScreen):
    """Asks, and deletes `webhook`. `done` is called with an empty ID when it is deleted, also after leaving."""

    area = "Delete a webhook"
    thing = "the webhook"
    YES = Command("submit", ("y",), "Delete", "Delete", "Delete the webhook.", destroys=True)
    offers = (YES, DeletionScreen.NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, webhook: Webhook, *, done: Callable[[str], None]) -> None:
        super().__init__(session, application_id, done=done)
        self._webhook = webhook

    def box_title(self) -> Content:
        return plain(f"Delete the webhook {self._webhook.id}")

    def what_follows(self) -> ComposeResult:
        yield Static(plain(f"Of the application {self.application_id}."))
        yield Static(plain(f"{without_password(self._webhook.base_url)} gets no more messages."), classes="facts")
        yield Static(
            "Its headers and its downlink key can't be restored. The API key itself keeps working: revoke it if "
            "nothing else uses it.",
            classes="facts",
        )

    def export(self) -> Export:
        return exports.delete(self.application_id, self._webhook.id)

    def delete(self) -> Coroutine[Any, Any, bool]:
        return delete(self.session.client, self.application_id, self._webhook.id)

    @property
    def called(self) -> str:
        return visible(self._webhook.id)
