"""Findings about API keys, such as that one never expires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

import msgspec

from tts_tui.api.models import APIKey  # noqa: TC001 - msgspec reads it
from tts_tui.api.rights import ALL, APPLICATION_ALL, expand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

__all__ = ["FINDINGS", "SHORT", "WORDS", "AuditedKey", "KeyFinding", "findings", "searched"]

KeyFinding = Literal["expired", "expiring", "never", "wildcard", "admin-and-traffic", "unnamed"]

FINDINGS: Final[tuple[KeyFinding, ...]] = get_args(KeyFinding)

WORDS: Final[dict[KeyFinding, str]] = {
    "expired": "expired",
    "expiring": "expires soon",
    "never": "never expires",
    "wildcard": "all rights",
    "admin-and-traffic": "administers and reads or sends traffic",
    "unnamed": "no name",
}

SHORT: Final[dict[KeyFinding, str]] = WORDS | {
    "expiring": "soon",
    "never": "never",
    "admin-and-traffic": "admin + traffic",
}
"""For a table and a title."""

_WILDCARDS: Final = frozenset({ALL, APPLICATION_ALL})
_ADMINISTERS: Final = frozenset(
    f"RIGHT_APPLICATION_{each}" for each in ("SETTINGS_API_KEYS", "SETTINGS_COLLABORATORS", "DELETE")
)
_TRAFFIC: Final = frozenset(
    f"RIGHT_APPLICATION_{each}" for each in ("TRAFFIC_READ", "TRAFFIC_UP_WRITE", "TRAFFIC_DOWN_WRITE")
)


class AuditedKey(msgspec.Struct, frozen=True):
    """A key of an application, and what was found. `own` is the one that tts-tui is signed in with."""

    application_id: str
    key: APIKey
    findings: tuple[KeyFinding, ...] = ()
    own: bool = False

    @property
    def where(self) -> tuple[str, str]:
        """What identifies the key: its application, and its ID there."""
        return self.application_id, self.key.id


def findings(key: APIKey, now: datetime, within: timedelta) -> tuple[KeyFinding, ...]:
    """The findings about a key, in the order of FINDINGS. It expires soon if it does so `within` that time.

    A key with all rights has that finding alone, without those about single rights.
    """
    wildcard = not _WILDCARDS.isdisjoint(key.rights)
    rights = expand(key.rights)
    expires_at = key.expires_at
    holds: dict[KeyFinding, bool] = {
        "expired": expires_at is not None and expires_at <= now,
        "expiring": expires_at is not None and now < expires_at <= now + within,
        "never": expires_at is None,
        "wildcard": wildcard,
        "admin-and-traffic": not (wildcard or _ADMINISTERS.isdisjoint(rights) or _TRAFFIC.isdisjoint(rights)),
        "unnamed": not key.name.strip(),
    }
    return tuple(each for each in FINDINGS if holds[each])


def searched(each: AuditedKey) -> str:
    """What a filter looks for words in: application, name, ID, rights, findings."""
    found: Sequence[str] = [words[finding] for words in (WORDS, SHORT) for finding in each.findings]
    parts = (each.application_id, each.key.name, each.key.id, *each.key.rights, *each.findings, *found)
    return "\n".join(parts).casefold()
