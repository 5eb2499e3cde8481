"""The events that are kept, and those that a filter shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tts_tui.api.resources.events import Event, RawEvent
from tts_tui.services.events.buffer import EventBuffer, KeptEvent, event_words, shows
from tts_tui.services.events.follow import Gap
from tts_tui.services.events.in_words import KINDS, Kind

ALL = frozenset(KINDS)


def event(name: str = "application.update", device_id: str = "meter-1") -> Event:
    content = json.dumps({"name": name, "device_id": device_id, "data": {"Note": "Grüße"}}, ensure_ascii=False)
    return Event(name, datetime(2026, 11, 28, tzinfo=UTC), "a-one", device_id, "", (), content.encode())


def test_of_more_than_it_keeps_the_oldest_are_dropped_and_counted() -> None:
    buffer = EventBuffer(most=3)
    for _ in range(5):
        buffer.add(event())
    assert [each.number for each in buffer] == [2, 3, 4]
    assert (len(buffer), buffer.count, buffer.dropped) == (3, 5, 2)
    assert [each.number for each in buffer.since(0)] == [2, 3, 4]
    assert [each.number for each in buffer.since(4)] == [4]
    assert list(buffer.since(5)) == []


def test_what_cannot_be_read_is_counted() -> None:
    buffer = EventBuffer()
    for each in (event(), RawEvent(b"odd"), Gap(3.0)):
        buffer.add(each)
    assert buffer.unreadable == 1


@pytest.mark.parametrize(
    ("words", "kinds", "shown"),
    [
        ((), ALL, True),
        (("meter-1",), ALL, True),
        (("meter-1", "changed"), ALL, True),
        (("meter-2",), ALL, False),
        (("application changed",), ALL, True),
        (("grüße",), ALL, True),
        ((), frozenset({"uplink"}), False),
        ((), frozenset({"administration"}), True),
    ],
)
def test_a_filter_looks_into_the_words_and_into_all_that_an_event_holds(
    words: tuple[str, ...], kinds: frozenset[Kind], shown: bool
) -> None:
    assert shows(KeptEvent(0, event()), words, kinds) is shown


@pytest.mark.parametrize("what", [Gap(3.0), RawEvent(b"odd")])
def test_a_gap_and_what_cannot_be_read_are_always_shown(what: Gap | RawEvent) -> None:
    assert shows(KeptEvent(0, what), ("meter-2",), frozenset({"uplink"}))


def test_each_in_words() -> None:
    assert event_words(KeptEvent(0, event())) == ("Application changed", "")
    assert event_words(KeptEvent(0, RawEvent(b"odd"))) == ("An event that can't be read", "odd")
    assert event_words(KeptEvent(0, Gap(12.4))) == ("The stream was away for 12 s", "Some events may be missing.")
