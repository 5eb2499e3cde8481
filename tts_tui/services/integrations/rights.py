"""The rights that webhooks and pub/subs need. (`AS/io/web/grpc_webhooks.go`, `AS/io/pubsub/grpc_pubsub.go`)"""

from __future__ import annotations

from typing import Final

from tts_tui.services.missing_rights import you_lack

__all__ = ["READ", "WRITE", "why_not_changed"]

READ: Final = "RIGHT_APPLICATION_TRAFFIC_READ"
WRITE: Final = ("RIGHT_APPLICATION_SETTINGS_BASIC", READ, "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE")
"""To create, change or delete one, all three are needed."""


def why_not_changed(rights: frozenset[str] | None) -> str | None:
    """Which rights are lacking to change one, in a sentence; None where none are, or the rights aren't known."""
    lacks = [] if rights is None else [each for each in WRITE if each not in rights]
    return you_lack(*lacks) if lacks else None
