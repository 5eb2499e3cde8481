"""Instants for people: in their own time zone, with UTC beside it where it matters."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["date", "in_utc", "local", "moment", "moment_and_utc", "moment_utc", "utc_beside", "utc_now"]


def utc_now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The instant in this machine's time zone, as a naive time.

    A server stores the years 1 to 9999 of UTC. Where the first or last hours of that lie outside these years in the
    local zone, which Python can't express, the time is given in UTC.
    """
    try:
        moved = instant.astimezone()
    except (OverflowError, OSError, ValueError):
        moved = in_utc(instant)
    return moved.replace(tzinfo=None)


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC. One that is outside the years 1 to 9999 there keeps its local time."""
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return instant.replace(tzinfo=UTC)


def date(instant: datetime | None) -> str:
    """The local date, `2026-11-23`, or a dash."""
    return local(instant).date().isoformat() if instant else "–"


def moment(instant: datetime | None) -> str:
    """The local date and time to the minute, or a dash."""
    return local(instant).isoformat(" ", "minutes") if instant else "–"


def moment_utc(instant: datetime | None) -> str:
    """The instant in UTC, to the second, or a dash."""
    return f"{in_utc(instant).replace(tzinfo=None).isoformat(' ', 'seconds')} UTC" if instant else "–"


def utc_beside(instant: datetime | None) -> str:
    """What UTC adds to the local time: `(22:59 UTC)`, with the date where that differs too, or an empty string."""
    if instant is None:
        return ""
    here, there = moment(instant), in_utc(instant).replace(tzinfo=None).isoformat(" ", "minutes")
    if here == there:
        return ""
    same_day = here.partition(" ")[0] == there.partition(" ")[0]
    return f"({there.partition(' ')[2] if same_day else there} UTC)"


def moment_and_utc(instant: datetime | None) -> str:
    """The local date and time, and UTC beside it where that differs: `2027-02-21 23:59 (22:59 UTC)`; or a dash."""
    return " ".join(part for part in (moment(instant), utc_beside(instant)) if part)
