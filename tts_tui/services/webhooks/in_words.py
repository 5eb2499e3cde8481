"""A webhook in words: its message types, its health, why a delivery failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tts_tui.api.webhook_models import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tts_tui.api.errors import ErrorDetails
    from tts_tui.api.webhook_models import Webhook

__all__ = ["MESSAGE_WORDS", "Health", "failure", "health", "messages"]

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

_SINK: Final = "pkg/applicationserver/io/web/sink"


class Health(msgspec.Struct, frozen=True):
    """How a webhook fares: `kind` for what is drawn, `words` for the person. `why` may hold server text."""

    kind: Literal["paused", "healthy", "failing", "held back", "pending", "untracked"]
    words: str
    why: str = ""


def health(webhook: Webhook, threshold: int) -> Health:
    """How a webhook fares. After `threshold` failures in a row the server holds one back; 0: it tracks none."""
    sick = webhook.unhealthy
    why = failure(sick.details, sick.body) if sick is not None else ""
    if webhook.paused:
        return Health("paused", "paused", why)
    if sick is not None:
        held = 0 < threshold <= sick.failed_attempts
        words = f"{'held back' if held else 'failing'}, {sick.failed_attempts}×"
        return Health("held back" if held else "failing", words, why)
    if webhook.healthy:
        return Health("healthy", "healthy")
    if not threshold:
        return Health("untracked", "not tracked")
    return Health("pending", "nothing sent yet")


def failure(details: Iterable[ErrorDetails], body: str = "") -> str:
    """Why a delivery failed, by the server's own account. It may hold server text."""
    chain = list(details)
    outer = chain[0] if chain else None
    if outer is None:
        return body
    if outer.name == "webhook_disabled":
        return "held back"
    status = outer.attributes.get("status_code")
    if isinstance(status, int):
        return f"answered {status}{f': {body}' if body else ''}"
    inner = chain[-1]
    error = inner.attributes.get("error")
    where = next((str(each.attributes["address"]) for each in chain if "address" in each.attributes), "")
    words = error if isinstance(error, str) else inner.text
    return f"{words} ({where})" if where else words


def messages(webhook: Webhook) -> str:
    """The message types that are on, in a few words."""
    on = [MESSAGE_WORDS[each] for each in MESSAGES if each in webhook.messages]
    if len(on) == len(MESSAGES):
        return "all"
    return ", ".join(on) if on else "none"
