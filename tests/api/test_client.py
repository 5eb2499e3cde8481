"""The client alone: what it sends, what it makes of answers, when it tries again, and what it never tells."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.api.seam import (
    BASE,
    SECRET,
    Answer,
    Script,
    body_of,
    clocked,
    failing,
    ok,
    page,
    refused,
    run,
)
from tts_tui import __version__
from tts_tui.api import errors
from tts_tui.api.call_sender import ATTEMPTS, RETRY_FOR, Wait
from tts_tui.api.calls import Call, page_query, path
from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.api.through_proxy import ThroughProxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

READ = Call("GET", "/applications")
WRITES = [
    Call("POST", "/applications", body={}),
    Call("PUT", "/applications", body={}),
    Call("DELETE", "/applications"),
]
LIMITED = refused(429, 8, "rate_limit_exceeded", x_rate_limit_retry="0")
AWAY = refused(503, 14, "database_unavailable")


class Cut(httpx.AsyncByteStream):
    """A body that breaks off."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"id": "X'
        raise httpx.ReadError("connection reset")


def told(error: BaseException) -> str:
    """The traceback with all that caused it, and with the locals of every function but the test's own."""
    assert error.__traceback__ is not None
    ours = error.with_traceback(error.__traceback__.tb_next)
    return "".join(traceback.TracebackException.from_exception(ours, capture_locals=True).format())


# What is sent


async def test_a_call_becomes_one_request_below_the_api_path() -> None:
    script = Script(ok())
    await script.client().send(Call("PUT", path("applications", "a"), {"field_mask": "name,description"}, {"x": 1}))
    assert script.only.method == "PUT"
    assert str(script.only.url) == f"{BASE}/api/v3/applications/a?field_mask=name%2Cdescription"
    assert body_of(script.only) == {"x": 1}


async def test_a_call_without_a_body_sends_none() -> None:
    script = Script(ok())
    await script.client().send(Call("POST", "/applications/a/restore"))
    assert script.only.content == b""
    assert "content-type" not in script.only.headers


async def test_every_request_says_who_asks_and_what_for() -> None:
    script = Script(ok())
    await script.client().send(READ)
    assert script.only.headers["authorization"] == f"Bearer {SECRET}"
    assert script.only.headers["user-agent"] == f"tts-tui/{__version__}"
    assert script.only.headers["accept"] == "application/json"


async def test_without_a_token_no_authorization_is_sent() -> None:
    script = Script(ok())
    await script.client(token=None).send(READ)
    assert "authorization" not in script.only.headers


async def test_a_slash_after_the_address_does_not_double() -> None:
    script = Script(ok())
    await Client(f"{BASE}/", transport=httpx.MockTransport(script)).send(READ)
    assert script.only.url.path == "/api/v3/applications"


@pytest.mark.parametrize(
    "hostile",
    ["../x", "a/b?c", "a?deleted=true", "a#b", "a%2Fb", "..%2f", "a b", "a;b", "ä", "x\r\ny", "...", "\\..\\"],
)
async def test_no_id_reaches_another_route(hostile: str) -> None:
    script = Script(ok())
    await script.client().send(Call("DELETE", path("applications", hostile, "api-keys")))
    sent = script.only.url.raw_path.decode()
    assert sent.startswith("/api/v3/applications/")
    assert sent.endswith("/api-keys")
    assert sent.count("/") == 5
    assert "?" not in sent
    assert script.only.url.query == b""


@pytest.mark.parametrize("part", ["", ".", ".."])
def test_a_part_that_stands_for_another_path_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="another path"):
        path("applications", part, "api-keys")


def test_a_list_always_says_its_limit_and_page_since_defaults_differ_by_version() -> None:
    assert page_query(2, 100, "-name") == {"order": "-name", "limit": "100", "page": "2"}


@pytest.mark.parametrize(("number", "limit"), [(1, 0), (1, 1001), (1, -1), (0, 10), (-1, 10)])
def test_a_page_that_the_server_refuses_is_not_asked_for(number: int, limit: int) -> None:
    with pytest.raises(ValueError, match=r"limit|pages"):
        page_query(number, limit, "name")


@pytest.mark.parametrize(
    ("call", "writes"), [(READ, False), *((each, True) for each in WRITES)], ids=lambda each: str(each)[:20]
)
def test_whatever_is_no_get_may_change_something(call: Call, *, writes: bool) -> None:
    assert call.writes is writes


# When it is sent again


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


# What it never tells


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        (200, {"stream": Cut()}),
        refused(401, 16, "api_key_not_found"),
        refused(500, 13),
        LIMITED,
        page(200),
        page(302, location="/login"),
        page(502),
    ],
)
@pytest.mark.parametrize("call", [READ, WRITES[0]], ids=lambda call: call.method)
def test_the_token_is_in_no_error_nor_in_the_locals_that_a_traceback_shows(answer: Answer, call: Call) -> None:
    error, _ = failing(answer, call)
    assert "self = <tts_tui.api.client.Client" in told(error)
    for each in (
        told(error),
        repr(error),
        str(error),
        repr(vars(error)),
        repr(error.__cause__),
        repr(error.__context__),
    ):
        assert "TOPSECRET" not in each


def test_the_token_is_not_in_what_the_client_shows_of_itself() -> None:
    client = Script(ok()).client()
    for each in (
        repr(client),
        str(client),
        repr(vars(client)),
        repr(vars(client._http)),
        repr(vars(client._token_source)),
    ):
        assert "TOPSECRET" not in each


@pytest.mark.parametrize(
    "token", [f"{SECRET}\n", f"{SECRET} x", f" {SECRET}", f"{SECRET}\r\nX: y", f"{SECRET}é", "", "\x1b"]
)
async def test_a_token_that_no_header_can_hold_is_not_sent_and_not_quoted(token: str) -> None:
    script = Script(ok())
    with pytest.raises(errors.NoCredential) as caught:
        await script.client(token=token).send(READ)
    assert script.requests == []
    assert "TOPSECRET" not in told(caught.value)


@pytest.mark.parametrize(
    "content", [b'{"id": "K", "key": "NNSXS.TOPSECRET", "rig', b'{"id": 7, "key": "NNSXS.TOPSECRET"}']
)
async def test_a_new_keys_secret_is_not_in_the_error_about_an_answer_that_could_not_be_read(content: bytes) -> None:
    keys = Script((200, {"content": content})).client().api_keys
    with pytest.raises(errors.OutcomeUnknown) as caught:
        await keys.create("a", name="k", rights={"RIGHT_APPLICATION_INFO"}, expires_at=None)
    assert "TOPSECRET" not in told(caught.value)


# Where it goes


@pytest.mark.parametrize(
    ("url", "through"), [("http://10.0.0.1:1885", False), ("https://x.example.com", True), ("HTTPS://x", True)]
)
def test_a_proxy_of_the_environment_never_sees_a_token_over_plain_http(monkeypatch, url: str, *, through: bool) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    http = Client(url, SecretStr(SECRET))._http
    assert isinstance(http._transport_for_url(httpx.URL(url)), ThroughProxy) is through


async def test_closing_closes_the_connections() -> None:
    async with Script(ok()).client() as client:
        await client.send(READ)
    assert client._http.is_closed


def _in_a_fresh_interpreter(program: str) -> Any:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60, cwd=root
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_the_adapter_imports_nothing_that_it_can_do_without() -> None:
    found = _in_a_fresh_interpreter(
        """
import json, sys
from tts_tui.api.client import Client
client = Client("http://127.0.0.1:1885")
for name in ("applications", "api_keys", "auth", "collaborators", "devices", "link", "organizations"):
    getattr(client, name)
plain = {name for name, module in sys.modules.items() if module is not None}
Client("https://thethings.example.com")
blocked = [name for name, module in sys.modules.items() if module is None]
print(json.dumps([sorted(plain), "truststore" in sys.modules, blocked]))
"""
    )
    modules, truststore_for_https, blocked = set(found[0]), found[1], found[2]
    assert blocked == []  # whoever uses the adapter alone imports what they like
    unwanted = {"textual", "keyring", "stamina", "tenacity", "truststore"}
    assert modules & unwanted == set()
    assert {name for name in modules if name.startswith("tts_tui.") and not name.startswith("tts_tui.api")} == set()
    assert truststore_for_https


def test_a_wait_leaves_no_trace_on_the_terminal_of_who_has_no_logging() -> None:
    found = _in_a_fresh_interpreter(
        """
import asyncio
from tests.api.seam import Script, ok, refused, run
from tts_tui.api.calls import Call
script = Script(refused(503, 14), ok())
run(script.client().send(Call("GET", "/x")))
print(len(script.requests))
"""
    )
    assert found == 2
