"""A pub/sub in words: its provider, where that is, and its messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.pubsub_models import MESSAGES, MQTT, NATS, AWSIoT, without_password
from tts_tui.services.integrations.messages import MESSAGE_WORDS as UPSTREAM

if TYPE_CHECKING:
    from tts_tui.api.pubsub_models import Provider

__all__ = ["MESSAGE_WORDS", "QOS_WORDS", "provider_word", "server"]

MESSAGE_WORDS: Final = {each: UPSTREAM.get(each, "") for each in MESSAGES} | {
    "downlink_push": "Queue downlinks",
    "downlink_replace": "Replace the queue",
}
"""Each kind of message; the last two are listened to."""
QOS_WORDS: Final[dict[str, str]] = {
    "AT_MOST_ONCE": "at most once",
    "AT_LEAST_ONCE": "at least once",
    "EXACTLY_ONCE": "exactly once",
}


def provider_word(provider: Provider | None) -> str:
    """What kind of provider it is."""
    match provider:
        case NATS():
            return "NATS"
        case MQTT():
            return "MQTT"
        case AWSIoT():
            return "AWS IoT"
    return "–"


def server(provider: Provider | None) -> str:
    """Where the provider is, without a password. Server text: not safe to show."""
    if isinstance(provider, NATS | MQTT):
        return without_password(provider.server_url)
    return " ".join(part for part in (provider.endpoint_address, provider.region) if part) if provider else ""
