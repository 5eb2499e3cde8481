"""Instants for people: in their own time zone, with UTC beside it where it matters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

__all__ = ["date", "moment", "moment_utc", "utc_now"]


def utc_now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


def date(instant: datetime | None) -> str:
    """The local date, `2026-11-23`, or a dash."""
    return _moved(instant, None).date().isoformat() if instant else "–"


def moment(instant: datetime | None) -> str:
    """The local date and time to the minute, or a dash."""
    return _moved(instant, None).isoformat(" ", "minutes") if instant else "–"


def moment_utc(instant: datetime | None) -> str:
    """The instant in UTC, to the second, or a dash."""
    return f"{_moved(instant, UTC).isoformat(' ', 'seconds')} UTC" if instant else "–"


def _moved(instant: datetime, zone: tzinfo | None) -> datetime:
    """What clocks of the zone show (None: of this machine's).

    A server without a date sends the year 1, which begins before time does in the west: it stays as it is.
    """
    try:
        return instant.astimezone(zone).replace(tzinfo=None)
    except (OverflowError, OSError, ValueError):
        return instant.replace(tzinfo=None)
