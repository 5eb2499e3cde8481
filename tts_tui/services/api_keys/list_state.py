"""The list of API keys of an application: its orders, its filter, and its summary."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Literal

from tts_tui.services.api_keys import expiry
from tts_tui.services.rights_selection import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime
    from typing import Any

    from tts_tui.api.models import APIKey

__all__ = ["ORDERS", "KeyListOrder", "matching", "sort", "summary"]

KeyListOrder = Literal["-created", "created", "expires", "-expires", "name", "-name"]

ORDERS: Final[tuple[tuple[KeyListOrder, str], ...]] = (
    ("-created", "newest first"),
    ("created", "oldest first"),
    ("expires", "expiring first"),
    ("-expires", "expiring last"),
    ("name", "name a–z"),
    ("-name", "name z–a"),
)
"""Pairs of an order and its reverse."""

_KEYS: Final[dict[str, Callable[[APIKey], Any]]] = {
    "created": lambda key: (key.created_at.timestamp() if key.created_at else 0.0, key.id),
    "expires": lambda key: (*expiry.sort_key(key.expires_at), key.name.casefold(), key.id),
    "name": lambda key: (not key.name, key.name.casefold(), key.id),
}


def sort(keys: Iterable[APIKey], order: KeyListOrder) -> list[APIKey]:
    """The keys in that order. By expiry: expired ones first, those that never expire last. By name: unnamed last."""
    return sorted(keys, key=_KEYS[order.removeprefix("-")], reverse=order.startswith("-"))


def matching(keys: Iterable[APIKey], text: str) -> tuple[APIKey, ...]:
    """The keys whose name, ID or rights have every word of `text`, whatever the case."""
    words = text.casefold().split()
    return tuple(key for key in keys if all(word in _text(key) for word in words))


def summary(keys: Collection[APIKey], now: datetime) -> dict[expiry.Nearness, str]:
    """How many keys need a look, in words, such as `1 expired`."""
    counted = Counter(expiry.nearness(key.expires_at, now) for key in keys)
    words: dict[expiry.Nearness, str] = {
        "expired": "expired",
        "soon": "soon",
        "never": "never",
    }
    return {near: f"{counted[near]} {word}" for near, word in words.items() if counted[near]}


def _text(key: APIKey) -> str:
    return f"{key.name}\n{key.id}\n{in_words(key.rights)}\n{' '.join(key.rights)}".casefold()
