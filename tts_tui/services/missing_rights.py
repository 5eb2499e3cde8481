"""What can't be done for want of a right, in words: one action, or much of what the program is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.rights import right

if TYPE_CHECKING:
    from tts_tui.api.resources.auth_info import AuthInfo

__all__ = ["missing_rights_warning", "you_lack"]

SEE = "RIGHT_APPLICATION_INFO"


def you_lack(name: str) -> str:
    """The sentence that says to a person which right is lacking; one that isn't known here by its name alone."""
    known = right(name)
    return f"You lack the right “{known.word}” ({name})." if known else f"You lack {name}."


def missing_rights_warning(info: AuthInfo) -> str:
    """What follows from the rights that a token lacks, or an empty string. (recordings/11_accounts.json)"""
    listing = f"RIGHT_{info.kind.upper()}_APPLICATIONS_LIST"
    if info.kind != "application" and not info.may(listing):
        return f"This token lacks {listing}: your list can't be read. a searches instead, which needs no right."
    if info.may(SEE):
        return ""
    if info.kind == "application":
        return f"This token lacks {SEE}: the application's name and settings can't be read."
    # A list shows the names all the same: it goes by what the account may, not by what its key may.
    return f"This token lacks {SEE}: applications are listed, but can't be opened."
