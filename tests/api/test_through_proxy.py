"""Requests through a proxy of this machine, and what is said where it doesn't open the way."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.proxies import Kind, Proxy, proxying
from tests.tls import served
from tts_tui.api import errors, oauth, through_proxy
from tts_tui.api.call_sender import Wait
from tts_tui.api.calls import Call
from tts_tui.api.client import Client
from tts_tui.api.hosts import Hosts
from tts_tui.api.secret import SecretStr
from tts_tui.services.error_text import explain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tts_tui.sandbox.app import Sandbox

HOST = "thethings.example.com"
"""A name that nobody here can look up: whoever reaches it did so through the proxy."""
URL = f"https://{HOST}"
WRITE = Call("POST", "/users/alice/applications", body={})
TOKEN = SecretStr("NNSXS.KEYID.TOPSECRET")


@pytest.fixture(params=["http", "socks5"])
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param


@pytest.fixture
def proxy(
    sandbox: Sandbox, authority: trustme.CA, tmp_path: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Proxy]:
    """Before a sandbox over TLS, whatever host is asked for; named by the environment."""
    with served(sandbox, authority.issue_cert(HOST), tmp_path) as url, proxying(kind, url) as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        yield proxy


async def failure(call: Call, ca_file: Path | None = None) -> tuple[errors.TTSError, list[Wait]]:
    """What a call ends with, and the pauses before further tries, which are not waited for."""
    waits: list[Wait] = []

    def stop(wait: Wait) -> None:
        waits.append(wait)
        raise wait.error

    async with Client(URL, TOKEN, ca_file=ca_file, on_wait=stop) as tts:
        with pytest.raises(errors.TTSError) as caught:
            await tts.send(call)
    return caught.value, waits


async def test_a_server_is_asked_through_it_and_never_looked_up_here(proxy, sandbox, ca_file) -> None:
    key = SecretStr(sandbox.add_key("user", "alice"))
    code = SecretStr(sandbox.add_code("alice"))
    hosts = Hosts(URL, f"https://{HOST}:8443")
    async with Client(hosts, key, ca_file=ca_file) as tts:
        assert (await tts.auth.info()).entity_id == "alice"
        await tts.auth.info()
        with pytest.raises(errors.ServerError):
            await tts.send(Call("GET", "/as/applications/a/link"))
    await oauth.exchange(f"{URL}/oauth", code, ca_file=ca_file)
    assert proxy.asked == [f"{HOST}:443", f"{HOST}:8443", f"{HOST}:443"]  # a way that is open is used again


async def test_user_and_password_go_to_the_proxy(proxy, sandbox, ca_file, monkeypatch) -> None:
    proxy.user = "me:pa#ss wörd"
    monkeypatch.setenv("ALL_PROXY", f"{proxy.kind}://me:pa%23ss%20w%C3%B6rd@{proxy.address}")
    async with Client(URL, SecretStr(sandbox.add_key("user", "alice")), ca_file=ca_file) as tts:
        assert (await tts.auth.info()).entity_id == "alice"


@pytest.mark.parametrize("call", [Call("GET", "/auth_info"), WRITE], ids=lambda each: each.method)
@pytest.mark.parametrize(
    ("changes", "trouble", "says", "retried"),
    [
        ({"user": "me:other"}, "credentials", "needs another user or password", False),
        ({"status": "403 Forbidden", "reply": "forbidden"}, "forbidden", "refuses to connect to the server", False),
        ({"status": "502 Bad Gateway", "reply": "unreachable"}, "server", "can't reach the server", True),
    ],
)
async def test_what_it_refuses_is_told_with_its_name_and_never_its_password(
    proxy, sandbox, ca_file, monkeypatch, call: Call, changes: dict[str, str], trouble: str, says: str, *, retried: bool
) -> None:
    for name, value in changes.items():
        setattr(proxy, name, value)
    if trouble == "credentials":
        monkeypatch.setenv("ALL_PROXY", f"{proxy.kind}://me:HIDDEN@{proxy.address}")
    error, waits = await failure(call, ca_file)
    assert isinstance(error, errors.ProxyFault)
    assert error.trouble == trouble
    assert bool(waits) is (retried and not call.writes)
    words = explain(error, "sign in")
    assert words.what == f"Could not sign in. The proxy {proxy.url} (ALL_PROXY) {says}."
    assert "Nothing was sent." in words.advice
    assert "HIDDEN" not in words.text + repr(error.__cause__)
    assert not sandbox.requests


async def test_one_that_wants_a_user_is_told_where_none_is_given(proxy, ca_file) -> None:
    proxy.user = "me:other"
    error, _ = await failure(WRITE, ca_file)
    assert isinstance(error, errors.ProxyFault)
    assert error.trouble == "credentials"


@pytest.mark.parametrize("call", [Call("GET", "/auth_info"), WRITE], ids=lambda each: each.method)
async def test_one_that_is_not_there_is_told(kind: Kind, monkeypatch, call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
    monkeypatch.setenv("HTTPS_PROXY", f"{kind}://me:HIDDEN@{address}")
    error, waits = await failure(call)
    words = explain(error, "sign in")
    assert words.what == f"Could not sign in. The proxy {kind}://{address} (HTTPS_PROXY) can't be reached."
    assert "HIDDEN" not in words.text
    assert bool(waits) is not call.writes


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\5\0\5\0"])
async def test_what_is_no_such_proxy_is_told(kind: Kind, monkeypatch, said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(said)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4096):
                    pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        monkeypatch.setenv("HTTPS_PROXY", f"{kind}://127.0.0.1:{listening.getsockname()[1]}")
        error, waits = await failure(WRITE)
        thread.join()
    assert isinstance(error, errors.ProxyFault)
    assert error.trouble == ("forbidden" if kind == "http" and b"400" in said else "no proxy")
    assert not waits


async def test_one_that_hangs_is_left(kind: Kind, monkeypatch) -> None:
    monkeypatch.setattr(through_proxy, "_PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("HTTPS_PROXY", f"{kind}://127.0.0.1:{listening.getsockname()[1]}")
        error, _ = await failure(WRITE)
    assert isinstance(error, errors.ProxyFault)
    assert (error.trouble, str(error)) == ("unreachable", "no answer in time")


async def test_what_fails_behind_it_is_the_servers(proxy, ca_file) -> None:
    error, _ = await failure(WRITE)  # without the authority's file
    assert type(error) is errors.Untrusted
    words = explain(error, "sign in")
    assert f"through the proxy {proxy.url} (ALL_PROXY), which may present a certificate of its own" in words.advice
    proxy.cut = True
    error, _ = await failure(WRITE, ca_file)
    assert type(error) is errors.Unreachable
    assert explain(error).what.endswith(f"The server can't be reached through the proxy {proxy.url} (ALL_PROXY).")


async def test_a_proxy_over_tls_is_trusted_as_this_machine_does(monkeypatch, authority, sandbox, tmp_path) -> None:
    with served(sandbox, authority.issue_cert("localhost"), tmp_path) as url:
        monkeypatch.setenv("HTTPS_PROXY", url)
        error, _ = await failure(WRITE)
    assert isinstance(error, errors.ProxyFault)
    assert "certificate" in str(error).lower()


def test_a_proxy_that_can_not_be_used_is_told_before_anything_is_sent(monkeypatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks4://127.0.0.1:1")
    with pytest.raises(errors.BadProxy):
        Client(URL, TOKEN)
    Client("http://127.0.0.1:1885", TOKEN)
