"""The table of webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.field_rules import MAX_ID
from tts_tui.services.integrations.messages import types_in_words
from tts_tui.services.webhooks.health import health
from tts_tui.services.webhooks.rules import without_password
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tts_tui.api.webhook_models import Webhook

__all__ = ["MARKS", "WebhookTable"]

MARKS: Final = {
    "healthy": ("✓ ", "success"),
    "failing": ("! ", "warning"),
    "held back": ("✗ ", "error"),
    "paused": ("‖ ", "muted"),
    "pending": ("", "muted"),
    "untracked": ("", "muted"),
}
"""The mark and the role of its colour, by kind of health."""


class WebhookTable(Table):
    """Shows webhooks; a row's key is the ID."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("ID", 10, grows=True, below_width=110),
                Column("ID", MAX_ID, from_width=110),
                Column("Base URL", 20, grows=True),
                Column("Messages", 10, grows=True, from_width=76),
                Column("Format", 8, from_width=160),
                Column("Health", 16),
            ],
            id="webhooks",
        )

    def show_webhooks(self, shown: Iterable[Webhook], threshold: int) -> None:
        """Show these webhooks, in this order. For `threshold`, see `health`."""
        self.show([_row(each, threshold) for each in shown])


def _row(each: Webhook, threshold: int) -> Row:
    state = health(each, threshold)
    mark, role = MARKS[state.kind]
    return each.id, (
        cell(each.id),
        cell(each.id),
        cell(without_password(each.base_url)),
        cell(types_in_words(each.messages), "" if each.messages else "warning"),
        cell(each.format, "muted"),
        cell(f"{mark}{state.words}", role),
    )
