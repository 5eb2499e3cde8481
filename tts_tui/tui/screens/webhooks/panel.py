"""The selected webhook in full: at the side, or in short below the list where the terminal has no room for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tts_tui.api.webhook_models import MESSAGES
from tts_tui.services.integrations.messages import MESSAGE_WORDS
from tts_tui.services.webhooks.health import health
from tts_tui.services.webhooks.rules import without_password
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.webhooks.table import MARKS
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import SideText, facts

if TYPE_CHECKING:
    from tts_tui.api.webhook_models import Webhook
    from tts_tui.services.webhooks.failures import FailedDelivery
    from tts_tui.services.webhooks.reading import Listed
    from tts_tui.session.session import Session

__all__ = ["WebhookPanel", "in_short"]

_STYLES = {"success": "$text-success", "warning": "$text-warning", "error": "$text-error", "muted": "$foreground-muted"}


class WebhookPanel(SideArea):
    """Shows the selected webhook; reads nothing itself."""

    def __init__(self, session: Session) -> None:
        self._text = SideText()
        super().__init__(self._text, id="panel", wanted=session.preferences.panel)

    def show_webhook(self, each: Webhook | None, listed: Listed, failed: FailedDelivery | None) -> None:
        """Show a webhook, with its last failed delivery where one is known."""
        if self.display:
            self.rule.show(visible(each.id) if each is not None else "")
            self._text.show(_about(each, listed, failed) if each is not None else Content())


def in_short(each: Webhook, listed: Listed, failed: FailedDelivery | None) -> Content:
    """What its row has no room for: the whole base URL, the message types, and the last failure."""
    messages = ", ".join(MESSAGE_WORDS[name] for name in MESSAGES if name in each.messages)
    lines = [plain(without_password(each.base_url)), Content.styled(messages, "$foreground-muted")]
    return Content("\n").join([*(line for line in lines if line), *_health_lines(each, listed, failed)[1:]])


def _health_lines(each: Webhook, listed: Listed, failed: FailedDelivery | None) -> list[Content]:
    """The health and the last failure, a line each; the first line is the health."""
    state = health(each, listed.threshold)
    mark, role = MARKS[state.kind]
    lines = [Content.styled(f"{mark}{state.words.capitalize()}", _STYLES[role])]
    if state.kind == "untracked":
        lines = [Content.styled("Health is not tracked by this server.", "$foreground-muted")]
    if state.kind == "held back":
        retry = f"It tries one again after {listed.retry}. " if listed.retry else ""
        lines.append(Content(f"The server delivers nothing. {retry}a activates it now."))
    if failed is not None:
        when = f"Last failed {instants.moment(failed.at)}: " if failed.at is not None else "Last failed: "
        lines.append(plain(f"{when}{failed.why or 'no reason given'} · l shows the whole"))
    elif not listed.threshold:
        lines.append(Content.styled("No failure among the application's last events.", "$foreground-muted"))
    return lines


def _about(each: Webhook, listed: Listed, failed: FailedDelivery | None) -> Content:
    parts = [*_health_lines(each, listed, failed), Content(), plain(without_password(each.base_url), "bold"), Content()]
    pairs = [("Format", plain(each.format))]
    if each.template_id:
        pairs.append(("Template", plain(each.template_id)))
    if each.created_at is not None:
        pairs.append(("Created", Content(instants.moment(each.created_at))))
    if each.updated_at is not None:
        pairs.append(("Changed", Content(instants.moment(each.updated_at))))
    parts += [facts(pairs), Content(), Content.styled("Messages", "bold")]
    on = [name for name in MESSAGES if name in each.messages]
    parts += [
        Content.assemble(MESSAGE_WORDS[name], plain(f"  {each.messages[name]}", "$foreground-muted")) for name in on
    ] or [Content.styled("! none: nothing is delivered", "$text-warning")]
    if each.field_mask:
        parts += [Content(), Content.styled("Only these fields", "bold"), *map(plain, each.field_mask)]
    return Content("\n").join(parts)
