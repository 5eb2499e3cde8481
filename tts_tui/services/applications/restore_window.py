"""How long a deleted application can be restored, in honest words: the server doesn't say what it is set to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["RESTORE_WINDOW", "TOO_LATE", "changes_in", "time_left"]

RESTORE_WINDOW: Final = timedelta(hours=24)
"""The server's default. (`is.delete.restore`; `cmd/internal/shared/identityserver/config.go` 80)"""

TOO_LATE: Final = "too late"
"""Once the server has said so, by `restore_window_expired`."""

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)


def time_left(deleted_at: datetime | None, now: datetime) -> str:
    """How long an application deleted at that instant can still be restored, if the server keeps to its default.

    Hours are rounded down, so that nobody comes too late; a deletion in the future (clocks differ) is one just now.
    """
    if deleted_at is None:
        return "unknown"
    left = RESTORE_WINDOW - max(now - deleted_at, timedelta())
    if left >= _HOUR:
        return f"about {left // _HOUR} h left"
    if left >= _MINUTE:
        return f"about {left // _MINUTE} min left"
    return "probably too late"


def changes_in(deleted_at: datetime | None, now: datetime) -> timedelta | None:
    """In how long `time_left` says something else; None where it never will."""
    if deleted_at is None:
        return None
    if now <= deleted_at:
        return deleted_at - now + timedelta.resolution
    left = RESTORE_WINDOW - (now - deleted_at)
    if left < _MINUTE:
        return None
    return left % (_HOUR if left >= _HOUR else _MINUTE) + timedelta.resolution
