"""The message types that webhooks and pub/subs deliver, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.webhook_models import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["MESSAGE_WORDS", "types_in_words"]

MESSAGE_WORDS: Final = dict(
    zip(
        MESSAGES,
        (
            "Uplink message",
            "Normalized uplink",
            "Join accept",
            "Downlink ack",
            "Downlink nack",
            "Downlink sent",
            "Downlink failed",
            "Downlink queued",
            "Queue invalidated",
            "Location solved",
            "Service data",
        ),
        strict=True,
    )
)
"""Each message type, as the Console calls it."""


def types_in_words(on: Collection[str], words: Mapping[str, str] = MESSAGE_WORDS) -> str:
    """The message types that are on, out of those in `words`, in a few words."""
    named = [word for name, word in words.items() if name in on]
    if len(named) == len(words):
        return "all"
    return ", ".join(named) if named else "none"
