"""The list of webhooks: its orders, its filter, and its summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from tts_tui.services.integrations.messages import types_in_words
from tts_tui.services.webhooks.health import health
from tts_tui.services.webhooks.rules import without_password

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Any

    from tts_tui.api.webhook_models import Webhook

__all__ = ["ORDERS", "WebhookOrder", "matching", "sort", "summary"]

WebhookOrder = Literal["id", "-id", "health", "-health", "address", "-address"]

ORDERS: Final[tuple[tuple[WebhookOrder, str], ...]] = (
    ("id", "ID a–z"),
    ("-id", "ID z–a"),
    ("health", "failing first"),
    ("-health", "failing last"),
    ("address", "address a–z"),
    ("-address", "address z–a"),
)
"""The orders, each followed by its reverse."""

_WORST_FIRST: Final = ("held back", "failing", "paused", "pending", "untracked", "healthy")


def sort(webhooks: Iterable[Webhook], order: WebhookOrder, threshold: int) -> list[Webhook]:
    """The webhooks in that order; the server has none."""
    keys: dict[str, Callable[[Webhook], Any]] = {
        "id": lambda each: each.id,
        "health": lambda each: (_WORST_FIRST.index(health(each, threshold).kind), each.id),
        "address": lambda each: (each.base_url, each.id),
    }
    return sorted(webhooks, key=keys[order.removeprefix("-")], reverse=order.startswith("-"))


def matching(webhooks: Iterable[Webhook], text: str, threshold: int) -> tuple[Webhook, ...]:
    """Those whose ID, address, format, template, messages or health have every word of `text`, whatever the case."""
    words = text.casefold().split()

    def has(each: Webhook) -> bool:
        fares = health(each, threshold)
        on = types_in_words(each.messages)
        parts = (each.id, without_password(each.base_url), each.format, each.template_id, on, fares.words)
        return all(word in "\n".join(parts).casefold() for word in words)

    return tuple(each for each in webhooks if has(each))


def summary(webhooks: Collection[Webhook], threshold: int) -> tuple[str, ...]:
    """How many are failing and how many are paused; nothing of what there is none."""
    kinds = [health(each, threshold).kind for each in webhooks]
    counts = (("failing", kinds.count("failing") + kinds.count("held back")), ("paused", kinds.count("paused")))
    return tuple(f"{count} {word}" for word, count in counts if count)
