"""A pub/sub in words: the kind and address of its provider, and its message types."""

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
"""Each message type, with its name; to the last two the server subscribes."""
QOS_WORDS: Final[dict[str, str]] = {
    "AT_MOST_ONCE": "at most once",
    "AT_LEAST_ONCE": "at least once",
    "EXACTLY_ONCE": "exactly once",
}


def provider_word(provider: Provider | None) -> str:
    """The name of a provider's kind."""
    match provider:
        case NATS():
            return "NATS"
        case MQTT():
            return "MQTT"
        case AWSIoT():
            return "AWS IoT"
    return "–"


def server(provider: Provider | None) -> str:
    """The URL of a provider, or its region, without a password. Server text: not safe to show."""
    if isinstance(provider, NATS | MQTT):
        return without_password(provider.server_url)
    return " ".join(part for part in (provider.endpoint_address, provider.region) if part) if provider else ""
