"""When the client sends a request again, and when never."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.api.seam import LIMITED, READ, WRITES, Answer, Cut, Script, clocked, failing, ok, page, refused, run
from tts_tui.api import errors
from tts_tui.api.call_sender import ATTEMPTS, RETRY_FOR, Wait
from tts_tui.api.calls import Call

AWAY = refused(503, 14, "database_unavailable")


@pytest.mark.parametrize(
    ("answer", "error", "tries"),
    [
        (httpx.ConnectError("refused"), errors.Unreachable, ATTEMPTS),
        (httpx.ConnectTimeout(""), errors.Unreachable, ATTEMPTS),
        (httpx.PoolTimeout(""), errors.Unreachable, ATTEMPTS),
        (httpx.ReadTimeout(""), errors.AnswerLost, ATTEMPTS),
        (httpx.ReadError(""), errors.AnswerLost, ATTEMPTS),
        (httpx.RemoteProtocolError("cut"), errors.AnswerLost, ATTEMPTS),
        ((200, {"stream": Cut()}), errors.AnswerLost, ATTEMPTS),
        (LIMITED, errors.ResourceExhausted, ATTEMPTS),
        (page(429), errors.ResourceExhausted, ATTEMPTS),
        (AWAY, errors.Unavailable, ATTEMPTS),
        (page(503), errors.Unavailable, ATTEMPTS),
        (refused(400, 3), errors.InvalidArgument, 1),
        (refused(401, 16), errors.Unauthenticated, 1),
        (refused(403, 7), errors.PermissionDenied, 1),
        (refused(404, 5), errors.NotFound, 1),
        (refused(500, 13), errors.Internal, 1),
        (refused(504, 4), errors.DeadlineExceeded, 1),
        (refused(502, 2), errors.Internal, 1),
        (page(500), errors.Internal, 1),
        (page(520), errors.Internal, 1),
        (page(502), errors.Unavailable, ATTEMPTS),
        (page(504), errors.Unavailable, ATTEMPTS),
    ],
)
def test_a_read_is_tried_again_on_a_network_fault_a_limit_and_what_a_restart_looks_like(
    answer: Answer, error: type[Exception], tries: int
) -> None:
    found, sent = failing(answer, READ)
    assert type(found) is error
    assert sent == tries == (5 if tries > 1 else 1)


@pytest.mark.parametrize("call", WRITES, ids=lambda call: call.method)
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.ConnectError("refused"), errors.Unreachable),
        (httpx.ConnectTimeout(""), errors.Unreachable),
        (httpx.PoolTimeout(""), errors.Unreachable),
        (httpx.ProxyError("no"), errors.Unreachable),
        (httpx.UnsupportedProtocol("ftp"), errors.Unreachable),
        (httpx.InvalidURL("too long"), errors.Unreachable),
        (httpx.ReadTimeout(""), errors.OutcomeUnknown),
        (httpx.WriteTimeout(""), errors.OutcomeUnknown),
        (httpx.ReadError(""), errors.OutcomeUnknown),
        (httpx.WriteError(""), errors.OutcomeUnknown),
        (httpx.RemoteProtocolError("cut"), errors.OutcomeUnknown),
        (httpx.DecodingError("gzip"), errors.OutcomeUnknown),
        ((200, {"stream": Cut()}), errors.OutcomeUnknown),
        (page(502), errors.OutcomeUnknown),
        (page(504), errors.OutcomeUnknown),
        (refused(504, 4), errors.OutcomeUnknown),
        (refused(499, 1), errors.OutcomeUnknown),
        (refused(500, 13), errors.Internal),
        (AWAY, errors.OutcomeUnknown),
        (page(503), errors.OutcomeUnknown),
        (page(500), errors.OutcomeUnknown),
        (page(520), errors.OutcomeUnknown),
        ((500, {"json": {"error": "oops"}}), errors.OutcomeUnknown),
        (page(403), errors.NotTheAPI),
        (page(501), errors.NotTheAPI),
        (refused(409, 6), errors.AlreadyExists),
    ],
)
def test_a_write_is_sent_once_and_never_said_to_have_failed_when_it_may_have_been_done(
    answer: Answer, error: type[Exception], call: Call
) -> None:
    found, sent = failing(answer, call)
    assert type(found) is error
    assert sent == 1


@pytest.mark.parametrize("call", WRITES, ids=lambda call: call.method)
def test_a_write_is_tried_again_where_the_limit_kept_it_from_being_done(call: Call) -> None:
    script = Script(LIMITED, LIMITED, ok({"done": True}))
    assert run(script.client().send(call)).json == {"done": True}
    assert len(script.requests) == 3


@pytest.mark.parametrize("call", WRITES, ids=lambda call: call.method)
def test_a_write_is_given_up_after_five_limits(call: Call) -> None:
    error, sent = failing(LIMITED, call)
    assert isinstance(error, errors.ResourceExhausted)
    assert sent == 5


def test_a_write_that_gets_lost_after_a_limit_is_not_sent_a_third_time() -> None:
    script = Script(LIMITED, httpx.ReadTimeout("late"), ok())
    with pytest.raises(errors.OutcomeUnknown, match="late"):
        run(script.client().send(WRITES[0]))
    assert len(script.requests) == 2


def test_the_last_error_is_the_one_that_is_told() -> None:
    script = Script(httpx.ConnectError("refused"), AWAY, refused(403, 7))
    with pytest.raises(errors.PermissionDenied):
        run(script.client().send(READ))


@pytest.mark.parametrize(("asked", "least"), [("0", 1.0), ("1", 1.0), ("4", 4.0), ("soon", 1.0)])
def test_a_wait_is_what_the_server_asks_a_second_at_least_and_a_little_more(asked: str, least: float) -> None:
    waits: list[Wait] = []
    script = Script(refused(429, 8, "rate_limit_exceeded", x_rate_limit_retry=asked), ok())
    _, took = clocked(script.client(on_wait=waits.append).send(READ))
    (wait,) = waits
    assert least <= wait.seconds <= least + 0.5
    assert took == pytest.approx(wait.seconds)


def test_waits_differ_so_that_clients_do_not_come_back_together() -> None:
    waits: list[Wait] = []
    with pytest.raises(errors.Unavailable):
        run(Script(AWAY).client(on_wait=waits.append).send(READ))
    assert len({wait.seconds for wait in waits}) == len(waits)


def test_each_wait_is_told_before_it_begins() -> None:
    waits: list[Wait] = []
    with pytest.raises(errors.Unavailable):
        run(Script(AWAY).client(on_wait=waits.append).send(READ))
    assert [wait.attempt for wait in waits] == [2, 3, 4, 5]
    assert all(isinstance(wait.error, errors.Unavailable) for wait in waits)


def test_no_wait_is_told_where_nothing_is_tried_again() -> None:
    waits: list[Wait] = []
    with pytest.raises(errors.NotFound):
        run(Script(refused(404, 5)).client(on_wait=waits.append).send(READ))
    assert waits == []


@pytest.mark.parametrize(("asked", "tries"), [("3600", 1), (str(10**17), 1), ("20", 2), ("12", 3)])
def test_a_wait_that_would_try_the_patience_is_not_begun(asked: str, tries: int) -> None:
    waits: list[Wait] = []
    script = Script(refused(429, 8, "rate_limit_exceeded", x_rate_limit_retry=asked))
    with pytest.raises(errors.ResourceExhausted):
        run(script.client(on_wait=waits.append).send(READ))
    assert len(script.requests) == tries
    assert len(waits) == tries - 1
    assert sum(wait.seconds for wait in waits) <= RETRY_FOR


def test_a_wait_can_be_cancelled() -> None:
    script = Script(AWAY)

    async def main() -> tuple[bool, float]:
        loop = asyncio.get_running_loop()

        def cancel_soon(_: Wait) -> None:
            loop.call_later(0.25, task.cancel)

        tts = script.client(on_wait=cancel_soon)
        task = asyncio.create_task(tts.send(READ))
        await asyncio.wait([task])
        return task.cancelled(), loop.time()

    assert run(main()) == (True, 0.25)
    assert len(script.requests) == 1
