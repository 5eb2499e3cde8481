"""Whether a server of sample data tracks the health of webhooks, as a real one may or may not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

    from tts_tui.sandbox.app import Sandbox

__all__ = ["add_webhook_health", "track_webhooks"]

_ATTEMPTS: Final = 3
_RETRY: Final = timedelta(seconds=15)


def add_webhook_health(made: argparse.ArgumentParser) -> None:
    """The switch for a server that tracks none, which is how The Things Stack comes."""
    made.add_argument(
        "--no-webhook-health",
        dest="webhook_health",
        action="store_false",
        help="don't track the health of webhooks, as a server without a threshold",
    )


def track_webhooks(sandbox: Sandbox, *, wanted: bool) -> None:
    """Hold a webhook back after three failed deliveries in a row, and try one again after 15 s.

    Where that isn't wanted, the webhooks that are there have no health: a server that tracks none never has any.
    """
    from tts_tui.sandbox.records import WebhookHealth

    if wanted:
        sandbox.store.webhook_health = WebhookHealth(_ATTEMPTS, _RETRY)
        return
    for application in sandbox.store.every("application"):
        for webhook in application.webhooks:
            webhook.pop("health_status", None)
