"""The events that are kept, and those that a filter shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tts_tui.api.resources.events import Event, RawEvent
from tts_tui.services.events.buffer import (
    EventBuffer,
    KeptEvent,
    by_time,
    correlations,
    event_words,
    is_related,
    shows,
)
from tts_tui.services.events.follow import Gap
from tts_tui.services.events.in_words import KINDS, EventKind

ALL = frozenset(KINDS)


def event(name: str = "application.update", device_id: str = "meter-1") -> Event:
    content = json.dumps({"name": name, "device_id": device_id, "data": {"Note": "Grüße"}}, ensure_ascii=False)
    return Event(name, datetime(2026, 11, 28, tzinfo=UTC), "a-one", device_id, "", content.encode())


def test_of_more_than_it_keeps_the_oldest_are_dropped_and_counted() -> None:
    buffer = EventBuffer(max_events=3)
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
    words: tuple[str, ...], kinds: frozenset[EventKind], shown: bool
) -> None:
    assert shows(KeptEvent.of(0, event()), words, kinds) is shown


@pytest.mark.parametrize("what", [Gap(3.0), RawEvent(b"odd")])
def test_a_gap_and_what_cannot_be_read_are_always_shown(what: Gap | RawEvent) -> None:
    assert shows(KeptEvent.of(0, what), ("meter-2",), frozenset({"uplink"}))


def test_each_in_words() -> None:
    assert event_words(KeptEvent.of(0, event())) == ("Application changed", "")
    assert event_words(KeptEvent.of(0, RawEvent(b"odd"))) == ("Unreadable", "odd")
    happened, held = event_words(KeptEvent.of(0, Gap(12.4)))
    assert happened == "Offline for 12 s"
    assert "only the last 100 or so of each application" in held
    assert "keeps none" in event_words(KeptEvent.of(0, Gap(12.4, kept=False)))[1]


def test_of_each_kind_it_knows_how_many_are_kept() -> None:
    buffer = EventBuffer(max_events=2)
    for name in ("as.up.data.forward", "as.up.data.forward", "application.update"):
        buffer.add(event(name))
    buffer.add(RawEvent(b"odd"))
    assert {kind: count for kind, count in buffer.of_kind.items() if count} == {"administration": 1, "error": 1}


def test_events_of_one_correlation_belong_together() -> None:
    def of(*ids: str) -> KeptEvent:
        return KeptEvent.of(
            0, Event("x", datetime(2026, 11, 28, tzinfo=UTC), "", "", "", json.dumps({"correlation_ids": ids}).encode())
        )

    uplink = of("gs:uplink:1", "rpc:2")
    assert is_related(of("as:up:3", "gs:uplink:1"), correlations(uplink))
    assert not is_related(of("gs:uplink:11"), correlations(uplink))
    for other in (Gap(1.0), RawEvent(b"gs:uplink:1")):
        assert not is_related(KeptEvent.of(0, other), correlations(uplink))
        assert correlations(KeptEvent.of(0, other)) == ()


def test_what_came_together_is_in_the_order_in_which_it_happened() -> None:
    def at(second: int, number: int) -> KeptEvent:
        return KeptEvent.of(number, Event("x", datetime(2026, 11, 28, 0, 0, second, tzinfo=UTC), "", "", "", b""))

    came = [at(3, 0), at(1, 1), at(3, 2), at(2, 3)]
    assert [each.number for each in by_time(came)] == [1, 3, 0, 2]
    assert by_time([*came, KeptEvent.of(4, Gap(1.0))]) == [*came, KeptEvent.of(4, Gap(1.0))]
