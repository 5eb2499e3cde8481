"""Cells and words about an expiry and about rights, with the same marks and colours on every list.

What needs a look is amber with `!`: expires soon, never expires, all rights. What has expired is red with `✗`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tts_tui.services.api_keys import expiry
from tts_tui.services.rights_selection import has_all, in_words
from tts_tui.tui.core.safe_widgets import cell

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from rich.text import Text

__all__ = ["counted", "expiry_cell", "rights_cell"]

_ROLES: Final = {"expired": "error", "soon": "warning", "never": "warning"}


def expiry_cell(expires_at: datetime | None, now: datetime) -> Text:
    """When a key expires, with its mark."""
    return cell(expiry.in_words(expires_at, now), _ROLES.get(expiry.nearness(expires_at, now), ""))


def rights_cell(rights: Collection[str]) -> Text:
    """How many rights, and which."""
    return cell(in_words(rights), "warning" if has_all(rights) else "")


def counted(words: str, expired: bool) -> Content:
    """A part of a title, such as `1 expired` or `2 never`."""
    return Content.styled(words, "$text-error" if expired else "$text-warning")
