"""The health of a webhook, in a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from tts_tui.api.webhook_models import Webhook

__all__ = ["Health", "health"]


class Health(msgspec.Struct, frozen=True):
    """The health of a webhook: `kind` selects mark and colour, `words` are shown."""

    kind: Literal["paused", "healthy", "failing", "held back", "pending", "untracked"]
    words: str


def health(webhook: Webhook, threshold: int) -> Health:
    """The health of a webhook. A server that tracks it stops delivering after `threshold` failures in a row.

    A threshold of 0: it tracks none.
    """
    if webhook.paused:
        return Health("paused", "paused")
    if (unhealthy := webhook.unhealthy) is not None:
        held = 0 < threshold <= unhealthy.failed_attempts
        words = f"{'held back' if held else 'failing'}, {unhealthy.failed_attempts}×"
        return Health("held back" if held else "failing", words)
    if webhook.healthy:
        return Health("healthy", "healthy")
    if not threshold:
        return Health("untracked", "not tracked")
    return Health("pending", "nothing sent yet")
