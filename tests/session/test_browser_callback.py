"""A port of this machine that waits for the browser: what it takes, what it turns away, and how it ends."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tts_tui.api.oauth import LoginRefused
from tts_tui.session.browser_callback import Callback, listening

if TYPE_CHECKING:
    from collections.abc import Iterator

STATE = "our-state"
CODE = "MF2XI.CODEID.TOPSECRET"


@pytest.fixture
async def callback() -> Iterator[Callback]:
    with listening(STATE, 0) as waiting:
        yield waiting


def got(
    port: int, path: str = "/oauth/callback", host: str | None = None, method: str = "GET", **query: str
) -> tuple[int, str, http.client.HTTPMessage]:
    """What a browser gets: status, page, headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {"Host": host if host is not None else f"localhost:{port}"}
        connection.request(method, f"{path}?{urlencode(query)}" if query else path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers
    finally:
        connection.close()


async def asked(callback: Callback, path: str = "/oauth/callback", **query: str) -> tuple[int, str]:
    status, page, _ = await asyncio.to_thread(got, callback.port, path, **query)
    return status, page


async def landed(callback: Callback) -> str:
    async with asyncio.timeout(30):
        return (await callback.code()).get_secret_value()


async def test_the_code_of_this_login_is_taken(callback: Callback) -> None:
    status, page = await asked(callback, code=CODE, state=STATE)
    assert status == 200
    assert "close this page" in page
    assert await landed(callback) == CODE


async def test_the_page_shows_nothing_of_the_code_and_is_kept_by_nobody(callback: Callback) -> None:
    status, page, headers = await asyncio.to_thread(got, callback.port, code=CODE, state=STATE)
    assert status == 200
    assert "TOPSECRET" not in page
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    "query",
    [
        {"code": CODE, "state": "other"},
        {"code": CODE},
        {"code": "nonsense", "state": STATE},
        {"state": STATE},
        {},
        {"error": "access_denied"},
        {"error": "access_denied", "state": "other"},
    ],
    ids=str,
)
async def test_what_is_not_of_this_login_is_turned_away_and_the_waiting_goes_on(callback: Callback, query) -> None:
    status, page = await asked(callback, **query)
    assert status == 400
    assert "TOPSECRET" not in page
    assert (await asked(callback, code=CODE, state=STATE))[0] == 200
    assert await landed(callback) == CODE


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/oauth/callback/", "/oauth"])
async def test_any_other_path_is_nothing(callback: Callback, path: str) -> None:
    assert (await asked(callback, path, code=CODE, state=STATE))[0] == 404
    assert (await asked(callback, code=CODE, state=STATE))[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:11885", "localhost.evil.example:11885", "", "[::1]:1"])
async def test_an_address_by_another_hosts_name_is_nothing(callback: Callback, host: str) -> None:
    status, _, _ = await asyncio.to_thread(got, callback.port, host=host, code=CODE, state=STATE)
    assert status == 404
    assert (await asked(callback, code=CODE, state=STATE))[0] == 200


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT"])
async def test_only_a_browser_that_is_sent_here_is_answered(callback: Callback, method: str) -> None:
    status, _, _ = await asyncio.to_thread(got, callback.port, method=method, code=CODE, state=STATE)
    assert status == 501
    assert (await asked(callback, code=CODE, state=STATE))[0] == 200


async def test_what_the_server_says_against_it_is_raised(callback: Callback) -> None:
    status, page = await asked(callback, error="access_denied", error_description="No <b>way</b>", state=STATE)
    assert status == 200
    assert "<b>" not in page
    with pytest.raises(LoginRefused) as caught:
        await landed(callback)
    assert (caught.value.error, caught.value.description) == ("access_denied", "No <b>way</b>")


async def test_a_second_code_changes_nothing(callback: Callback) -> None:
    await asked(callback, code=CODE, state=STATE)
    await asked(callback, code="MF2XI.OTHER.SECRET", state=STATE)
    assert await landed(callback) == CODE


async def test_a_browser_that_opens_a_connection_and_says_nothing_keeps_nobody_waiting(callback: Callback) -> None:
    with socket.create_connection(("127.0.0.1", callback.port)) as silent:
        assert (await asked(callback, code=CODE, state=STATE))[0] == 200
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):  # it has not been given up first
            silent.recv(1)


async def test_it_listens_on_the_loopback_alone(callback: Callback) -> None:
    with socket.create_server(("127.0.0.2", callback.port)):
        pass  # were it bound to every address, this one would be taken


async def test_a_port_that_is_taken_is_left_to_who_has_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, listening(STATE, taken.getsockname()[1]) as callback:
        assert callback.port != taken.getsockname()[1]
        assert (await asked(callback, code=CODE, state=STATE))[0] == 200


async def test_when_it_ends_port_and_thread_are_free_and_who_waits_is_let_go() -> None:
    before = set(threading.enumerate())
    with listening(STATE, 0) as callback:
        waiting = asyncio.ensure_future(callback.code())
        await asyncio.sleep(0)
        assert set(threading.enumerate()) != before
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    for each in set(threading.enumerate()) - before:
        each.join(10)
        assert not each.is_alive()
    with socket.create_server(("127.0.0.1", callback.port)):
        pass


async def test_nothing_is_printed_and_nothing_logged(capfd, caplog) -> None:
    caplog.set_level(0)
    with listening(STATE, 0) as callback:
        with socket.create_connection(("127.0.0.1", callback.port)) as rude:
            rude.sendall(b"\x00\xff nonsense\r\n\r\n")
            await asyncio.to_thread(rude.recv, 4096)
        await asked(callback, code=CODE, state=STATE)
        await landed(callback)
    assert capfd.readouterr() == ("", "")
    assert "TOPSECRET" not in caplog.text
