"""A webhook in words: how it fares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from tts_tui.api.webhook_models import Webhook

__all__ = ["Health", "health"]


class Health(msgspec.Struct, frozen=True):
    """How a webhook fares: `kind` for what is drawn, `words` for the person."""

    kind: Literal["paused", "healthy", "failing", "held back", "pending", "untracked"]
    words: str


def health(webhook: Webhook, threshold: int) -> Health:
    """How a webhook fares. After `threshold` failures in a row the server holds one back; 0: it tracks none."""
    if webhook.paused:
        return Health("paused", "paused")
    if (sick := webhook.unhealthy) is not None:
        held = 0 < threshold <= sick.failed_attempts
        words = f"{'held back' if held else 'failing'}, {sick.failed_attempts}×"
        return Health("held back" if held else "failing", words)
    if webhook.healthy:
        return Health("healthy", "healthy")
    if not threshold:
        return Health("untracked", "not tracked")
    return Health("pending", "nothing sent yet")
