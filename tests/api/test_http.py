"""One request: what becomes of its answer, and over which connection it goes."""

from __future__ import annotations

import pytest
import truststore

from tests.api.seam import HTML, Script, failing, ok, page, refused, started
from tts_tui.api import errors
from tts_tui.api.calls import Call
from tts_tui.api.http import http_client, trusting

READ = Call("GET", "/applications")
WRITES = [Call(method, "/applications", body={}) for method in ("POST", "PUT", "DELETE")]

# What comes back


@pytest.mark.parametrize(
    ("sent", "total"),
    [("25", 25), ("0", 0), (None, None), ("", None), ("-1", None), ("many", None), ("1.5", None), ("9" * 5000, None)],
    ids=started,
)
async def test_the_total_is_a_number_or_unknown(sent: str | None, total: int | None) -> None:
    headers = {} if sent is None else {"x_total_count": sent}
    assert (await Script(ok(**headers)).client().send(READ)).total == total


async def test_an_empty_success_is_an_empty_object() -> None:
    assert (await Script((200, {"content": b""})).client().send(READ)).json == {}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("call", [READ, WRITES[0]], ids=lambda call: call.method)
@pytest.mark.parametrize("content", [HTML, b"", b"{}"], ids=started)
async def test_a_redirect_is_not_followed(status: int, call: Call, content: bytes) -> None:
    headers = {"location": "https://elsewhere.example.com/login"}
    script = Script((status, {"content": content, "headers": headers}))
    with pytest.raises(errors.NotTheAPI, match=f"{status}.*https://elsewhere.example.com/login"):
        await script.client().send(call)
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 501])
async def test_a_page_of_a_proxy_is_not_the_api(status: int) -> None:
    with pytest.raises(errors.NotTheAPI, match=f"HTTP {status}, text/html"):
        await Script(page(status)).client().send(READ)


@pytest.mark.parametrize(
    "content", [HTML, b"[]", b"null", b"1", b'"x"', b"{", b"\xff\xfe\xff", b"[" * 100_000, b"{} {}"], ids=started
)
async def test_a_success_that_is_no_object_is_not_the_api(content: bytes) -> None:
    with pytest.raises(errors.NotTheAPI):
        await Script((200, {"content": content})).client().send(READ)


@pytest.mark.parametrize("content", [HTML, b"[]", b"null", b'{"id": "X', b"[" * 100_000], ids=started)
@pytest.mark.parametrize("call", WRITES, ids=lambda call: call.method)
async def test_a_write_that_was_accepted_with_an_unreadable_answer_may_have_been_done(
    content: bytes, call: Call
) -> None:
    script = Script((200, {"content": content}))
    with pytest.raises(errors.OutcomeUnknown):
        await script.client().send(call)
    assert len(script.requests) == 1


async def test_half_a_character_from_the_server_can_be_shown_and_sent_back() -> None:
    raw = rb'{"name": "x\ud83d", "emoji": "\ud83d\ude00", "raw": "' + "é".encode() + rb'"}'
    answer = await Script((200, {"content": raw})).client().send(READ)
    assert answer.json == {"name": "x?", "emoji": "😀", "raw": "é"}


async def test_the_warning_of_a_refusal_is_kept() -> None:
    script = Script(refused(403, 7, "no_user_rights", x_warning="user is suspended"))
    with pytest.raises(errors.PermissionDenied) as caught:
        await script.client().send(READ)
    assert caught.value.warning == "user is suspended"


@pytest.mark.parametrize(
    ("sent", "read"), [("7", 7), ("0", 0), ("soon", None), ("-3", None), ("9" * 5000, None)], ids=started
)
def test_the_seconds_that_a_refusal_asks_for_are_kept(sent: str, read: int | None) -> None:
    error, _ = failing(refused(403, 7, x_rate_limit_retry=sent), READ)
    assert isinstance(error, errors.ServerError)
    assert error.retry_after == read


@pytest.mark.parametrize("call", [READ, *WRITES], ids=lambda call: call.method)
def test_a_script_that_ran_too_long_leaves_nothing_open_and_is_not_run_again(call: Call) -> None:
    error, sent = failing(refused(504, 4, "script_timeout", namespace="pkg/scripting/javascript"), call)
    assert (type(error), sent) == (errors.DeadlineExceeded, 1)


@pytest.mark.parametrize("call", [READ, *WRITES], ids=lambda call: call.method)
def test_a_script_that_throws_is_told_as_that_and_not_run_again(call: Call) -> None:
    error, sent = failing(refused(409, 10, "script", namespace="pkg/scripting/javascript"), call)
    assert (type(error), sent) == (errors.Aborted, 1)


def test_a_server_that_broke_in_the_middle_of_a_write_may_have_done_it() -> None:
    answer = refused(500, 13, "rpc_recovered", namespace="pkg/rpcserver")
    assert type(failing(answer, READ)[0]) is errors.Internal
    for call in WRITES:
        assert type(failing(answer, call)[0]) is errors.OutcomeUnknown


def test_406_without_a_word_is_the_webhook_that_is_paused_and_with_words_somebody_elses() -> None:
    assert type(failing((406, {"content": b""}), WRITES[0])[0]) is errors.FailedPrecondition
    assert type(failing(page(406), WRITES[0])[0]) is errors.NotTheAPI


# The connection


def test_tls_trusts_the_operating_system() -> None:
    assert isinstance(trusting(None), truststore.SSLContext)


async def test_a_connection_is_kept_while_somebody_looks_at_a_screen() -> None:
    async with http_client("http://127.0.0.1") as http:
        assert http._transport._pool._keepalive_expiry == 30  # type: ignore[attr-defined]
