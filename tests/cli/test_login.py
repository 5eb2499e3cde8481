"""`tts-tui login`: what it takes, what it says, and what it leaves behind."""

from __future__ import annotations

import asyncio
import io
import re
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.seam import Person, refusal, stored
from tests.session.credentials.backends import FromKeyringsAlt, Works
from tts_tui import cli
from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.server import in_thread
from tts_tui.servers.last_used import last_used
from tts_tui.servers.model import Server
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import accounts
from tts_tui.session.credentials.file import TokenFile

if TYPE_CHECKING:
    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox


# With a code


def test_a_code_that_is_piped_in(tts: TTS, sandbox: Sandbox, url: str) -> None:
    code = sandbox.add_code("alice")
    status, out, err = tts("login", url, "--keep", "file", stdin=f"{code}\n")
    assert (status, err) == (0, "")
    assert f"{url}/oauth/authorize?client_id=cli&redirect_uri=code&response_type=code&state=" in out
    assert out.endswith(
        f"Signed in to {url} as alice. tts-tui now uses the token from a file that only you can read.\n"
    )
    tokens = stored(url)
    assert isinstance(tokens, Tokens)
    assert tokens.user_id == "alice"
    assert refusal(url, tokens.access_token) is None
    (server,) = ServerFile().read().servers
    assert (server.identity_server, server.token) == (url, "file")
    assert last_used() == server.name


def test_the_whole_address_piped_in(tts: TTS, url: str, capsys) -> None:
    status, _, err = tts("login", url, "--keep", "file", stdin=Person(capsys))
    assert (status, err) == (0, "")
    assert isinstance(stored(url), Tokens)


def test_the_address_of_another_login_is_refused_and_its_code_not_used(tts: TTS, sandbox, url: str, capsys) -> None:
    person = Person(capsys, lambda landed: re.sub("state=[^&]*", "state=other", landed))
    status, out, err = tts("login", url, "--keep", "file", stdin=person)
    assert (status, out) == (1, "")
    assert err == (
        "tts-tui login: That address belongs to another login. Run the command again to start another login.\n"
    )
    assert len(sandbox.store.codes) == 1
    assert stored(url) is None


@pytest.mark.parametrize("pasted", ["", "nonsense", "NNSXS.KEYID.TOPSECRET", "https://x.example/?state=s"])
def test_what_is_no_code_is_refused(tts: TTS, url: str, pasted: str) -> None:
    status, _, err = tts("login", url, "--keep", "file", stdin=pasted)
    assert status == 1
    assert "login" in err
    assert stored(url) is None


def test_a_code_that_was_used_is_said(tts: TTS, url: str) -> None:
    status, _, err = tts("login", url, "--keep", "file", stdin="MF2XI.AAAA.BBBB")
    assert status == 1
    assert err.startswith("tts-tui login: Could not sign in.")
    assert "Open the address again" in err


def test_a_server_that_is_away_is_said(tts: TTS, sandbox: Sandbox) -> None:
    with in_thread(sandbox) as gone:
        pass
    status, _, err = tts("login", gone, "--keep", "file", stdin="MF2XI.AAAA.BBBB")
    assert status == 1
    assert "The server can't be reached." in err


# Another account


def named(url: str) -> None:
    ServerFile().add(Server(name="lab", identity_server=url, token="file"))
    accounts.remember("lab", ("user", "bob"))


def test_another_account_than_so_far_is_not_stored_unasked(tts: TTS, sandbox: Sandbox, url: str) -> None:
    named(url)
    before = SecretStr("NNSXS.BOBS.KEY")
    asyncio.run(TokenFile().store(f"lab {url}", before))
    status, out, err = tts("login", "lab", "--key", stdin=sandbox.add_key("user", "alice"))
    assert (status, out) == (1, "")
    assert err.startswith(
        "tts-tui login: You signed in as alice; until now bob was signed in to lab. Nothing was stored."
    )
    assert "--change-account" in err
    assert asyncio.run(TokenFile().find(f"lab {url}")) == before
    assert accounts.remembered("lab") == ("user", "bob")


def test_a_login_of_another_account_ends_on_the_server(tts: TTS, sandbox: Sandbox, url: str) -> None:
    named(url)
    assert tts("login", "lab", stdin=sandbox.add_code("alice"))[0] == 1
    assert stored(url) is None
    assert not sandbox.store.access_tokens


def test_who_means_another_account_says_so(tts: TTS, sandbox: Sandbox, url: str) -> None:
    named(url)
    status, out, _ = tts("login", "lab", "--change-account", stdin=sandbox.add_code("alice"))
    assert status == 0
    assert "as alice" in out
    assert isinstance(stored(url), Tokens)
    assert accounts.remembered("lab") == ("user", "alice")
    assert tts("login", "lab", "--key", stdin=sandbox.add_key("user", "alice"))[0] == 0


def test_two_servers_at_one_address_have_a_token_each(tts: TTS, sandbox: Sandbox, url: str) -> None:
    sandbox.add_user("bob")
    keys = {name: sandbox.add_key("user", user) for name, user in (("lab", "alice"), ("lab-2", "bob"))}
    for name, key in keys.items():
        ServerFile().add(Server(name=name, identity_server=url))
        assert tts("login", name, "--key", "--keep", "file", stdin=key)[0] == 0
    for name, key in keys.items():
        assert asyncio.run(TokenFile().find(f"{name} {url}")) == SecretStr(key)
    assert (accounts.remembered("lab"), accounts.remembered("lab-2")) == (("user", "alice"), ("user", "bob"))


# With a key


def test_a_key_that_is_piped_in(tts: TTS, sandbox: Sandbox, url: str) -> None:
    key = sandbox.add_key("user", "alice")
    status, out, err = tts("login", url, "--key", "--keep", "file", stdin=f"Bearer {key}\n")
    assert (status, err) == (0, "")
    assert out == f"Signed in to {url} as alice. tts-tui now uses the token from a file that only you can read.\n"
    assert stored(url) == SecretStr(key)
    (file,) = TokenFile().path(url).parent.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_key_of_something_else_than_a_user_is_named(tts: TTS, sandbox: Sandbox, url: str) -> None:
    sandbox.add_organization("acme", owner="alice")
    key = sandbox.add_key("organization", "acme")
    assert "as the organization acme." in tts("login", url, "--key", "--keep", "file", stdin=key)[1]


@pytest.mark.parametrize(
    ("key", "says"),
    [("", "No key given."), ("schlüssel", "nothing was sent"), ("nonsense", "Not a valid API key")],
)
def test_what_is_no_key_is_refused(tts: TTS, url: str, key: str, says: str) -> None:
    status, out, err = tts("login", url, "--key", "--keep", "file", stdin=key)
    assert (status, out) == (1, "")
    assert says in err
    assert stored(url) is None


def test_a_gateways_key_is_good_for_nothing_here(tts: TTS, sandbox: Sandbox, url: str) -> None:
    key = sandbox.add_key("gateway", "gtw-1")
    status, _, err = tts("login", url, "--key", "--keep", "file", stdin=key)
    assert status == 1
    assert "the key of a gateway" in err


def test_a_warning_of_the_server_is_shown_and_can_do_nothing_to_the_terminal(tts: TTS, sandbox, url: str) -> None:
    auth = {"api_key": {"api_key": {}, "entity_ids": {"user_ids": {"user_id": "al\x1b[2Jice"}}}}
    warning = {"x-warning": "going \x1b[2Jdown"}
    sandbox.faults.add(Fault(path="/auth_info", status=200, body=auth, headers=warning))
    status, out, err = tts("login", url, "--key", "--keep", "file", stdin=sandbox.add_key("user", "alice"))
    assert status == 0
    assert err == "The server warns: going ␛[2Jdown\n"
    assert "\x1b" not in out


# Where it is kept


@pytest.mark.parametrize("words", [(), ("--keep", "keyring")], ids=["as preset", "as said"])
def test_it_is_kept_in_the_keyring_where_there_is_one(tts: TTS, sandbox, url: str, use, words) -> None:
    works = use(Works())
    key = sandbox.add_key("user", "alice")
    status, out, _ = tts("login", url, "--key", *words, stdin=key)
    assert status == 0
    assert out.endswith("tts-tui now uses the token from the OS keyring.\n")
    assert works.stored == {("tts-tui", f"{url.removeprefix('http://')} {url}"): key}


@pytest.mark.parametrize(
    ("backend", "words", "says"),
    [
        (None, (), "This machine has no keyring. Choose where to store the token: --keep file"),
        (None, ("--keep", "keyring"), "This machine has no keyring. --keep accepts here: file"),
        (None, ("--keep", "insecure-keyring"), "--keep accepts here: file"),
        (FromKeyringsAlt, (), "plain file, which is no place for a token. Choose where"),
        (FromKeyringsAlt, ("--keep", "keyring"), "--keep accepts here: insecure-keyring, file"),
        (Works, ("--keep", "insecure-keyring"), "Not available here. --keep accepts here: keyring, file"),
    ],
)
def test_where_it_can_not_be_kept_that_is_said_before_a_code_is_spent(
    tts: TTS, sandbox, url: str, use, backend, words, says
) -> None:
    if backend is not None:
        use(backend())
    status, out, err = tts("login", url, *words, stdin=sandbox.add_code("alice"))
    assert (status, out) == (1, "")
    assert says in err
    assert len(sandbox.store.codes) == 1
    assert not sandbox.requests


def test_where_it_was_kept_before_it_is_kept_again(tts: TTS, sandbox, url: str) -> None:
    tts("login", url, "--key", "--keep", "file", stdin=sandbox.add_key("user", "alice"))
    code = sandbox.add_code("alice")
    assert tts("login", url, stdin=code)[0] == 0
    assert isinstance(stored(url), Tokens)


def test_a_broken_file_of_servers_is_said_along_with_what_was_done(tts: TTS, sandbox, url: str) -> None:
    file = ServerFile().path
    file.parent.mkdir(parents=True)
    file.write_text("[servers.prod\n")
    status, _, err = tts("login", url, "--key", "--keep", "file", stdin=sandbox.add_key("user", "alice"))
    assert status == 1
    assert "tts-tui login: The token is stored, but the server is not in the list." in err
    assert "line 1" in err


# A login that can't be kept


def file_that_takes_nothing(url: str) -> None:
    """Make the folder of tokens one that others may read, so that nothing is stored in it."""
    folder = TokenFile().path(url).parent
    folder.mkdir(parents=True)
    folder.chmod(0o777)


def test_a_login_that_can_not_be_stored_is_ended_on_the_server(tts: TTS, sandbox, url: str) -> None:
    file_that_takes_nothing(url)
    status, out, err = tts("login", url, "--keep", "file", stdin=sandbox.add_code("alice"))
    assert status == 1
    assert "Signed in" not in out
    assert err
    assert [each.method for each in sandbox.requests if "/authorizations/cli/tokens/" in each.path] == ["DELETE"]
    assert not sandbox.store.access_tokens


def test_a_login_that_the_server_does_not_let_in_is_ended_too(tts: TTS, sandbox, url: str) -> None:
    sandbox.faults.add(Fault(path="/auth_info", status=500))
    status, _, err = tts("login", url, "--keep", "file", stdin=sandbox.add_code("alice"))
    assert status == 1
    assert "Could not sign in." in err
    assert not sandbox.store.access_tokens


def test_a_server_that_does_not_end_it_is_no_further_trouble(tts: TTS, sandbox, url: str) -> None:
    file_that_takes_nothing(url)
    sandbox.faults.add(Fault("DELETE", status=500))
    status, _, err = tts("login", url, "--keep", "file", stdin=sandbox.add_code("alice"))
    assert status == 1
    assert len(err.splitlines()) == 1
    assert sandbox.store.access_tokens


def test_a_key_that_can_not_be_stored_stays_good(tts: TTS, sandbox, url: str) -> None:
    file_that_takes_nothing(url)
    key = sandbox.add_key("user", "alice")
    assert tts("login", url, "--key", "--keep", "file", stdin=key)[0] == 1
    assert refusal(url, SecretStr(key)) is None
    assert {each.method for each in sandbox.requests} == {"GET"}


def test_a_login_that_is_stored_stays_where_its_server_is_not_remembered(tts: TTS, sandbox, url: str) -> None:
    file = ServerFile().path
    file.parent.mkdir(parents=True)
    file.write_text("[servers.prod\n")
    assert tts("login", url, "--keep", "file", stdin=sandbox.add_code("alice"))[0] == 1
    tokens = stored(url)
    assert isinstance(tokens, Tokens)
    assert refusal(url, tokens.access_token) is None


# What makes no sense


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["login"], "which server? Example: tts-tui login https://thethings.example.com"),
        (["logout"], "which server? Example: tts-tui logout https://thethings.example.com"),
        (["login", "http://thethings.example.com"], "--insecure"),
        (["login", "NNSXS.KEYID.TOPSECRET"], "That is a token"),
        (["login", "https://x.example", "--browser", "--key"], "not allowed with argument"),
        (["login", "https://x.example", "--keep", "session"], "invalid choice"),
        (["login", "https://x.example", "NNSXS.KEYID.TOPSECRET"], "unrecognized arguments"),
    ],
)
def test_a_command_line_that_makes_no_sense(capsys, words: list[str], says: str) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(words)
    assert end.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err


@pytest.mark.parametrize("word", ["login", "logout"])
def test_help_says_what_it_does(capsys, word: str) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([word, "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: tts-tui {word}")


def test_what_is_piped_in_and_is_no_text_is_said(tts: TTS, url: str) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\x00"), encoding="utf-8")
    status, _, said = tts("login", url, "--key", "--keep", "file", stdin=piped)
    assert (status, said) == (1, "tts-tui login: The piped input is not text.\n")
