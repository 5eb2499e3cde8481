"""Drafts: what somebody was typing when the program was ended from outside. Kept without secrets, offered again."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - msgspec reads it
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from msgspec.structs import replace

from tts_tui.api.token_prefixes import SECRET_PATTERN
from tts_tui.session import left_behind

if TYPE_CHECKING:
    from tts_tui.session.left_behind import Owner

__all__ = ["Draft", "Form", "forget", "read", "without_secrets", "write"]

Form = Literal[
    "application",
    "API key",
    "collaborator",
    "settings",
    "formatter",
    "webhook",
    "pub/sub",
    "package",
    "downlink",
    "simulated uplink",
    "server",
]
_OF_APPLICATION: Final = {
    "formatter": "payload formatter",
    "pub/sub": "pub/sub",
    "package": "package association",
}

_SECRET: Final = re.compile(
    SECRET_PATTERN + r"|//[^/\s\"]*@"  # the password of an address
)


class Draft(msgspec.Struct, frozen=True):
    """What was typed in a form: the fields that differ from what the form was given, as plain JSON values.

    `application_id`, `key_id`, `account` (such as user/ID), `webhook_id`, `device_id` and `server` say what the form
    changes; they are empty where it makes something new. `key_id` is also the ID of a pub/sub or the FPort of a
    package, which may be of `device_id`.
    """

    form: Form
    fields: Mapping[str, Any]
    application_id: str = ""
    key_id: str = ""
    account: str = ""
    webhook_id: str = ""
    server: str = ""
    device_id: str = ""

    @property
    def words(self) -> str:  # noqa: PLR0911 - one for each form
        """Which form it was, in words that may hold server text."""
        match self.form:
            case "application":
                return "a new application"
            case "settings":
                return f"settings of {self.application_id}"
            case "API key" if self.key_id:
                return f"a change of the API key {self.key_id} of {self.application_id}"
            case "API key":
                return f"a new API key for {self.application_id}"
            case "collaborator" if self.account:
                return f"what the {self.account.replace('/', ' ', 1)} may do with {self.application_id}"
            case "collaborator":
                return f"a new collaborator of {self.application_id}"
            case "webhook" if self.webhook_id:
                return f"a change of the webhook {self.webhook_id} of {self.application_id}"
            case "webhook":
                return f"a new webhook of {self.application_id}"
            case "pub/sub" | "package" | "formatter":
                return f"a {_OF_APPLICATION[self.form]} of {self.application_id}"
            case "downlink" | "simulated uplink":
                return f"a {self.form} for {self.device_id} of {self.application_id}"
            case "server":
                return f"a change of the server {self.server}" if self.server else "a new server"


def without_secrets(draft: Draft) -> Draft | None:
    """The draft without the fields that hold something like a token or a password; None where nothing is left."""
    fields = {name: value for name, value in draft.fields.items() if not _SECRET.search(_text(value))}
    return replace(draft, fields=fields) if fields else None


def write(owner: Owner, draft: Draft) -> None:
    """Keep a draft, without secrets, in the place of the one before. Blocks for a few milliseconds. Raises OSError."""
    if (kept := without_secrets(draft)) is not None:
        left_behind.write(owner, "draft", kept)


def read(owner: Owner) -> Draft | None:
    """The draft that was kept, or None."""
    return left_behind.read(owner, "draft", Draft)


def forget(owner: Owner) -> None:
    """Remove the draft, if there is one."""
    left_behind.forget(owner, "draft")


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
