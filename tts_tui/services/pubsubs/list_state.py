"""The list of pub/subs: its orders and its filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from tts_tui.services.integrations.messages import types_in_words
from tts_tui.services.pubsubs.in_words import MESSAGE_WORDS, provider_word, server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from tts_tui.api.pubsub_models import PubSub

__all__ = ["ORDERS", "PubSubOrder", "matching", "sort"]

PubSubOrder = Literal["id", "-id", "server", "-server"]

ORDERS: Final[tuple[tuple[PubSubOrder, str], ...]] = (
    ("id", "ID a–z"),
    ("-id", "ID z–a"),
    ("server", "server a–z"),
    ("-server", "server z–a"),
)
"""The orders, each followed by its reverse."""

_KEYS: Final[dict[str, Callable[[PubSub], Any]]] = {
    "id": lambda each: each.id,
    "server": lambda each: (server(each.provider), each.id),
}


def sort(pubsubs: Iterable[PubSub], order: PubSubOrder) -> list[PubSub]:
    """The pub/subs in that order; the server has none."""
    return sorted(pubsubs, key=_KEYS[order.removeprefix("-")], reverse=order.startswith("-"))


def matching(pubsubs: Iterable[PubSub], text: str) -> tuple[PubSub, ...]:
    """Those whose ID, provider, server, base topic or messages have every word of `text`, whatever the case."""
    words = text.casefold().split()

    def has(each: PubSub) -> bool:
        on = types_in_words(each.topics, MESSAGE_WORDS)
        parts = (each.id, provider_word(each.provider), server(each.provider), each.base_topic, on)
        return all(word in "\n".join(parts).casefold() for word in words)

    return tuple(each for each in pubsubs if has(each))
