"""When an API key expires: how near that is, in words, and which expiry a person can type or choose.

A date stands for the last second of that day in local time; the server stores an instant.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from tts_tui.text import instants

__all__ = [
    "DEFAULT_PRESET",
    "PRESETS",
    "SOON",
    "Nearness",
    "days_in",
    "end_of_day",
    "in_days",
    "in_words",
    "is_unfinished",
    "nearness",
    "on_date",
    "preset",
    "sort_key",
    "typed",
]

SOON: Final = timedelta(days=30)
"""A key that expires within this time expires soon."""

PRESETS: Final = ("30 days", "90 days", "1 year")
DEFAULT_PRESET: Final = "90 days"
"""The expiry of a new key unless another is chosen, so that none lives forever by default."""

Nearness = Literal["expired", "soon", "later", "never"]

_MARKS: Final[dict[Nearness, str]] = {"expired": "✗", "soon": "!", "later": " ", "never": "!"}
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_BEGINNING: Final = re.compile(r"[0-9]{0,4}|[0-9]{4}-[0-9]{0,2}|[0-9]{4}-[0-9]{1,2}-[0-9]?")
_DAYS: Final = re.compile(r"([0-9]{1,5})d")
_MAX_DAYS: Final = 36_500
_END: Final = time(23, 59, 59)
_DAY: Final = 86_400
_HOUR: Final = 3_600
_MINUTE: Final = 60


def nearness(expires_at: datetime | None, now: datetime) -> Nearness:
    """Whether a key has expired, or expires soon, later or never."""
    if expires_at is None:
        return "never"
    if expires_at <= now:
        return "expired"
    return "soon" if expires_at - now <= SOON else "later"


def in_words(expires_at: datetime | None, now: datetime) -> str:
    """A mark and words for a table: `✗ expired 3 d ago`, `! in 12 days`, `! never`, or the local date."""
    near = nearness(expires_at, now)
    if expires_at is None:
        words = "never"
    elif near == "expired":
        words = f"expired {_short(now - expires_at)} ago"
    elif near == "soon":
        words = f"in {_long(expires_at - now)}"
    else:
        words = instants.date(expires_at)
    return f"{_MARKS[near]} {words}"


def sort_key(expires_at: datetime | None) -> tuple[bool, float]:
    """Sorts by expiry, the earliest first and never last, as the server does. (03_api_keys.json)"""
    return (expires_at is None, expires_at.timestamp() if expires_at else 0.0)


def end_of_day(day: date) -> datetime:
    """The last second of a local day, as an instant in UTC.

    Raises ValueError where that lies outside the years 1 to 9999 in UTC, which the server can't store.
    """
    try:
        return datetime.combine(day, _END).astimezone(UTC)
    except (OverflowError, OSError):
        raise ValueError("too far from now") from None


def preset(word: str, now: datetime) -> datetime:
    """The instant that one of PRESETS stands for: the end of the day that is so far from today."""
    if word != "1 year":
        return in_days(int(word.removesuffix(" days")), now)
    today = instants.local(now).date()
    is_leap_day = (today.month, today.day) == (2, 29)
    return _end_of(today.replace(year=today.year + 1, day=28) if is_leap_day else today.replace(year=today.year + 1))


def in_days(days: int, now: datetime) -> datetime:
    """The end of the day so many days from today. Raises OverflowError beyond the year 9999."""
    return _end_of(instants.local(now).date() + timedelta(days=days))


def _end_of(day: date) -> datetime:
    try:
        return end_of_day(day)
    except ValueError:  # a zone more than a day from UTC, which Python can't express
        return datetime.combine(day, _END, UTC)


def days_in(text: str) -> int | None:
    """How many days `30d` is, from 1 to 36,500; None where it isn't written so."""
    found = _DAYS.fullmatch(text.strip())
    return int(found[1]) if found and 1 <= int(found[1]) <= _MAX_DAYS else None


def typed(text: str, now: datetime) -> datetime | str | None:
    """When `90d`, `2027-01-31` or `never` is, None for never; or a sentence that says what is wrong with it."""
    if text.strip() == "never":
        return None
    if (days := days_in(text)) is not None:
        return in_days(days, now)
    if _DATE.fullmatch(text.strip()):
        return on_date(text, now)
    return "An expiry is written as days (90d), as a date (2027-01-31), or never."


def on_date(text: str, now: datetime) -> datetime | str:
    """The end of the day that was typed as 2027-01-31, or a sentence about what is wrong with it."""
    text = text.strip()
    if not text:
        return "Enter the last day on which the key works, e.g. 2027-01-31."
    found = _DATE.fullmatch(text)
    if found is None:
        return "Not a date. Use year-month-day, e.g. 2027-01-31."
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        return f"{text} doesn't exist."
    over = f"{text} is in the past."
    if day < instants.local(now).date():
        return over
    try:
        instant = end_of_day(day)
    except ValueError:
        return f"{text} ends after the year 9999 in UTC. Enter an earlier day."
    return instant if instant > now else over


def is_unfinished(text: str) -> bool:
    """Whether `text` is the beginning of a date, so that more letters may make it one."""
    return _BEGINNING.fullmatch(text.strip()) is not None


def _short(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds >= _DAY:
        return f"{seconds // _DAY} d"
    return f"{seconds // _HOUR} h" if seconds >= _HOUR else f"{seconds // _MINUTE} min"


def _long(span: timedelta) -> str:
    days = span.days
    return f"{days} day{'' if days == 1 else 's'}" if days else _short(span)
