"""Events as files."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

from tts_tui.api.resources.events import Event, RawEvent
from tts_tui.services.events.buffer import KeptEvent
from tts_tui.services.events.export import as_file, size, size_in_words
from tts_tui.services.events.follow import Gap

CONTENT = b'{"name":"application.update","data":{"@type":"x/google.protobuf.Value","value":["name"]}}'
EVENT = Event("application.update", datetime(2026, 11, 28, 12, tzinfo=UTC), "=a-one", "", "01A", CONTENT)
KEPT = [KeptEvent.of(number, what) for number, what in enumerate((EVENT, Gap(3.0), RawEvent(b"\x1b[31m odd")))]


def test_as_ndjson_events_are_as_received_and_each_line_is_json() -> None:
    lines = "".join(as_file("events.ndjson", KEPT)).splitlines()
    assert lines[0] == CONTENT.decode()
    assert [json.loads(each) for each in lines[1:]] == [{"unreadable": "\x1b[31m odd"}]


def test_as_csv_there_is_one_head_and_nothing_runs_as_a_formula() -> None:
    text = "".join(as_file("Events.CSV", KEPT * 400))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["time", "application", "device", "kind", "event", "what happened", "data", "unique_id"]
    assert rows[1] == [
        *("2026-11-28T12:00:00.000Z", "'=a-one", "", "Administration"),
        *("application.update", "Application changed", "name", "01A"),
    ]
    assert rows[2][5] == "Offline for 3 s"
    assert rows[3][6] == "␛[31m odd"
    assert len(rows) == 1 + 1200


def test_a_size_is_that_of_what_was_received_and_told_in_few_digits() -> None:
    assert size(KEPT) == len("".join(as_file("x", KEPT[:1])).encode()) + len(b"\x1b[31m odd\n")
    words = {999: "999 bytes", 1_950: "1.9 kB", 123_400: "123 kB", 5_060_000: "5.1 MB", 120_000_000: "120 MB"}
    assert {each: size_in_words(each) for each in words} == words
