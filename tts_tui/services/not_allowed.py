"""What can't be read for want of a right: a sentence in the place of the answer, and no failure."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from tts_tui.api.errors import PermissionDenied
from tts_tui.api.rights import right
from tts_tui.services.rights_selection import ordered
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Awaitable

__all__ = ["NotAllowed", "denied", "or_not_allowed"]

T = TypeVar("T")


class NotAllowed(msgspec.Struct, frozen=True):
    """Why there is no answer, in words that are safe to show."""

    why: str


async def or_not_allowed(call: Awaitable[T]) -> T | NotAllowed:
    """The answer, or which right is missing. A restricted account (the server warns of it) raises all the same."""
    try:
        return await call
    except PermissionDenied as error:
        if error.warning:
            raise
        return denied(error)


def denied(error: PermissionDenied) -> NotAllowed:
    """Which right is missing."""
    names = ordered(error.missing_rights)
    return NotAllowed(f"you lack {' and '.join(map(_shown, names))}" if names else "you have no right to see this")


def _shown(name: str) -> str:
    known = right(name)
    return f"the right “{known.word}”" if known else visible(name)
