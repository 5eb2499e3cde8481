"""Deleting a webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.screen import ModalScreen
from textual.widgets import Static

from tts_tui.services.webhooks import exports
from tts_tui.services.webhooks.rules import without_password
from tts_tui.services.webhooks.writes import delete
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.dialog import InBox
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.core.commands import AS_COMMANDS, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.clickable_line import ClickableLine
from tts_tui.tui.widgets.confirm import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from tts_tui.api.webhook_models import Webhook
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["DeleteWebhookScreen"]


class DeleteWebhookScreen(InBox, FormScreen[None], ModalScreen[None]):
    """Asks, and deletes `webhook`; `y` says yes, and neither enter nor a habit does.

    `done` is called with an empty ID when it has gone, wherever the person is by then.
    """

    CSS_PATH = "delete.tcss"
    area = "Delete a webhook"
    danger = True
    YES = Command("submit", ("y",), "Delete", "Delete", "Delete the webhook.", destroys=True)
    NO = Command("back", ("n", "escape", "q"), "Keep", "Keep", "Change nothing.")
    offers = (YES, NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, webhook: Webhook, *, done: Callable[[str], None]) -> None:
        super().__init__(session)
        self._application_id = application_id
        self._webhook = webhook
        self._done = done

    def box_title(self) -> Content:
        return plain(f"Delete the webhook {self._webhook.id}")

    def body(self) -> ComposeResult:
        yield Static(plain(f"Of the application {self._application_id}."))
        yield Static(plain(f"{without_password(self._webhook.base_url)} gets no more messages."), classes="facts")
        yield Static(
            "Its headers and its downlink key can't be brought back. The API key itself keeps working: revoke it if "
            "nothing else uses it.",
            classes="facts",
        )
        yield ClickableLine(answers(self.YES.word, self.YES.action, self.NO.word, self.NO.action), classes="answers")

    def changed(self) -> bool:
        return False

    def exports(self) -> list[Export]:
        return [exports.delete(self._application_id, self._webhook.id)]

    def action_submit(self) -> None:
        self.write(
            delete(self.session.client, self._application_id, self._webhook.id),
            self._deleted,
            doing=f"delete {visible(self._webhook.id)}",
        )

    def _deleted(self, looked: bool) -> None:
        lost = "The answer was lost, so tts-tui checked: " if looked else ""
        outcome = f"{lost}Deleted {visible(self._webhook.id)}."
        self._done("")
        self.app.notify(outcome, markup=False)
        if self.is_attached:
            self.finish(None, outcome)
