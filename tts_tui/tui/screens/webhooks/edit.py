"""Changing a webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.webhooks.form import WebhookFormScreen

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.content import Content

__all__ = ["EditWebhookScreen"]


class EditWebhookScreen(WebhookFormScreen):
    """Changes a webhook, after a review; only what differs is sent."""

    SAVE = replace(SUBMIT, help="Review the changes, then save them.")
    offers = (SAVE, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def heading(self) -> Content:
        return plain(f"Webhook {self._given.id}")

    def on_mount(self) -> None:
        self._base_url_input.focus()
