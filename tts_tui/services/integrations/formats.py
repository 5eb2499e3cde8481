"""The formats that messages of webhooks and pub/subs can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["with_given"]


def with_given(formats: Mapping[str, str], given: str) -> dict[str, str]:
    """The formats of a server with their names, and first the one that is set, even if this server doesn't know it.

    The server stores any format, but delivers nothing in one that it doesn't know.
    """
    first = {given: f"{visible(given)} (unknown here)"} if given else {}
    return {**first, **formats}
