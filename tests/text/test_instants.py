"""Instants as people read them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tts_tui.text import instants

LATE = datetime(2026, 11, 23, 23, 30, 59, 999_999, tzinfo=UTC)


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch):
    def move_to(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    return move_to


@pytest.mark.parametrize(
    ("name", "day", "minute"),
    [
        ("UTC", "2026-11-23", "2026-11-23 23:30"),
        ("Asia/Kathmandu", "2026-11-24", "2026-11-24 05:15"),
        ("America/New_York", "2026-11-23", "2026-11-23 18:30"),
    ],
)
def test_a_time_is_local_and_its_utc_is_to_be_had(zone, name: str, day: str, minute: str) -> None:
    zone(name)
    assert instants.date(LATE) == day
    assert instants.moment(LATE) == minute
    assert instants.moment_utc(LATE) == "2026-11-23 23:30:59 UTC"


@pytest.mark.parametrize(
    ("name", "both"),
    [
        ("UTC", "2026-11-23 23:30"),
        ("Europe/Amsterdam", "2026-11-24 00:30 (2026-11-23 23:30 UTC)"),
        ("America/New_York", "2026-11-23 18:30 (23:30 UTC)"),
    ],
)
def test_one_instant_is_told_once_and_in_utc_only_where_that_differs(zone, name: str, both: str) -> None:
    zone(name)
    assert instants.moment_and_utc(LATE) == both
    assert instants.moment_and_utc(None) == "–"


def test_summer_time_is_minded(zone) -> None:
    zone("Europe/Amsterdam")
    assert instants.moment(datetime(2026, 7, 1, 12, tzinfo=UTC)) == "2026-07-01 14:00"
    assert instants.moment(datetime(2026, 1, 1, 12, tzinfo=UTC)) == "2026-01-01 13:00"


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    east = LATE.astimezone(timezone(timedelta(hours=9)))
    assert instants.moment(east) == instants.moment(LATE)
    assert instants.moment_utc(east) == instants.moment_utc(LATE)


def test_no_instant_is_a_dash() -> None:
    assert [instants.date(None), instants.moment(None), instants.moment_utc(None)] == ["–", "–", "–"]


@pytest.mark.parametrize("name", ["America/New_York", "Asia/Tokyo", "UTC"])
@pytest.mark.parametrize(
    ("instant", "year"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), "0001"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))), "0001"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "9999"),
    ],
)
def test_the_ends_of_time_are_shown_in_every_zone(zone, name: str, instant: datetime, year: str) -> None:
    zone(name)
    assert instants.date(instant).startswith(year)
    assert instants.moment(instant).startswith(year)
    assert instants.moment_utc(instant).startswith(year)


def test_the_clock_is_in_utc() -> None:
    assert instants.utc_now().tzinfo is UTC
