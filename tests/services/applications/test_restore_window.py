from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tts_tui.services.applications.restore_window import changes_in, time_left

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(), "about 24 h"),
        (timedelta(seconds=1), "about 23 h"),
        (timedelta(hours=1), "about 23 h"),
        (timedelta(hours=23), "about 1 h"),
        (timedelta(hours=23, seconds=1), "about 59 min"),
        (timedelta(hours=23, minutes=59), "about 1 min"),
        (timedelta(hours=23, minutes=59, seconds=1), "probably expired"),
        (timedelta(hours=24), "probably expired"),
        (timedelta(days=400), "probably expired"),
        (timedelta(minutes=-5), "about 24 h"),
    ],
)
def test_the_time_left_is_rounded_down_and_never_sure(ago, words):
    assert time_left(NOW - ago, NOW) == words


def test_nobody_knows_the_time_left_of_what_has_no_deletion():
    assert time_left(None, NOW) == "unknown"


@pytest.mark.parametrize(
    "ago",
    [
        timedelta(minutes=-5),
        timedelta(),
        timedelta(seconds=1),
        timedelta(hours=22, minutes=59),
        timedelta(hours=23),
        timedelta(hours=23, seconds=30),
        timedelta(hours=23, minutes=59),
    ],
)
def test_the_words_change_then_and_not_before(ago):
    deleted_at = NOW - ago
    change = changes_in(deleted_at, NOW)
    assert change is not None
    now = time_left(deleted_at, NOW)
    assert time_left(deleted_at, NOW + change - timedelta.resolution) == now
    later = NOW + change
    assert time_left(deleted_at, later) != now or later > deleted_at > NOW - timedelta.resolution


@pytest.mark.parametrize("deleted_at", [None, NOW - timedelta(hours=24), NOW - timedelta(days=400)])
def test_what_is_over_changes_no_more(deleted_at):
    assert changes_in(deleted_at, NOW) is None
