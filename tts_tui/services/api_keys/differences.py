"""What a change of an API key changes, field by field, in text that is safe to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.services.differences import Difference, Line
from tts_tui.services.rights_selection import ordered, word
from tts_tui.text import instants
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tts_tui.api.models import APIKey

__all__ = ["differences", "overwritten"]


def differences(before: APIKey, after: APIKey) -> list[Difference]:
    """What changes, in the order of the form. Of rights that stay only their number is given."""
    return list(_differences(before, after))


def overwritten(read: APIKey, now: APIKey, after: APIKey) -> list[str]:
    """The labels of fields that somebody else has changed since they were `read`, and that `after` would change back.

    Rights are among them only if one is reverted: a form's changes of rights are added to the other person's.
    """
    theirs = {each.label for each in _differences(read, now)}
    if not (read.rights ^ now.rights) & (now.rights ^ after.rights):
        theirs.discard("Rights")
    return [each.label for each in _differences(now, after) if each.label in theirs]


def _differences(before: APIKey, after: APIKey) -> Iterator[Difference]:
    if before.name != after.name:
        yield _one("Name", visible(before.name) or "(no name)", visible(after.name) or "(no name)")
    if before.expires_at != after.expires_at:
        yield _one("Expires", _expiry(before.expires_at), _expiry(after.expires_at))
    if before.rights != after.rights:
        lines = [
            *(Line("-", visible(word(each))) for each in ordered(before.rights - after.rights)),
            *(Line("+", visible(word(each))) for each in ordered(after.rights - before.rights)),
        ]
        if kept := len(before.rights & after.rights):
            lines.append(Line("…", f"{kept} unchanged"))
        yield Difference("Rights", tuple(lines))


def _one(label: str, before: str, after: str) -> Difference:
    return Difference(label, (Line("-", before), Line("+", after)))


def _expiry(expires_at: datetime | None) -> str:
    return instants.moment_and_utc(expires_at) if expires_at else "never"
