"""When a key expires, in words, and what a person may type."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from tts_tui.services.api_keys.expiry import (
    SOON,
    end_of_day,
    in_words,
    is_unfinished,
    nearness,
    on_date,
    preset,
    sort_key,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def zone(monkeypatch):
    def setting(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    return setting


@pytest.mark.parametrize(
    ("ahead", "near", "words"),
    [
        (timedelta(days=-400), "expired", "✗ expired 400 d ago"),
        (timedelta(days=-3), "expired", "✗ expired 3 d ago"),
        (timedelta(hours=-5), "expired", "✗ expired 5 h ago"),
        (timedelta(0), "expired", "✗ expired 0 min ago"),
        (timedelta(minutes=20), "soon", "! in 20 min"),
        (timedelta(hours=23), "soon", "! in 23 h"),
        (timedelta(days=1, hours=3), "soon", "! in 1 day"),
        (timedelta(days=12), "soon", "! in 12 days"),
        (SOON, "soon", "! in 30 days"),
        (SOON + timedelta(seconds=1), "later", "  2026-12-23"),
    ],
)
def test_how_near_it_is_stands_in_a_mark_and_words(ahead, near, words):
    assert nearness(NOW + ahead, NOW) == near
    assert in_words(NOW + ahead, NOW) == words


def test_a_key_without_expiry_says_never():
    assert nearness(None, NOW) == "never"
    assert in_words(None, NOW) == "! never"


def test_what_has_expired_comes_first_and_never_last():
    later, past, soon = NOW + timedelta(days=90), NOW - timedelta(days=1), NOW + timedelta(days=1)
    assert sorted([None, later, past, soon], key=sort_key) == [past, soon, later, None]


def test_a_date_is_the_last_second_of_that_day_here(zone):
    zone("America/New_York")
    assert end_of_day(date(2027, 1, 31)) == datetime(2027, 2, 1, 4, 59, 59, tzinfo=UTC)
    assert on_date("2027-01-31", NOW) == datetime(2027, 2, 1, 4, 59, 59, tzinfo=UTC)


def test_a_day_on_which_the_clocks_change_ends_at_its_own_end(zone):
    zone("Europe/Berlin")
    assert end_of_day(date(2027, 3, 28)) == datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)
    assert end_of_day(date(2027, 10, 31)) == datetime(2027, 10, 31, 22, 59, 59, tzinfo=UTC)


def test_presets_count_from_the_local_day(zone):
    zone("Pacific/Auckland")  # where it is tomorrow already
    assert preset("30 days", NOW) == datetime(2026, 12, 24, 10, 59, 59, tzinfo=UTC)
    zone("UTC")
    assert preset("90 days", NOW) == datetime(2027, 2, 21, 23, 59, 59, tzinfo=UTC)
    assert preset("1 year", NOW) == datetime(2027, 11, 23, 23, 59, 59, tzinfo=UTC)


def test_a_year_after_a_leap_day_is_the_28th():
    assert preset("1 year", datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2029, 2, 28, 23, 59, 59, tzinfo=UTC)


def test_today_is_a_date_and_yesterday_is_over():
    assert on_date(" 2026-11-23 ", NOW) == datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    assert on_date("2026-11-22", NOW) == "2026-11-22 is in the past."


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "Enter the last day"),
        ("tomorrow", "year-month-day"),
        ("31.01.2027", "year-month-day"),
        ("2027-1", "year-month-day"),
        ("٢٠٢٧-٠١-٣١", "year-month-day"),
        ("2027-02-30", "doesn't exist"),
        ("0000-01-01", "doesn't exist"),
    ],
)
def test_a_wrong_date_is_explained(typed, word):
    assert word in on_date(typed, NOW)


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("", True),
        ("20", True),
        ("2027-", True),
        ("2027-1-", True),
        ("2027-02-3", True),
        ("2027-02-30", False),
        ("27-1", False),
        ("tomorrow", False),
    ],
)
def test_the_beginning_of_a_date_is_unfinished(text, unfinished):
    assert is_unfinished(text) is unfinished
