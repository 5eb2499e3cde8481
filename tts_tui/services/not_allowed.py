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

__all__ = ["Denied", "denied", "or_denied"]

T = TypeVar("T")


class Denied(msgspec.Struct, frozen=True):
    """Why there is no answer, in words that are safe to show."""

    why: str


async def or_denied(call: Awaitable[T]) -> T | Denied:
    """The answer, or which right is missing. A restricted account (the server warns of it) raises all the same."""
    try:
        return await call
    except PermissionDenied as error:
        if error.warning:
            raise
        return denied(error)


def denied(error: PermissionDenied) -> Denied:
    """Which right is missing."""
    names = ordered(error.missing_rights)
    return Denied(f"you lack {' and '.join(map(_shown, names))}" if names else "you have no right to see this")


def _shown(name: str) -> str:
    known = right(name)
    return f"the right “{known.word}”" if known else visible(name)
