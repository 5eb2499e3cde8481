"""A client whose token may be another one for the next request: when it asks for it, and what that costs."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.seam import BASE, Answer, Script, body_of, ok, refused, run
from tts_tui.api import errors
from tts_tui.api.call_sender import Wait
from tts_tui.api.calls import Call
from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr

READ = Call("GET", "/applications")
WRITE = Call("POST", "/users/me/applications", body={"application": {"ids": {"application_id": "a"}}})
BOTH = pytest.mark.parametrize("call", [READ, WRITE], ids=["read", "write"])
OLD, NEW = "NNSXS.OLD.TOPSECRET", "NNSXS.NEW.TOPSECRET"
EXPIRED = refused(401, 16, "token_expired")


class Given:
    """A bearer that gives OLD, and then what it is told to."""

    def __init__(self, then: str | None = None) -> None:
        self.now = OLD
        self.then = then
        self.error: errors.TTSError | None = None
        self.refusals: list[tuple[str, errors.ServerError]] = []

    async def token(self) -> SecretStr:
        if self.error is not None:
            raise self.error
        return SecretStr(self.now)

    async def renewed(self, refused: SecretStr, why: errors.ServerError) -> SecretStr | None:
        self.refusals.append((refused.get_secret_value(), why))
        if self.then is None:
            return None
        self.now = self.then
        return SecretStr(self.now)


def client(script: Script, bearer: Given, **more: Any) -> Client:
    def answer(request: httpx.Request) -> httpx.Response:
        # What was sent: the request itself gets the other token when it is sent again.
        return script(httpx.Request(request.method, request.url, headers=request.headers, content=request.content))

    return Client(BASE, bearer, transport=httpx.MockTransport(answer), **more)


def sent_with(script: Script) -> list[str]:
    return [each.headers["authorization"].removeprefix("Bearer ") for each in script.requests]


@BOTH
async def test_a_call_that_was_refused_for_its_token_is_sent_once_more_and_whole_with_another(call: Call) -> None:
    script, bearer = Script(EXPIRED, ok({"ids": {}})), Given(then=NEW)
    assert (await client(script, bearer).send(call)).json == {"ids": {}}
    assert sent_with(script) == [OLD, NEW]
    first, second = script.requests
    assert (first.method, first.url, body_of(first)) == (second.method, second.url, body_of(second))
    assert body_of(second) == call.body


@BOTH
async def test_a_token_that_is_refused_like_the_one_before_ends_the_call(call: Call) -> None:
    script, bearer = Script(EXPIRED), Given(then=NEW)
    with pytest.raises(errors.Unauthenticated):
        await client(script, bearer).send(call)
    assert sent_with(script) == [OLD, NEW]


@BOTH
async def test_where_there_is_no_other_token_the_call_ends_with_what_the_server_said(call: Call) -> None:
    script, bearer = Script(EXPIRED), Given()
    with pytest.raises(errors.Unauthenticated) as caught:
        await client(script, bearer).send(call)
    assert caught.value.is_a("token_expired")
    ((token, why),) = bearer.refusals
    assert token == OLD
    assert isinstance(why, errors.Unauthenticated)
    assert why.is_a("token_expired")
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 407])
async def test_only_401_is_about_the_token(status: int) -> None:
    script, bearer = Script(refused(status, 3)), Given(then=NEW)
    with pytest.raises(errors.ServerError):
        await client(script, bearer).send(READ)
    assert not bearer.refusals


@BOTH
@pytest.mark.parametrize(
    "error", [errors.NotRenewed("busy"), errors.BadTrust("ca.pem", "none")], ids=lambda error: type(error).__name__
)
async def test_where_the_token_can_not_be_had_nothing_is_sent(call: Call, error: errors.TTSError) -> None:
    script, bearer = Script(ok()), Given()
    bearer.error = error
    with pytest.raises(type(error)):
        await client(script, bearer).send(call)
    assert not script.requests


def test_a_write_whose_token_could_not_be_renewed_was_not_sent_and_is_not_tried_again() -> None:
    script, bearer = Script(ok()), Given()
    bearer.error = errors.Unreachable("refused")
    waits: list[Wait] = []
    with pytest.raises(errors.Unreachable):
        run(client(script, bearer, on_wait=waits.append).send(WRITE))
    assert not script.requests
    assert not waits


def test_a_read_whose_token_could_not_be_renewed_is_tried_again() -> None:
    script, bearer = Script(ok()), Given()
    bearer.error = errors.Unreachable("refused")

    def heal(wait: Wait) -> None:
        bearer.error = None

    run(client(script, bearer, on_wait=heal).send(READ))
    assert len(script.requests) == 1


async def test_a_token_with_what_no_token_has_is_not_sent_and_not_told() -> None:
    script, bearer = Script(ok()), Given()
    bearer.now = "TOPSECRET\r\nX-Evil: 1"
    with pytest.raises(errors.NoCredential) as caught:
        await client(script, bearer).send(READ)
    assert "TOPSECRET" not in str(caught.value)
    assert not script.requests


async def test_calls_at_once_each_carry_the_token_of_their_moment() -> None:
    script, bearer = Script(ok()), Given()
    tts = client(script, bearer)
    await tts.send(READ)
    bearer.now = NEW
    await asyncio.gather(*(tts.send(READ) for _ in range(3)))
    assert sent_with(script) == [OLD, NEW, NEW, NEW]


# The server's warnings


def warned(words: str) -> Answer:
    return ok({}, x_warning=words)


async def test_a_warning_of_the_server_is_told_once() -> None:
    heard: list[str] = []
    script = Script(warned("going down"), warned("going down"), ok(), warned("other"), warned("going down"))
    tts = client(script, Given(), on_warning=heard.append)
    answers = [await tts.send(READ) for _ in range(5)]
    assert heard == ["going down", "other"]
    assert [each.warning for each in answers] == ["going down", "going down", "", "other", "going down"]


async def test_a_warning_that_nobody_listens_to_does_no_harm() -> None:
    assert (await client(Script(warned("going down")), Given()).send(READ)).warning == "going down"


async def test_a_refusals_warning_is_the_errors() -> None:
    heard: list[str] = []
    script = Script(refused(403, 7, "no_application_rights", x_warning="suspended"))
    with pytest.raises(errors.PermissionDenied) as caught:
        await client(script, Given(), on_warning=heard.append).send(READ)
    assert caught.value.warning == "suspended"
    assert heard == []
