"""The findings of checks, and removing secrets from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from tts_tui.api.token_prefixes import hide_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tts_tui.api.secret import SecretStr

__all__ = ["Finding", "Level", "Section", "without_secrets"]

Level = Literal["ok", "note", "warn", "broken"]
"""Works; worth knowing; fails at times, or will fail; doesn't work."""


class Finding(msgspec.Struct, frozen=True):
    """The result of one check. `what` is a short sentence, `advice` says what to do if it isn't ok."""

    level: Level
    what: str
    detail: str = ""
    advice: str = ""


class Section(msgspec.Struct, frozen=True):
    """The findings under one title."""

    title: str
    findings: tuple[Finding, ...]


def without_secrets(section: Section, secrets: Iterable[SecretStr]) -> Section:
    """The same with every token left out, wherever it came from: a server may quote what it was sent."""
    known = [value for each in secrets if (value := each.get_secret_value())]

    def clean(text: str) -> str:
        for value in known:
            text = text.replace(value, "‹token›")
        return hide_secrets(text)

    return Section(
        clean(section.title),
        tuple(
            Finding(each.level, clean(each.what), clean(each.detail), clean(each.advice)) for each in section.findings
        ),
    )
