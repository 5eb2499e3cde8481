"""Every instant that a server can keep, the years 1 to 9999 of UTC, in every time zone that a machine can be in."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from tts_tui.api.decoding import instant as read_instant
from tts_tui.api.models import APIKey, wire_time
from tts_tui.api.oauth import Tokens
from tts_tui.api.row_decoding import application_rows
from tts_tui.api.rows import ApplicationRow
from tts_tui.services.api_keys import expiry, list_state
from tts_tui.services.applications.restore_window import time_left
from tts_tui.services.listing import instant
from tts_tui.session.credentials import text_form
from tts_tui.text import instants as times

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

zones = some.sampled_from([*sorted(available_timezones()), "<+14>-14", "<-12>12", "<+2459>-24:59", "<-2459>24:59"])
kept = some.datetimes(timezones=some.just(UTC)) | some.sampled_from([FIRST, LAST])
anywhere = some.datetimes(
    timezones=some.builds(timezone, some.integers(-1439, 1439).map(lambda minutes: timedelta(minutes=minutes)))
)


@contextmanager
def machine_in(zone: str) -> Iterator[None]:
    before = os.environ["TZ"]
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ["TZ"] = before
        time.tzset()


@example(LAST, "Asia/Tokyo")
@example(FIRST, "America/New_York")
@given(kept, zones)
def test_every_instant_is_shown_everywhere(instant: datetime, zone: str) -> None:
    with machine_in(zone):
        assert len(times.date(instant)) == len("2026-11-23")
        assert len(times.moment(instant)) == len("2026-11-23 12:00")
        assert times.moment_utc(instant) == f"{instant.replace(tzinfo=None).isoformat(' ', 'seconds')} UTC"
        assert expiry.in_words(instant, NOW).strip()
        assert time_left(instant, NOW).strip()


@example(datetime(9999, 12, 31, 23, 30, tzinfo=timezone(-timedelta(hours=5))), "UTC")
@given(anywhere, zones)
def test_an_instant_that_is_written_with_an_offset_is_shown_too(instant: datetime, zone: str) -> None:
    with machine_in(zone):
        assert times.date(instant) == times.moment(instant)[:10]
        assert times.moment_utc(instant).endswith(" UTC")
        assert expiry.in_words(instant, NOW).strip()


@example("9999-12-31T23:30:00-05:00")
@given(anywhere.map(datetime.isoformat))
def test_a_login_is_stored_whenever_its_token_ends(ends: str) -> None:
    tokens = Tokens.model_validate({"access_token": "a", "refresh_token": "r", "expires_at": ends})
    again = text_form.read(text_form.written(tokens).get_secret_value())
    assert isinstance(again, Tokens)
    assert abs(again.expires_at - tokens.expires_at) < timedelta(days=1)


@example([LAST, FIRST], "Asia/Tokyo")
@given(some.lists(kept), zones)
def test_lists_are_ordered_and_counted_whatever_their_instants(instants: list[datetime], zone: str) -> None:
    with machine_in(zone):
        keys = [APIKey(id=str(number), created_at=each, expires_at=each) for number, each in enumerate(instants)]
        assert [key.expires_at for key in list_state.sort(keys, "expires")] == sorted(instants)
        assert [key.created_at for key in list_state.sort(keys, "created")] == sorted(instants)
        counted = list_state.summary(keys, NOW).values()
        assert sum(int(words.partition(" ")[0]) for words in counted) <= len(keys)
        rows = [ApplicationRow(key.id, "", "", key.created_at) for key in keys]
        assert [row.created_at for row in sorted(rows, key=lambda row: instant(row.created_at))] == sorted(instants)


@given(kept, some.sampled_from(["", ".1", ".123", ".123456", ".999999"]))  # its database keeps microseconds
def test_every_instant_is_read_as_the_server_writes_it(instant: datetime, fraction: str) -> None:
    whole = instant.replace(microsecond=0, tzinfo=None).isoformat()
    text = f"{whole}{fraction}Z"
    rows = application_rows(b'{"applications":[{"ids":{"application_id":"app"},"created_at":"%s"}]}' % text.encode())
    assert rows is not None
    for read in (rows[0].created_at, APIKey.model_validate({"id": "k", "expires_at": text}).expires_at):
        assert read is not None
        assert read == read_instant(text)
        assert read.utcoffset() == timedelta()
        assert wire_time(read).startswith(whole[:4])


@example(date(9999, 12, 31), "America/New_York")
@example(date(1, 1, 1), "Asia/Tokyo")
@given(some.dates(), zones)
def test_every_day_that_is_typed_is_an_instant_or_a_sentence(day: date, zone: str) -> None:
    with machine_in(zone):
        found = expiry.on_date(day.isoformat(), NOW)
        if isinstance(found, str):
            assert found.startswith(day.isoformat())
            assert ("is in the past" in found) == (day < times.local(NOW).date())
        else:
            assert times.date(found) == day.isoformat()
            assert wire_time(found).endswith(":59.000Z")


@given(zones, some.sampled_from(expiry.PRESETS))
def test_every_preset_is_an_instant_everywhere(zone: str, word: str) -> None:
    with machine_in(zone):
        assert expiry.preset(word, NOW) > NOW


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu"])
def test_the_last_day_of_all_is_said_to_be_too_late_where_it_ends_later(zone: str) -> None:
    with machine_in(zone):
        assert "after the year 9999" in expiry.on_date("9999-12-31", NOW)
        assert expiry.on_date("9999-12-30", NOW) < LAST
