"""`tts-tui logout`: the login ends there, and is forgotten here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.cli.seam import refusal, stored
from tts_tui.api import errors, oauth
from tts_tui.api.secret import SecretStr
from tts_tui.credentials import bearer
from tts_tui.credentials.file import TokenFile
from tts_tui.sandbox.faults import Fault
from tts_tui.server_file import ServerFile
from tts_tui.servers import Server

if TYPE_CHECKING:
    from tests.cli.seam import TTS
    from tts_tui.api.oauth import Tokens
    from tts_tui.sandbox.app import Sandbox


def logged_in(sandbox: Sandbox, url: str) -> Tokens:
    tokens = asyncio.run(oauth.exchange(f"{url}/oauth", SecretStr(sandbox.add_code("alice"))))
    asyncio.run(TokenFile().store(url, tokens))
    return tokens


def named(url: str) -> None:
    ServerFile().add(Server(name="lab", identity_server=url, token="file"))


def test_logging_out_ends_the_login_there_and_forgets_it_here(tts: TTS, sandbox: Sandbox, url: str) -> None:
    tokens = logged_in(sandbox, url)
    named(url)
    assert tts("logout", "lab") == (0, "The login has ended on the server, and is forgotten here.\n", "")
    assert stored(url) is None
    assert refusal(url, tokens.access_token) is errors.Unauthenticated
    assert tts("logout", "lab") == (0, "No token is stored for lab.\n", "")


def test_forgetting_asks_the_server_nothing(tts: TTS, sandbox: Sandbox, url: str) -> None:
    tokens = logged_in(sandbox, url)
    named(url)
    sandbox.requests.clear()
    status, out, err = tts("logout", "lab", "--forget")
    assert (status, err) == (0, "")
    assert "The server was not asked to end anything." in out
    assert stored(url) is None
    assert not sandbox.requests
    assert refusal(url, bearer(tokens)) is None


def test_a_key_stays_good(tts: TTS, sandbox: Sandbox, url: str) -> None:
    key = SecretStr(sandbox.add_key("user", "alice"))
    asyncio.run(TokenFile().store(url, key))
    named(url)
    status, out, _ = tts("logout", url)
    assert status == 0
    assert "It stays good" in out
    assert stored(url) is None
    assert refusal(url, key) is None


def test_a_server_that_does_not_end_the_login_forgets_nothing(tts: TTS, sandbox: Sandbox, url: str) -> None:
    tokens = logged_in(sandbox, url)
    named(url)
    sandbox.faults.add(Fault(method="DELETE", status=500))
    status, out, err = tts("logout", "lab")
    assert (status, out) == (1, "")
    assert err.startswith("tts-tui logout: Could not log out.")
    assert stored(url) == tokens
