"""Instants for people: in their own time zone, with UTC beside it where it matters."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["date", "moment", "moment_utc", "utc_now"]


def utc_now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


def date(instant: datetime | None) -> str:
    """The local date, `2026-11-23`, or a dash."""
    return f"{instant.astimezone():%Y-%m-%d}" if instant else "–"


def moment(instant: datetime | None) -> str:
    """The local date and time to the minute, or a dash."""
    return f"{instant.astimezone():%Y-%m-%d %H:%M}" if instant else "–"


def moment_utc(instant: datetime | None) -> str:
    """The instant in UTC, to the second, or a dash."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if instant else "–"
