from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tts_tui.sandbox.errors import PlainError
from tts_tui.sandbox.wire import parse, snake_case, time_from, time_to


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 120000, tzinfo=UTC), "2026-01-02T03:04:05.120Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 120001, tzinfo=UTC), "2026-01-02T03:04:05.120001Z"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=1))), "2026-01-02T02:04:05Z"),
    ],
)
def test_times_end_in_z(moment, written):
    assert time_to(moment) == written
    assert time_from({"at": written}, "at") == moment


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("2027-01-01T00:00:00+00:00", '"+00:00" as "Z"'),
        ("2027-01-01T00:00:00", '"" as "Z"'),
        ("2027-01-01", '"2027-01-01" as "2006"'),
        ("2027-13-01T00:00:00Z", "out of range"),
    ],
)
def test_times_that_are_none(written, rest):
    with pytest.raises(PlainError, match="unmarshal error: invalid time") as caught:
        time_from({"at": written}, "at")
    assert rest in caught.value.message


def test_no_time_is_none():
    assert time_from({}, "at") is time_from({"at": None}, "at") is None


@pytest.mark.parametrize(
    ("written", "words"),
    [(b'{"a":', "unexpected EOF"), (b"nonsense", "invalid character 'n'"), (b"[]", "unexpected list")],
)
def test_broken_json(written, words):
    with pytest.raises(PlainError, match=words):
        parse(written)


def test_keys_become_snake_case_but_for_those_of_maps():
    assert parse(b'{"fieldMask": {"paths": []}, "attributes": {"aB": "c"}}') == {
        "field_mask": {"paths": []},
        "attributes": {"aB": "c"},
    }
    assert parse(b"") == parse(b" ") == {}
    assert snake_case("networkServerAddress") == "network_server_address"
