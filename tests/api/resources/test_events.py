"""The event stream: what is asked, what a line becomes, and how a stream ends."""

from __future__ import annotations

import json
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.api.recordings import FOLDER, Exchange, some
from tests.api.seam import BASE, SECRET, Script, body_of, refused, run
from tts_tui.api import errors
from tts_tui.api.client import Client
from tts_tui.api.resources.events import Event, RawEvent, stream_call
from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

LINES = {"content-type": "application/json"}
START = b'{"result":{"name":"events.stream.start","time":"2026-11-28T02:52:34.994789515Z","unique_id":"01A"}}\n'


def line(**event: Any) -> bytes:
    whole = {"name": "application.update", "time": "2026-11-28T02:52:39.008283034Z", "unique_id": "01B", **event}
    return json.dumps({"result": whole}).encode() + b"\n"


class Pieces(httpx.AsyncByteStream):
    """A body in these pieces; one that is an error breaks it off."""

    def __init__(self, pieces: Iterable[bytes | Exception]) -> None:
        self._pieces = pieces
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for each in self._pieces:
            if isinstance(each, Exception):
                raise each
            yield each

    async def aclose(self) -> None:
        self.closed = True


def client_of(*pieces: bytes | Exception, **headers: str) -> Client:
    answer = 200, {"stream": Pieces(pieces), "headers": {**LINES, **headers}}
    return Script(answer).client()


def heard(client: Client, *, most: int = 1000) -> list[Event | RawEvent]:
    async def listen() -> list[Event | RawEvent]:
        found = []
        async with aclosing(client.events.stream(["event-app"])) as events:
            async for event in events:
                found.append(event)
                if len(found) == most:
                    break
        return found

    return run(listen())


# What is asked


def test_the_call_names_each_application_and_changes_nothing() -> None:
    call = stream_call(["a-one", "a-two"], ["application.update"], 20, datetime(2026, 11, 28, tzinfo=UTC))
    assert (call.method, call.path, call.writes) == ("POST", "/events", False)
    assert call.body == {
        "identifiers": [
            {"application_ids": {"application_id": "a-one"}},
            {"application_ids": {"application_id": "a-two"}},
        ],
        "tail": 20,
        "after": "2026-11-28T00:00:00.000Z",
        "names": ["application.update"],
    }


def test_the_longest_tail_is_asked_for_as_the_servers_buffer_has_its_length() -> None:
    assert (stream_call(["a-one"]).body or {})["tail"] == 1024


@pytest.mark.parametrize("tail", [0, 1025])
def test_a_tail_that_the_server_would_not_keep_is_refused(tail: int) -> None:
    with pytest.raises(ValueError, match="1024"):
        stream_call(["a-one"], tail=tail)


def test_no_time_without_a_zone_is_sent() -> None:
    with pytest.raises(ValueError, match="zone"):
        stream_call(["a-one"], after=datetime(2026, 11, 28))  # noqa: DTZ001 - that is what is refused


# What a line becomes


@some("POST", "/events")
def test_every_recorded_event_is_read(exchange: Exchange) -> None:
    recorded = [json.loads(each)["result"] for each in "".join(exchange.chunks or ()).splitlines()]
    found = heard(exchange.client())
    assert all(isinstance(each, Event) for each in found)
    assert [each.name for each in found if isinstance(each, Event)] == [each["name"] for each in recorded]
    assert [each.json for each in found if isinstance(each, Event)] == recorded


def test_a_device_s_event_names_its_application_too() -> None:
    ids = {"device_id": "meter-1", "application_ids": {"application_id": "event-app"}}
    (event,) = heard(client_of(line(identifiers=[{"device_ids": ids}], correlation_ids=["as:up:1"])))
    assert isinstance(event, Event)
    assert (event.application_id, event.device_id, event.correlation_ids) == ("event-app", "meter-1", ("as:up:1",))
    assert event.time == datetime(2026, 11, 28, 2, 52, 39, 8283, tzinfo=UTC)


def test_a_collaborator_beside_the_application_is_not_taken_for_it() -> None:
    ids = [{"application_ids": {"application_id": "event-app"}}, {"user_ids": {"user_id": "bob"}}]
    (event,) = heard(client_of(line(identifiers=ids)))
    assert isinstance(event, Event)
    assert (event.application_id, event.device_id) == ("event-app", "")


@pytest.mark.parametrize("cut", [1, 5, len(START) - 1, len(START) + 3])
def test_a_line_may_come_in_pieces_and_share_one(cut: int) -> None:
    whole = START + b"\n" + line() + line()[:-1]  # a blank line, as of server-sent events, and no end of the last
    assert len(heard(client_of(whole[:cut], whole[cut:]))) == 3


@pytest.mark.parametrize(
    "odd", [b"{}", b"[]", b"not JSON", b'{"result":{"name":7}}', b'{"result":{"name":"x"}}', b"\xff"]
)
def test_what_is_no_event_is_kept_as_it_came(odd: bytes) -> None:
    found = heard(client_of(START, odd + b"\n", line()))
    assert found[1] == RawEvent(odd)
    assert len(found) == 3


# How it ends


def test_the_server_may_end_it() -> None:
    assert len(heard(client_of(START))) == 1


@pytest.mark.parametrize("broken", [httpx.ReadError("connection reset"), httpx.RemoteProtocolError("incomplete")])
def test_a_stream_that_breaks_off_is_an_answer_lost(broken: Exception) -> None:
    with pytest.raises(errors.AnswerLost):
        heard(client_of(START, broken))


def test_an_error_in_the_stream_is_the_servers() -> None:
    refusal = {"error": {"code": 14, "message": "error:pkg/events:away (away)", "details": []}}
    with pytest.raises(errors.Unavailable):
        heard(client_of(START, json.dumps(refusal).encode() + b"\n"))


def test_leaving_closes_the_connection() -> None:
    body = Pieces([START, line(), line()])
    client = Client(
        BASE,
        SecretStr(SECRET),
        transport=httpx.MockTransport(lambda _: httpx.Response(200, stream=body, headers=LINES)),
    )
    assert len(heard(client, most=1)) == 1
    assert body.closed


@pytest.mark.parametrize("exchange", [json.loads(path.read_text()) for path in FOLDER.glob("10_*.json")])
def test_a_refused_stream_gives_the_error_that_it_wraps(exchange: list[dict[str, Any]]) -> None:
    for entry in exchange:
        if "request" not in entry or entry["response"]["status"] == 200:
            continue
        content = "".join(entry["response"]["chunks"]).encode()
        script = Script((entry["response"]["status"], {"content": content, "headers": LINES}))
        with pytest.raises(errors.ServerError) as caught:
            heard(script.client())
        assert caught.value.name.endswith(json.loads(content)["error"]["details"][0]["name"])


def test_a_page_is_no_stream() -> None:
    with pytest.raises(errors.NotTheAPI):
        heard(Script((200, {"content": b"<html>", "headers": {"content-type": "text/html"}})).client())


def test_it_is_opened_once_and_with_the_token() -> None:
    script = Script(refused(503, 14, "away"))
    with pytest.raises(errors.Unavailable):
        heard(script.client())
    assert script.only.headers["authorization"] == f"Bearer {SECRET}"
    assert body_of(script.only)["identifiers"] == [{"application_ids": {"application_id": "event-app"}}]


def test_a_warning_is_told() -> None:
    told: list[str] = []
    client = client_of(START, **{"x-warning": "Events storage is not enabled"})
    client.on_warning = told.append
    heard(client)
    assert told == ["Events storage is not enabled"]
