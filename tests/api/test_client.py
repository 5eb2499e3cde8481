"""The client alone: what it sends, what it makes of answers, and what it never tells."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.seam import (
    BASE,
    LIMITED,
    READ,
    SECRET,
    WRITES,
    Answer,
    Cut,
    Script,
    body_of,
    failing,
    ok,
    page,
    refused,
    shown_with_locals,
)
from tts_tui import __version__
from tts_tui.api import errors
from tts_tui.api.calls import Call, page_query, path
from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.api.through_proxy import ThroughProxy

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
    assert "self = <tts_tui.api.client.Client" in shown_with_locals(error)
    for each in (
        shown_with_locals(error),
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
    assert "TOPSECRET" not in shown_with_locals(caught.value)


@pytest.mark.parametrize(
    "content", [b'{"id": "K", "key": "NNSXS.TOPSECRET", "rig', b'{"id": 7, "key": "NNSXS.TOPSECRET"}']
)
async def test_a_new_keys_secret_is_not_in_the_error_about_an_answer_that_could_not_be_read(content: bytes) -> None:
    keys = Script((200, {"content": content})).client().api_keys
    with pytest.raises(errors.OutcomeUnknown) as caught:
        await keys.create("a", name="k", rights={"RIGHT_APPLICATION_INFO"}, expires_at=None)
    assert "TOPSECRET" not in shown_with_locals(caught.value)


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
