"""The fields for the API key with which the receiver of a webhook queues downlinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from tts_tui.api.secret import SecretStr
from tts_tui.services.webhooks import rules
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tts_tui.api.models import APIKey

__all__ = ["DownlinkKeyFields"]


class DownlinkKeyFields(Vertical):
    """The key, as dots, and whether to create one with the webhook.

    The choice is there only where the caller's rights allow it (`may_be_made`); `make` preselects yes.
    """

    DEFAULT_CSS = "DownlinkKeyFields { height: auto; }"

    def __init__(self, key: SecretStr, *, may_be_made: bool, make: bool) -> None:
        super().__init__()
        self._given = key
        self._input = TextInput(key.get_secret_value(), password=True, id="downlink_api_key")
        self._make = Choice([(False, "no"), (True, "yes")], make and may_be_made, id="make_key")
        self._may_be_made = may_be_made

    def compose(self) -> ComposeResult:
        yield Field(
            "downlink_api_key",
            "Downlink key",
            self._input,
            "API key for your server to queue downlinks. Give it no other right.",
        )
        if self._may_be_made:
            yield Field(
                "make_key",
                "Create that key",
                self._make,
                "Named after the webhook, with only the right to write downlinks; never expires.",
            )

    @property
    def value(self) -> SecretStr:
        """The key as typed."""
        return SecretStr(self._input.value)

    @property
    def makes_key(self) -> bool:
        """Whether one is to be created."""
        return self._make.value

    def keep(self, key: APIKey) -> None:
        """Take over a key that was created: the server doesn't show its secret again."""
        if key.key is not None:
            self._input.value = key.key.get_secret_value()
            self._make.value = False

    def problem(self) -> str | None:
        """What is wrong with the key, in a sentence, or None."""
        if self.makes_key and self.value not in (self._given, SecretStr("")):
            return "Have a key created, or type one: not both."
        return rules.key_problem(self._input.value)
