"""What a change of settings changes, line by line, in text that is safe to show."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from tts_tui.services.applications.settings import LABELS, SKIP, changed
from tts_tui.services.differences import Difference, Line
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tts_tui.api.models import Account
    from tts_tui.services.applications.settings import Settings

__all__ = ["SKIP_WORDS", "account_words", "differences"]

SKIP_WORDS: Final[Mapping[bool | None, str]] = {None: "server's default", True: "on", False: "off"}
_CONTEXT: Final = 1
"""Unchanged lines that are shown before and after changed ones."""


def differences(before: Settings, after: Settings) -> list[Difference]:
    """What changes, field by field, in the order of the form. Control characters and line ends are shown."""
    return [
        Difference(LABELS[field], tuple(_compared(_lines(before, field), _lines(after, field))))
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
    value: Any = getattr(settings.application, field)
    if field in ("administrative_contact", "technical_contact"):
        return [account_words(value)]
    if field == "attributes":
        return [visible(f"{key} = {value[key]}") for key in sorted(value)] or ["(none)"]
    return [visible(line) for line in value.split("\n")] if value else ["(empty)"]


def _compared(before: list[str], after: list[str]) -> Iterator[Line]:
    parts = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for index, (kind, a, b, c, d) in enumerate(parts):
        if kind == "equal":
            yield from _kept(before[a:b], first=index == 0, last=index == len(parts) - 1)
        else:
            yield from (Line("-", text) for text in before[a:b])
            yield from (Line("+", text) for text in after[c:d])


def _kept(lines: list[str], *, first: bool, last: bool) -> Iterator[Line]:
    head = 0 if first else _CONTEXT
    tail = 0 if last else _CONTEXT
    hidden = len(lines) - head - tail
    if hidden <= 1:
        yield from (Line(" ", text) for text in lines)
        return
    yield from (Line(" ", text) for text in lines[:head])
    yield Line("…", f"{hidden:,} unchanged lines")
    yield from (Line(" ", text) for text in lines[len(lines) - tail :])
