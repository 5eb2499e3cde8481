"""The fields for the headers of a webhook, with user and password for HTTP basic authentication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from tts_tui.api.secret import SecretStr
from tts_tui.services.integrations.headers import header_warning
from tts_tui.services.webhooks import rules
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import PartRule
from tts_tui.tui.widgets.headers import HeadersEditor
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

__all__ = ["HeaderFields"]

_ABOUT_SECRETS = "Shown as dots. Whoever may read traffic can read them from the server."


class HeaderFields(Vertical):
    """User, password, and all other headers, whose values are secrets, too."""

    DEFAULT_CSS = "HeaderFields { height: auto; }"

    def __init__(self, headers: Mapping[str, SecretStr]) -> None:
        super().__init__()
        signed_in = rules.credentials(headers)
        user, password = signed_in or ("", SecretStr(""))
        others = {
            name: value.get_secret_value()
            for name, value in headers.items()
            if signed_in is None or name != rules.AUTHORIZATION
        }
        self.user_input = TextInput(user, id="user")
        self._password_input = TextInput(password.get_secret_value(), password=True, id="password")
        self._editor = HeadersEditor(others, id="headers")

    def compose(self) -> ComposeResult:
        yield PartRule("Authentication and headers")
        yield Field("user", "User", self.user_input, "For HTTP basic authentication; empty: none.")
        yield Field("password", "Password", self._password_input, _ABOUT_SECRETS)
        yield Field("headers", "Other headers", self._editor, quiet=True)

    @property
    def value(self) -> dict[str, SecretStr]:
        """All headers, with the Authorization that user and password make."""
        headers = {name: SecretStr(value) for name, value in self._editor.value.items()}
        if self._signs_in:
            headers[rules.AUTHORIZATION] = rules.basic(self.user_input.value, self._password_input.value)
        return headers

    @property
    def _signs_in(self) -> bool:
        return bool(self.user_input.value or self._password_input.value)

    def problems(self) -> dict[str, str | None]:
        """What the server would refuse, by field."""
        names = {name.lower() for name in self._editor.value}
        twice = self._signs_in and rules.AUTHORIZATION.lower() in names
        return {
            "user": "No colons." if ":" in self.user_input.value else None,
            "headers": "User and password above make the Authorization header: remove one of the two."
            if twice
            else self._editor.problem(),
        }

    def warnings(self) -> dict[str, str | None]:
        """What the server would store and couldn't send, by field."""
        return {"headers": header_warning({name: value.get_secret_value() for name, value in self.value.items()})}
