"""Login with OAuth: what is opened, what is pasted, what is exchanged, and what is never told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx
import pytest
import truststore
from pydantic import ValidationError

from tests.api.recordings import Exchange, recorded
from tests.api.seam import Answer, Script, ok, page, refused, shown_with_locals
from tts_tui import __version__
from tts_tui.api import errors, oauth
from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Fault, Sandbox, running

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

OAUTH = "http://127.0.0.1:1885/oauth"
CODE = "MF2XI.CODEID.TOPSECRET"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
GRANTED = {
    "access_token": "MFRWG.TOKENID.TOPSECRET",
    "expires_in": 3600,
    "refresh_token": "OJSWM.TOKENID.TOPSECRET",
    "token_type": "bearer",
}


async def exchange(transport: Callable[[httpx.Request], httpx.Response], **more: Any) -> oauth.Tokens:
    mock = httpx.MockTransport(transport)
    return await oauth.exchange(OAUTH, SecretStr(CODE), transport=mock, clock=lambda: NOW, **more)


async def refresh(transport: Callable[[httpx.Request], httpx.Response]) -> oauth.Tokens:
    mock = httpx.MockTransport(transport)
    token = SecretStr("OJSWM.TOKENID.TOPSECRET")
    return await oauth.refresh(OAUTH, token, transport=mock, clock=lambda: NOW)


BOTH = pytest.mark.parametrize("ask", [exchange, refresh])


# What is sent


def recorded_form(exchange: Exchange) -> bytes:
    assert (exchange.method, exchange.path, exchange.query) == ("POST", "/oauth/token", {})
    return str(exchange.sent).encode()


async def asked_as_recorded(exchange: Exchange) -> tuple[oauth.Tokens, httpx.Request]:
    """What the adapter makes of the recorded answer, asking with what was recorded as asked with."""
    fields = dict(parse_qsl(exchange.sent))
    requests = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return exchange.handler(request)

    transport = httpx.MockTransport(handler)
    if "code" in fields:
        found = oauth.exchange(OAUTH, SecretStr(fields["code"]), transport=transport, clock=lambda: NOW)
    else:
        found = oauth.refresh(OAUTH, SecretStr(fields["refresh_token"]), transport=transport, clock=lambda: NOW)
    return await found, requests[0]


@pytest.mark.parametrize("name", ["exchange code", "refresh"])
async def test_it_asks_as_was_asked_and_reads_what_was_answered(name: str) -> None:
    exchange = recorded("09_oauth", name)
    tokens, request = await asked_as_recorded(exchange)
    assert request.method == exchange.method
    assert request.url.path == exchange.path
    assert request.content == recorded_form(exchange)
    assert tokens.access_token.get_secret_value() == exchange.json["access_token"]
    assert tokens.refresh_token.get_secret_value() == exchange.json["refresh_token"]
    assert tokens.token_id == exchange.json["access_token"].split(".")[1]
    assert tokens.expires_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("exchange code again", "authorization_code_not_found"),
        ("exchange nonsense", "authorization_code_not_found"),
        ("refresh again with the old one", "access_token_not_found"),
    ],
)
async def test_what_is_used_or_unknown_is_not_found(name: str, error: str) -> None:
    with pytest.raises(errors.NotFound) as caught:
        await asked_as_recorded(recorded("09_oauth", name))
    assert caught.value.name == f"pkg/identityserver/store:{error}"


async def test_another_clients_missing_secret_is_an_invalid_argument() -> None:
    with pytest.raises(errors.InvalidArgument) as caught:
        await exchange(recorded("09_oauth", "a client other than cli needs a secret").handler)
    assert caught.value.is_a("missing_client_secret")


async def test_logging_out_asks_as_was_asked() -> None:
    exchange = recorded("09_oauth", "log out")
    call = oauth.revoke_call("testuser", exchange.path.rpartition("/")[2])
    assert (call.method, call.path, call.query, call.body) == ("DELETE", exchange.call.path, None, None)
    await oauth.revoke(exchange.client(), "testuser", "TOKENID")


@BOTH
async def test_every_request_says_who_asks_and_carries_no_authorization(ask: Callable[..., Awaitable[Any]]) -> None:
    script = Script(ok(GRANTED))
    await ask(script)
    assert str(script.only.url) == f"{OAUTH}/token"
    assert script.only.headers["user-agent"] == f"tts-tui/{__version__}"
    assert script.only.headers["accept"] == "application/json"
    assert script.only.headers["content-type"] == "application/x-www-form-urlencoded"
    assert script.only.headers["content-length"] == str(len(script.only.content))
    assert "transfer-encoding" not in script.only.headers
    assert "authorization" not in script.only.headers


async def test_a_code_is_exchanged_with_the_redirect_that_it_was_asked_for_with() -> None:
    script = Script(ok(GRANTED))
    await exchange(script, redirect="local-callback", port=4711)
    assert dict(parse_qsl(script.only.content.decode()))["redirect_uri"] == "local-callback?port=4711"


@pytest.mark.parametrize(("url", "trusted"), [("http://127.0.0.1/oauth", False), ("https://x.example.com/oauth", True)])
async def test_trust_is_as_for_every_other_call(url: str, monkeypatch: pytest.MonkeyPatch, *, trusted: bool) -> None:
    made: list[dict[str, Any]] = []

    class Watched(httpx.AsyncClient):
        def __init__(self, **options: Any) -> None:
            made.append(options)
            super().__init__(**options)

    monkeypatch.setattr(httpx, "AsyncClient", Watched)
    await oauth.exchange(url, SecretStr(CODE), transport=httpx.MockTransport(Script(ok(GRANTED))))
    assert isinstance(made[0]["verify"], truststore.SSLContext) is trusted


# What is answered


async def test_the_expiry_is_counted_from_before_the_request_and_by_the_clock() -> None:
    before = datetime.now(UTC)
    transport = httpx.MockTransport(Script(ok(GRANTED)))
    tokens = await oauth.exchange(OAUTH, SecretStr(CODE), transport=transport)
    assert before <= tokens.expires_at - timedelta(hours=1) <= datetime.now(UTC)


@BOTH
@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadTimeout("late"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
        refused(504, 4),
        page(502),
        page(200),
        (200, {"content": b'{"access_token": "MFRWG.TOKENID.TOPSECRET", "ref'}),
        ok(),
        ok({**GRANTED, "access_token": ""}),
        ok({**GRANTED, "refresh_token": None}),
        ok({**GRANTED, "expires_in": 0}),
        ok({**GRANTED, "expires_in": -1}),
        ok({**GRANTED, "expires_in": 2**31}),
        ok({**GRANTED, "expires_in": "soon"}),
        ok({key: value for key, value in GRANTED.items() if key != "expires_in"}),
    ],
    ids=lambda value: repr(value)[:40],
)
async def test_a_lost_answer_may_have_cost_what_was_given_and_is_not_asked_for_again(
    ask: Callable[..., Awaitable[Any]], answer: Answer
) -> None:
    script = Script(answer)
    with pytest.raises(errors.OutcomeUnknown):
        await ask(script)
    assert len(script.requests) == 1


@BOTH
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.ConnectError("refused"), errors.Unreachable),
        (refused(429, 8, "rate_limit_exceeded"), errors.ResourceExhausted),
        (refused(403, 7, "invalid_grant", namespace="pkg/oauth"), errors.PermissionDenied),
        (page(302, location="/login"), errors.NotTheAPI),
        (page(404), errors.NotTheAPI),
        (refused(500, 13), errors.Internal),
    ],
)
async def test_failures_are_those_of_every_other_call_and_nothing_is_sent_twice(
    ask: Callable[..., Awaitable[Any]], answer: Answer, error: type[Exception]
) -> None:
    script = Script(answer)
    with pytest.raises(error):
        await ask(script)
    assert len(script.requests) == 1


# What is never told


@BOTH
@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadTimeout("late"),
        httpx.ConnectError("refused"),
        refused(404, 5, "authorization_code_not_found"),
        page(200),
        page(302),
        (200, {"content": b'{"access_token": "MFRWG.TOKENID.TOPSECRET", "ref'}),
        ok({**GRANTED, "expires_in": "soon"}),
    ],
    ids=lambda value: repr(value)[:40],
)
async def test_no_secret_is_in_an_error_nor_in_the_locals_that_a_traceback_shows(
    ask: Callable[..., Awaitable[Any]], answer: Answer
) -> None:
    with pytest.raises(errors.TTSError) as caught:
        await ask(Script(answer))
    error = caught.value
    assert "oauth_url = " in shown_with_locals(error)
    for each in (shown_with_locals(error), repr(error), str(error), repr(vars(error)), repr(error.__cause__)):
        assert "TOPSECRET" not in each


async def test_tokens_show_no_secret_of_themselves() -> None:
    tokens = await exchange(Script(ok(GRANTED)))
    for each in (repr(tokens), str(tokens), tokens.model_dump_json(), f"{tokens.access_token}"):
        assert "TOPSECRET" not in each
    with pytest.raises(ValidationError) as caught:
        oauth.Tokens.model_validate({**GRANTED, "expires_at": "NNSXS.KEYID.TOPSECRET"})
    assert "TOPSECRET" not in str(caught.value)


async def test_nothing_is_logged_of_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(0):
        await exchange(Script(ok(GRANTED)))
    assert "/oauth/token" in caplog.text
    assert "TOPSECRET" not in caplog.text


@pytest.mark.parametrize(
    ("token", "found"), [("MFRWG.ID.S", "ID"), ("OJSWM.ID.S", "ID"), ("x", ""), ("", ""), ("a.b", ""), ("a.b.c.d", "")]
)
def test_the_id_of_a_token_is_its_middle(token: str, found: str) -> None:
    assert oauth.token_id(SecretStr(token)) == found


# From one end to the other


async def whole_login(base_url: str, transport: httpx.AsyncBaseTransport | None, sandbox: Sandbox) -> None:
    """Open the page, bring the code back, call, refresh, log out; with each end checked."""
    oauth_url, state = f"{base_url}/oauth", oauth.new_state()
    async with httpx.AsyncClient(transport=transport, follow_redirects=True, trust_env=False) as browser:
        landed = (await browser.get(oauth.authorize_url(oauth_url, redirect="code", state=state))).url
    code = oauth.read_landing(str(landed), state)

    first = await oauth.exchange(oauth_url, code, transport=transport, clock=sandbox.clock)
    async with Client(base_url, first.access_token, transport=transport) as tts:
        info = await tts.auth.info()
        assert (info.kind, info.entity_id) == ("user", "alice")
        assert info.expires_at is not None
        assert abs(info.expires_at - first.expires_at) < timedelta(seconds=10)
        assert [row.id for row in (await tts.applications.page()).items] == ["mine"]
    with pytest.raises(errors.NotFound) as caught:
        await oauth.exchange(oauth_url, code, transport=transport)
    assert caught.value.is_a("authorization_code_not_found")

    second = await oauth.refresh(oauth_url, first.refresh_token, transport=transport, clock=sandbox.clock)
    with pytest.raises(errors.NotFound) as caught:
        await oauth.refresh(oauth_url, first.refresh_token, transport=transport)
    assert caught.value.is_a("access_token_not_found")
    async with Client(base_url, first.access_token, transport=transport) as tts:
        with pytest.raises(errors.Unauthenticated):
            await tts.auth.info()

    async with Client(base_url, second.access_token, transport=transport) as tts:
        await oauth.revoke(tts, "alice", second.token_id)
        with pytest.raises(errors.Unauthenticated) as ended:
            await tts.auth.info()
        assert ended.value.is_a("token_not_found")
    with pytest.raises(errors.NotFound):
        await oauth.refresh(oauth_url, second.refresh_token, transport=transport)


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    made.add_user("admin", admin=True)
    made.add_user("alice")
    made.add_application("mine", owner="alice")
    return made


async def test_a_whole_login(sandbox: Sandbox) -> None:
    await whole_login("http://sandbox", httpx.ASGITransport(app=sandbox.asgi()), sandbox)


async def test_a_whole_login_over_a_socket(sandbox: Sandbox) -> None:
    async with running(sandbox) as base_url:
        await whole_login(base_url, None, sandbox)


async def test_an_answer_cut_off_leaves_the_code_spent(sandbox: Sandbox) -> None:
    code = SecretStr(sandbox.add_code("alice"))
    sandbox.faults.add(Fault(path="/oauth/token", cut="after"))
    async with running(sandbox) as base_url:
        with pytest.raises(errors.OutcomeUnknown):
            await oauth.exchange(f"{base_url}/oauth", code)
        with pytest.raises(errors.NotFound):
            await oauth.exchange(f"{base_url}/oauth", code)


async def test_a_refused_login_lands_with_its_reason(sandbox: Sandbox) -> None:
    address = oauth.authorize_url("http://sandbox/oauth", redirect="code", state="s")
    transport = httpx.ASGITransport(app=sandbox.asgi())
    async with httpx.AsyncClient(transport=transport, follow_redirects=True) as browser:
        landed = await browser.get(address.replace("response_type=code", "response_type=token"))
    with pytest.raises(oauth.LoginRefused) as caught:
        oauth.read_landing(str(landed.url), "s")
    assert caught.value.error == "unsupported_response_type"
    assert "authorization code" in caught.value.description
