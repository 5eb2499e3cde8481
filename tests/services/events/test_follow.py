"""Following a stream: it is opened again, nothing is told twice, and a gap is told as one."""

from __future__ import annotations

import json
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.api.seam import BASE, Answer, Script, body_of, clocked, refused
from tts_tui.api import errors
from tts_tui.api.client import Client
from tts_tui.api.hosts import Hosts
from tts_tui.api.resources.events import Event, RawEvent
from tts_tui.services.events.follow import Gap, follow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
LINES = {"content-type": "application/json"}
GONE = httpx.ReadError("connection reset")


class Body(httpx.AsyncByteStream):
    def __init__(self, *lines: bytes | Exception) -> None:
        self._lines = lines

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for each in self._lines:
            if isinstance(each, Exception):
                raise each
            yield each


def told(name: str, second: int, unique_id: str) -> bytes:
    event = {"name": name, "time": f"2026-11-28T12:00:{second:02}Z", "unique_id": unique_id}
    return json.dumps({"result": event}).encode() + b"\n"


START = told("events.stream.start", 0, "start")
ONE, TWO, THREE = (told("application.update", second, str(second)) for second in (1, 2, 3))


def stream(*lines: bytes | Exception) -> Answer:
    return 200, {"stream": Body(START, *lines), "headers": LINES}


def heard(script: Script, count: int, server: Hosts | str = BASE) -> tuple[list[Any], list[tuple[str, float]], float]:
    """The first events; what was away and how long the next try was put off; seconds that went by."""
    away: list[tuple[str, float]] = []

    async def listen() -> list[Any]:
        ticks = iter(range(1000))
        found = []
        events = follow(
            Client(server, transport=httpx.MockTransport(script)),
            ["a-one"],
            clock=lambda: NOON + timedelta(seconds=10 * next(ticks)),
            on_away=lambda error, seconds: away.append((type(error).__name__, seconds)),
        )
        async with aclosing(events):
            async for event in events:
                found.append(event)
                if len(found) == count:
                    break
        return found

    found, seconds = clocked(listen())
    return found, away, seconds


def names(found: list[Any]) -> list[str]:
    return [each.unique_id if isinstance(each, Event) else type(each).__name__ for each in found]


def test_what_is_kept_comes_first_then_what_happens() -> None:
    found, away, _ = heard(Script(stream(ONE, TWO)), 2)
    assert names(found) == ["1", "2"]
    assert not away


def test_a_stream_that_breaks_off_is_opened_again_five_seconds_before_the_newest_event() -> None:
    script = Script(stream(ONE, TWO, GONE), stream(TWO, THREE))
    found, away, seconds = heard(script, 4)
    assert names(found) == ["1", "2", "Gap", "3"]
    assert found[2] == Gap(10.0)
    assert away == [("AnswerLost", 1.0)]
    assert seconds == 1.0
    first, second = map(body_of, script.requests)
    assert "after" not in first
    assert second["after"] == "2026-11-28T11:59:57.000Z"
    assert first["tail"] == second["tail"] == 1024


def test_the_server_may_end_it_and_it_is_opened_again() -> None:
    found, away, _ = heard(Script(stream(ONE), stream(TWO)), 3)
    assert names(found) == ["1", "Gap", "2"]
    assert away == [("AnswerLost", 1.0)]


def test_where_nothing_has_come_yet_it_goes_on_from_when_it_was_opened() -> None:
    script = Script(stream(GONE), stream(ONE))
    assert names(heard(script, 2)[0]) == ["Gap", "1"]
    assert body_of(script.requests[1])["after"] == "2026-11-28T11:59:55.000Z"


def test_a_server_that_stays_away_is_asked_less_and_less_often() -> None:
    answers: list[Answer] = [stream(ONE, GONE), *[refused(503, 14, "away")] * 6, stream(TWO)]
    found, away, _ = heard(Script(*answers), 3)
    assert names(found) == ["1", "Gap", "2"]
    assert [seconds for _, seconds in away] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_an_event_that_cannot_be_read_is_told_as_it_came() -> None:
    found, _, _ = heard(Script(stream(b"odd\n", ONE)), 2)
    assert found[0] == RawEvent(b"odd")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refused(401, 16, "api_key_not_found"), errors.Unauthenticated),
        (refused(403, 7, "no_application_rights"), errors.PermissionDenied),
        (refused(404, 5, "application_not_found"), errors.NotFound),
    ],
)
def test_what_does_not_come_back_ends_it(answer: Answer, error: type[errors.TTSError]) -> None:
    with pytest.raises(error):
        heard(Script(stream(ONE, GONE), answer), 3)


def test_a_first_try_that_fails_is_told_at_once() -> None:
    with pytest.raises(errors.Unavailable):
        heard(Script(refused(503, 14, "away")), 1)


def test_a_server_without_a_store_of_events_says_so_in_the_gap() -> None:
    warned = {"x-warning": "Events storage is not enabled"}
    back: Answer = (200, {"stream": Body(START, TWO), "headers": {**LINES, **warned}})
    found, _, _ = heard(Script(stream(ONE, GONE), back), 3)
    assert found[1] == Gap(10.0, kept=False)


SPLIT = Hosts("https://eu1.example.com", "https://nam1.example.com")


def test_where_the_cluster_is_elsewhere_each_host_has_a_stream_and_each_event_is_told_once() -> None:
    script = Script(stream(ONE, TWO), stream(TWO, THREE))
    found, _, _ = heard(script, 3, SPLIT)
    assert sorted(names(found)) == ["1", "2", "3"]
    assert [each.url.host for each in script.requests] == ["eu1.example.com", "nam1.example.com"]


def test_where_one_of_two_hosts_refuses_it_ends() -> None:
    with pytest.raises(errors.PermissionDenied):
        heard(Script(stream(ONE), refused(403, 7, "no_application_rights")), 9, SPLIT)
