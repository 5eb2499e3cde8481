"""What a change of settings changes, line by line, in text that is safe to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.services.applications.settings import CLOCK, LABELS, SKIP, changed
from tts_tui.services.differences import Difference, compared
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.models import Account
    from tts_tui.services.applications.settings import Settings

__all__ = ["SKIP_WORDS", "account_words", "differences"]

SKIP_WORDS: Final[Mapping[bool | None, str]] = {None: "server's default", True: "on", False: "off"}


def differences(before: Settings, after: Settings) -> list[Difference]:
    """What changes, field by field, in the order of the form. Control characters and line ends are shown."""
    return [
        Difference(LABELS[field], tuple(compared(_lines(before, field), _lines(after, field))))
        for field in changed(before, after)
    ]


def account_words(account: Account | None) -> str:
    """A contact in words, safe to show."""
    if account is None:
        return "none"
    name = visible(account.id)
    return name if account.kind == "user" else f"{name} (organization)"


def _lines(settings: Settings, field: str) -> list[str]:
    if field == SKIP:
        return [SKIP_WORDS[settings.skip_payload_crypto]]
    if field == CLOCK:
        data = settings.clock_sync
        return ["off"] if data is None else ["on", *([visible(f"data {data}")] if data else [])]
    value: Any = getattr(settings.application, field)
    if field in ("administrative_contact", "technical_contact"):
        return [account_words(value)]
    if field == "attributes":
        return [visible(f"{key} = {value[key]}") for key in sorted(value)] or ["(none)"]
    return [visible(line) for line in value.split("\n")] if value else ["(empty)"]
