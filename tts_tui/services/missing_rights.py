"""Sentences about missing rights: of an action, of an answer, and of a token as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from tts_tui.api.errors import PermissionDenied
from tts_tui.api.rights import right
from tts_tui.services.rights_selection import ordered
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tts_tui.api.resources.auth_info import AuthInfo

__all__ = [
    "ONLY_ADMINISTRATORS_PURGE",
    "NotAllowed",
    "lacking",
    "missing_rights_warning",
    "not_allowed",
    "or_not_allowed",
    "you_lack",
]

T = TypeVar("T")

SEE = "RIGHT_APPLICATION_INFO"

ONLY_ADMINISTRATORS_PURGE: Final = "Only administrators of the network can purge an application."


def you_lack(*names: str) -> str:
    """The sentence that tells a person which rights they lack. A right without words here is given by its name."""
    named = " and ".join(f"“{known.word}” ({name})" if (known := right(name)) else name for name in names)
    if len(names) > 1:
        return f"You lack the rights {named}."
    return f"You lack the right {named}." if right(names[0]) else f"You lack {named}."


def missing_rights_warning(info: AuthInfo) -> str:
    """A warning about what doesn't work with this token, or an empty string. (recordings/11_accounts.json)"""
    listing = f"RIGHT_{info.kind.upper()}_APPLICATIONS_LIST"
    if info.kind != "application" and not info.may(listing):
        return (
            f"This token lacks {listing}: your applications can't be listed. Press a to search instead, which needs no "
            "right."
        )
    if info.may(SEE):
        return ""
    if info.kind == "application":
        return f"This token lacks {SEE}: the application's name and settings can't be read."
    # A list shows the names all the same: it goes by what the account may, not by what its key may.
    return f"This token lacks {SEE}: applications are listed but can't be opened."


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
        return not_allowed(error)


def not_allowed(error: PermissionDenied) -> NotAllowed:
    """Which right is missing, as the server's error says."""
    names = ordered(error.missing_rights)
    return NotAllowed(lacking(*names) if names else "you lack the right to see this")


def lacking(*names: str) -> str:
    """Which rights the person lacks, as part of a sentence, with words only where a right has some. Safe to show."""
    return f"you lack {' and '.join(map(_shown, names))}"


def _shown(name: str) -> str:
    known = right(name)
    return f"the right “{known.word}”" if known else visible(name)
