"""The doctor on servers that aren't well."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from tests.doctor.conftest import NOW
from tests.doctor.seam import HTML, answering, asked, of, one, report
from tts_tui.sandbox.faults import Fault


@pytest.mark.parametrize(
    ("answer", "level", "says"),
    [
        (HTML, "broken", "is not a The Things Stack server"),
        (httpx.Response(302, headers={"location": "https://portal.example"}), "broken", "portal.example"),
        (httpx.Response(200, json={"a": 1}), "warn", "not like The Things Stack"),
        (httpx.Response(401, json={"code": 16, "message": "x"}), "broken", "Could not ask"),
        (
            httpx.Response(403, json={"code": 7, "message": "x"}, headers={"x-warning": "suspended"}),
            "broken",
            "warns: suspended",
        ),
        (httpx.Response(429, json={"code": 8}, headers={"x-rate-limit-retry": "7"}), "warn", "Could not ask"),
        (httpx.Response(502, text="Bad Gateway"), "broken", "HTTP 502, text/plain; charset=utf-8: Bad Gateway"),
        (httpx.Response(404, json={"detail": "Not Found"}), "broken", "is not a The Things Stack server"),
        (httpx.ConnectError("refused"), "broken", "can't be reached"),
        (httpx.ReadError("cut"), "broken", "did not arrive"),
    ],
)
async def test_what_is_wrong_with_an_answer_is_said(answer, level: str, says: str) -> None:
    assert one((await report(asked(), answering(answer)))["Server"], says).level == level


async def test_a_server_that_limits_says_for_how_long() -> None:
    limited = answering(httpx.Response(429, json={"code": 8}, headers={"x-rate-limit-retry": "7"}))
    assert "in 7 s" in one((await report(asked(), limited))["Server"], "Could not ask").advice


async def test_a_server_that_hangs_is_given_up(sandbox) -> None:
    sandbox.faults.add(Fault(latency=600, times=None))
    assert one((await report(asked(), sandbox, patience=0.02))["Server"], "no answer within 0.02 s").level == "broken"


async def test_a_server_that_is_slow_is_said(sandbox, monkeypatch) -> None:
    monkeypatch.setattr("tts_tui.doctor.server._SLOW", -1.0)
    assert one((await report(asked(), sandbox))["Server"], "answers slowly").level == "note"


@pytest.mark.parametrize(
    ("ahead", "level", "says"),
    [
        (0, "ok", "agrees"),
        (5, "ok", "agrees"),
        (-5, "ok", "agrees"),
        (20, "note", "19 s ahead of"),
        (-20, "note", "20 s behind"),
        (120, "warn", "119 s ahead of"),
    ],
)
async def test_a_clock_that_is_wrong_is_said(sandbox, ahead: int, level: str, says: str) -> None:
    sections = await report(asked(), sandbox, now=lambda: NOW + timedelta(seconds=ahead))
    finding = one(sections["Server"], "This machine's clock")
    assert finding.level == level
    assert says in finding.what


@pytest.mark.parametrize("date", [None, "yesterday", format_datetime(NOW.replace(tzinfo=None))])
async def test_a_server_that_does_not_tell_the_time_is_not_blamed(date: str | None) -> None:
    transport = answering(httpx.Response(200, json={}, headers={"date": date} if date else {}))
    assert not [each for each in (await report(asked(), transport))["Server"] if "clock" in each.what]


@pytest.mark.parametrize("status", [200, 404, 500, 502, 503])
async def test_with_a_server_that_does_not_answer_the_token_stays_here(status: int) -> None:
    asked_for = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked_for.append(request)
        return httpx.Response(status, text="<html>")

    sections = await report(asked(given=of("NNSXS.A.B")), httpx.MockTransport(answer))
    assert one(sections["Token"], "owner is unknown").level == "note"
    assert not any("authorization" in each.headers for each in asked_for)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (httpx.Response(200, json={}), "The server saw no token"),
        (httpx.Response(200, json={"api_key": 1}), "not an answer of auth_info"),
        (httpx.Response(200, json={"api_key": {"entity_ids": {}}}), "not an answer of auth_info"),
        (httpx.Response(401, json={"code": 16, "message": "x"}), "Could not sign in"),
        (httpx.Response(400, json={"code": 3, "message": "x", "details": [{"name": "token"}]}), "Not a valid API key"),
    ],
)
async def test_what_is_wrong_with_a_token_is_said(answer: httpx.Response, says: str) -> None:
    sections = await report(asked(given=of("NNSXS.A.B")), answering(httpx.Response(200, json={}), answer))
    assert one(sections["Token"], says).level == "broken"
