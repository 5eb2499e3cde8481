"""`tts-tui logout`: the login ends there, and is forgotten here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.cli.seam import refusal, stored
from tests.session.credentials.backends import FromKeyringsAlt, Locked, Works
from tts_tui.api import errors, oauth
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.faults import Fault
from tts_tui.servers.model import Server
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials import token_of
from tts_tui.session.credentials.file import TokenFile

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
    assert tts("logout", "lab") == (0, "The login is revoked on the server and removed here.\n", "")
    assert stored(url) is None
    assert refusal(url, tokens.access_token) is errors.Unauthenticated
    assert tts("logout", "lab") == (0, "No token is stored for lab.\n", "")


def test_forgetting_asks_the_server_nothing(tts: TTS, sandbox: Sandbox, url: str) -> None:
    tokens = logged_in(sandbox, url)
    named(url)
    sandbox.requests.clear()
    status, out, err = tts("logout", "lab", "--forget")
    assert (status, err) == (0, "")
    assert "The server was not asked to revoke it." in out
    assert stored(url) is None
    assert not sandbox.requests
    assert refusal(url, token_of(tokens)) is None


def test_a_key_stays_good(tts: TTS, sandbox: Sandbox, url: str) -> None:
    key = SecretStr(sandbox.add_key("user", "alice"))
    asyncio.run(TokenFile().store(url, key))
    named(url)
    status, out, _ = tts("logout", url)
    assert status == 0
    assert "It stays valid" in out
    assert stored(url) is None
    assert refusal(url, key) is None


@pytest.mark.parametrize("words", [(), ("--forget",)], ids=["logout", "only forget"])
@pytest.mark.parametrize("backend", [None, Works, FromKeyringsAlt], ids=["no keyring", "a keyring", "a plain file"])
def test_in_a_fresh_home_it_says_that_nothing_is_stored(tts: TTS, url: str, use, backend, words) -> None:
    if backend is not None:
        use(backend())
    assert tts("logout", url, *words) == (0, f"No token is stored for {url}.\n", "")


def test_a_keyring_that_is_locked_and_may_have_one_is_told(tts: TTS, url: str, use) -> None:
    use(Locked())
    status, out, err = tts("logout", url)
    assert (status, out) == (1, "")
    assert "The keyring is locked" in err


def test_of_two_servers_at_one_address_only_the_named_one_is_logged_out(tts: TTS, sandbox: Sandbox, url: str) -> None:
    sandbox.add_user("bob")
    for name, user in (("lab", "alice"), ("lab-2", "bob")):
        ServerFile().add(Server(name=name, identity_server=url, token="file"))
        assert tts("login", name, stdin=sandbox.add_code(user))[0] == 0
    alice, bob = (asyncio.run(TokenFile().find(f"{name} {url}")) for name in ("lab", "lab-2"))
    assert tts("logout", "lab-2") == (0, "The login is revoked on the server and removed here.\n", "")
    assert asyncio.run(TokenFile().find(f"lab {url}")) == alice
    assert asyncio.run(TokenFile().find(f"lab-2 {url}")) is None
    assert refusal(url, token_of(alice)) is None
    assert refusal(url, token_of(bob)) is errors.Unauthenticated
    assert "Several of your servers are at" in refused_(tts, "logout", url)


def test_a_token_of_version_0_1_that_may_be_another_servers_is_left_alone(tts: TTS, sandbox: Sandbox, url: str) -> None:
    tokens = logged_in(sandbox, url)
    for name in ("lab", "lab-2"):
        ServerFile().add(Server(name=name, identity_server=url, token="file"))
    status, out, _ = tts("logout", "lab")
    assert status == 0
    assert out.startswith("No token is stored for lab. An earlier version stored one for ")
    assert asyncio.run(TokenFile().find(url)) == tokens
    assert refusal(url, tokens.access_token) is None


def refused_(tts: TTS, *words: str) -> str:
    status, out, err = tts(*words)
    assert (status, out) == (2, "")
    return err


def test_a_server_that_does_not_end_the_login_forgets_nothing(tts: TTS, sandbox: Sandbox, url: str) -> None:
    tokens = logged_in(sandbox, url)
    named(url)
    sandbox.faults.add(Fault(method="DELETE", status=500))
    status, out, err = tts("logout", "lab")
    assert (status, out) == (1, "")
    assert err.startswith("tts-tui logout: Could not log out.")
    assert stored(url) == tokens
