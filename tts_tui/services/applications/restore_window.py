"""How long a deleted application can be restored, as an estimate: the server doesn't tell its setting."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["RESTORE_WINDOW", "TOO_LATE", "changes_in", "how_near", "time_left"]

RESTORE_WINDOW: Final = timedelta(hours=24)
"""The server's default. (`is.delete.restore`; `cmd/internal/shared/identityserver/config.go` 80)"""

TOO_LATE: Final = "too late"
"""The word once the server has refused it with `restore_window_expired`."""

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_SHORT: Final = timedelta(hours=3)


def time_left(deleted_at: datetime | None, now: datetime) -> str:
    """How long an application deleted at that instant can still be restored, if the server keeps to its default.

    Hours are rounded down, so that nobody comes too late; a deletion in the future (clocks differ) is one just now.
    """
    if deleted_at is None:
        return "unknown"
    left = _left(deleted_at, now)
    if left >= _HOUR:
        return f"about {left // _HOUR} h"
    if left >= _MINUTE:
        return f"about {left // _MINUTE} min"
    return "probably expired"


def how_near(deleted_at: datetime | None, now: datetime) -> Literal["later", "soon", "over"]:
    """Whether there is time, little of it, or probably none."""
    left = _left(deleted_at, now) if deleted_at is not None else RESTORE_WINDOW
    if left < _MINUTE:
        return "over"
    return "soon" if left < _SHORT else "later"


def _left(deleted_at: datetime, now: datetime) -> timedelta:
    return RESTORE_WINDOW - max(now - deleted_at, timedelta())


def changes_in(deleted_at: datetime | None, now: datetime) -> timedelta | None:
    """The time until the words of `time_left` change; None if they don't any more."""
    if deleted_at is None:
        return None
    if now <= deleted_at:
        return deleted_at - now + timedelta.resolution
    left = _left(deleted_at, now)
    if left < _MINUTE:
        return None
    return left % (_HOUR if left >= _HOUR else _MINUTE) + timedelta.resolution
