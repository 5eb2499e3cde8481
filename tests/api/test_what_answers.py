"""What answers in the server's place: another port, a proxy, another API, or something that never ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.api.seam import Answer, Script, clocked, failing, ok, page, refused, run
from tests.peers import GO_TLS, GRPC, NGINX_TLS, TLS_ALERT, peer
from tts_tui.api import body, errors
from tts_tui.api.calls import Call
from tts_tui.api.client import Client
from tts_tui.api.http import TOTAL_TIMEOUT
from tts_tui.api.secret import SecretStr
from tts_tui.services.error_text import explain

READ = Call("GET", "/applications")
WRITE = Call("DELETE", "/applications/a")
TOKEN = SecretStr("NNSXS.KEYID.TOPSECRET")
GOES_ELSEWHERE = {"location": "https://elsewhere.example"}


def json_of(status: int, data: Any) -> Answer:
    return status, {"json": data}


# The wrong port


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize(
    ("says", "words"),
    [
        (GO_TLS, "HTTP 400, no content type: Client sent an HTTP request to an HTTPS server."),
        (NGINX_TLS, "HTTP 400, text/html: 400 The plain HTTP request was sent to HTTPS port"),
        (TLS_ALERT, "this port does not speak HTTP; it may be for TLS (https://) or gRPC"),
        (GRPC, "this port does not speak HTTP; it may be for TLS (https://) or gRPC"),
    ],
    ids=["go", "nginx", "tls", "grpc"],
)
async def test_plain_http_on_a_port_of_tls_or_grpc_is_told_in_the_peers_own_words(
    says: bytes, words: str, *, reset: bool
) -> None:
    async with peer(says, reset=reset) as wrong, Client(wrong.url, TOKEN) as tts:
        with pytest.raises(errors.NotTheAPI) as caught:
            await tts.send(READ)
        assert wrong.connections == 1
    told = explain(caught.value, "sign in")
    assert told.why == words
    assert told.what == "Could not sign in. This is not a The Things Stack server."
    assert "scheme, host and port" in told.advice


async def test_tls_on_a_port_of_plain_http_says_so() -> None:
    async with peer(b"HTTP/1.1 400 Bad Request\r\n\r\n") as wrong:
        url = wrong.url.replace("http:", "https:")
        async with Client(url, TOKEN) as tts:
            with pytest.raises(errors.Unreachable, match=r"TLS failed to start \(wrong version.*speak plain http"):
                await tts._send_once(READ, bytes)


async def test_nobody_there_is_told_in_the_words_of_the_system() -> None:
    async with peer(b"") as gone:
        url = gone.url
    async with Client(url, TOKEN) as tts:
        with pytest.raises(errors.Unreachable, match="Connection refused"):
            await tts._send_once(READ, bytes)


@pytest.mark.parametrize("reads", [0, 1], ids=["before", "after"])
async def test_a_connection_that_is_reset_leaves_the_outcome_of_a_write_open_and_is_not_sent_again(reads: int) -> None:
    async with peer(b"", reads=reads, reset=True) as broken, Client(broken.url, TOKEN) as tts:
        with pytest.raises(errors.OutcomeUnknown) as caught:
            await tts.send(WRITE)
        assert broken.connections == 1
    assert str(caught.value) in ("Connection reset by peer", "Broken pipe")


# A proxy in the server's place


@pytest.mark.parametrize("status", [502, 503, 504])
def test_the_page_of_a_proxy_while_the_server_restarts_is_no_wrong_address(status: int) -> None:
    error, sent = failing((status, {"html": f"<html><head><title>{status} Bad Gateway</title></head></html>"}), READ)
    told = explain(error)
    assert (type(error), sent) == (errors.Unavailable, 5)
    assert told.why == f"HTTP {status}, text/html; charset=utf-8: {status} Bad Gateway"
    assert told.advice == "The server is busy or down. Try again later."


def test_a_read_goes_on_where_the_server_is_back() -> None:
    script = Script(page(502), page(503), page(504), ok({"applications": []}))
    assert run(script.client().send(READ)).json == {"applications": []}


@pytest.mark.parametrize("status", [502, 503, 504])
def test_what_the_server_says_itself_of_a_write_that_is_open_is_kept(status: int) -> None:
    error, _ = failing(refused(status, 14, "database_down"), WRITE)
    assert isinstance(error, errors.OutcomeUnknown)
    told = explain(error, "delete it")
    assert f"(HTTP {status}: some words)" in told.why
    assert told.reference == "pkg/identityserver:database_down"


class Asks:
    """A bearer that would have another token."""

    asked = 0

    async def token(self) -> SecretStr:
        return TOKEN

    async def renewed(self, *_: object) -> SecretStr:
        self.asked += 1
        return SecretStr("NNSXS.OTHER.TOPSECRET")


@pytest.mark.parametrize(
    "answer", [page(401), json_of(401, {"error": "no"}), (401, {"content": b""})], ids=["page", "json", "empty"]
)
async def test_a_401_of_a_proxy_says_nothing_of_the_token(answer: Answer) -> None:
    script, bearer = Script(answer), Asks()
    async with Client("http://127.0.0.1:1885", bearer, transport=httpx.MockTransport(script)) as tts:
        with pytest.raises(errors.NotTheAPI, match="HTTP 401"):
            await tts.send(WRITE)
    assert (bearer.asked, len(script.requests)) == (0, 1)


# Another API


@pytest.mark.parametrize(
    "said",
    [
        {"detail": "Not Found"},
        {"error": "Not Found"},
        {"error": {"code": 404, "message": "Not Found"}},
        {"code": 404, "message": "Not Found"},
        {"code": "not_found", "message": "Not Found"},
        {"code": 5, "message": "Not Found", "details": []},
        [],
    ],
    ids=str,
)
async def test_a_404_of_another_api_at_sign_in_is_not_something_that_was_deleted(said: Any) -> None:
    with pytest.raises(errors.NotTheAPI, match="HTTP 404") as caught:
        await Script(json_of(404, said)).client().auth.info()
    assert "deleted" not in explain(caught.value, "sign in").text


@pytest.mark.parametrize("said", [{"status": "ok"}, {"message": "welcome", "version": 3}], ids=str)
async def test_an_answer_of_another_api_is_no_missing_token(said: Any) -> None:
    with pytest.raises(errors.NotTheAPI):
        await Script(ok(said)).client().auth.info()


@pytest.mark.parametrize("said", [{"detail": "Not Found"}, {"code": 404, "message": "x"}], ids=str)
async def test_a_404_of_another_api_does_not_tell_that_an_application_is_gone(said: Any) -> None:
    with pytest.raises(errors.NotTheAPI):
        await Script(json_of(404, said)).client().applications.exists("a")


async def test_what_only_echoes_does_not_bring_a_token_into_the_words() -> None:
    echo = json_of(404, {"headers": {"Authorization": "Bearer NNSXS.KEYID.TOPSECRET"}})
    with pytest.raises(errors.NotTheAPI) as caught:
        await Script(echo).client().send(READ)
    assert str(caught.value) == "HTTP 404, application/json"


async def test_of_a_long_answer_the_beginning_is_told() -> None:
    with pytest.raises(errors.NotTheAPI) as caught:
        await Script((404, {"text": "no\n such " * 1000})).client().send(READ)
    assert len(str(caught.value)) < 300
    assert str(caught.value).endswith("…")


# What never ends


class Endless(httpx.AsyncByteStream):
    """A body of zeros: a byte a second, or a megabyte at once."""

    def __init__(self, size: int, seconds: float) -> None:
        self.size, self.seconds, self.closed = size, seconds, False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(self.seconds)
            yield b"0" * self.size

    async def aclose(self) -> None:
        self.closed = True


@pytest.mark.parametrize(("call", "kind"), [(READ, errors.NotTheAPI), (WRITE, errors.OutcomeUnknown)], ids=["r", "w"])
def test_an_answer_that_is_too_long_is_given_up(monkeypatch, call: Call, kind: type[errors.TTSError]) -> None:
    monkeypatch.setattr(body, "MAX_BYTES", 10_000)
    stream = Endless(1000, 0.0)
    error, sent = failing((200, {"stream": stream}), call)
    assert (type(error), sent, stream.closed) == (kind, 1, True)
    assert "longer than any" in str(error)


@pytest.mark.parametrize(("call", "kind"), [(READ, errors.AnswerLost), (WRITE, errors.OutcomeUnknown)], ids=["r", "w"])
def test_an_answer_that_trickles_is_given_up(call: Call, kind: type[errors.TTSError]) -> None:
    async def main() -> bool:
        stream = Endless(1, 1.0)
        with pytest.raises(kind, match="did not end within 90 s"):
            await Script((200, {"stream": stream})).client()._send_once(call, bytes)
        return stream.closed

    closed, took = clocked(main())
    assert closed
    assert took == pytest.approx(TOTAL_TIMEOUT)


# A client that was closed


async def test_a_client_that_was_closed_sends_nothing_and_says_so() -> None:
    script = Script(ok())
    tts = script.client()
    await tts.close()
    with pytest.raises(errors.Closed) as caught:
        await tts.send(READ)
    assert script.requests == []
    assert "Nothing was changed" in explain(caught.value).advice


@pytest.mark.parametrize(("call", "kind"), [(READ, errors.Closed), (WRITE, errors.OutcomeUnknown)], ids=["r", "w"])
async def test_what_is_under_way_when_the_client_is_closed_ends_as_one_of_the_errors(
    call: Call, kind: type[errors.TTSError]
) -> None:
    async with peer(b"", stays=True) as slow:
        tts = Client(slow.url, TOKEN)
        asking = asyncio.create_task(tts.send(call))
        while not slow.got:
            await asyncio.sleep(0)
        await tts.close()
        with pytest.raises(kind):
            await asking
