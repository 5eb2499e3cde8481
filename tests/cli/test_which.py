"""Which server and which token a command line means."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.seam import refused
from tts_tui import cli
from tts_tui.servers.last_used import remember
from tts_tui.servers.model import Server, by_address
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials.file import TokenFile

if TYPE_CHECKING:
    from pathlib import Path

    from tts_tui.session.start import Start

TOKEN = "NNSXS.KEYID.TOPSECRET"
URL = "https://thethings.example.com"
PROD = Server(name="prod", identity_server=URL, cluster="https://nam1.example.com", token="file")
LAB = Server(name="lab", identity_server="http://10.0.0.1:1885", insecure=True)


@pytest.fixture
def kept() -> ServerFile:
    """A file with two servers."""
    file = ServerFile()
    file.add(PROD)
    file.add(LAB)
    return file


def server(started: list[Start], *words: str) -> Server | None:
    assert cli.main(words) == 0
    return started.pop().server


# The server


@pytest.mark.parametrize("word", ["prod", URL, f"{URL}/console", f" {URL}:443"])
def test_a_server_of_ones_own_is_found_by_its_name_and_by_its_address(started, kept, word: str) -> None:
    assert server(started, word) == PROD


def test_the_environment_may_have_a_name_too(started, kept, monkeypatch) -> None:
    monkeypatch.setenv("TTS_TUI_SERVER", "lab")
    assert server(started) == LAB
    assert server(started, "prod") == PROD


def test_a_name_that_nobody_knows_is_said_with_those_that_there_are(started, kept, capsys) -> None:
    said = refused(capsys, "produ")
    assert "; or the name of one of your servers: prod, lab" in said
    assert not started


def test_an_address_needs_no_insecure_where_the_server_is_marked_so(started, kept) -> None:
    assert server(started, "lab") == LAB
    assert server(started, "--insecure", LAB.identity_server) == LAB


def test_the_default_goes_before_the_last_one(started, kept) -> None:
    remember("lab")
    assert server(started) == LAB
    kept.set_default("prod")
    assert server(started) == PROD


def test_the_last_one_by_its_address_is_the_one_that_has_a_name_since(started, kept) -> None:
    remember(URL)
    assert server(started) == PROD


@pytest.mark.parametrize("last", ["gone", "http://10.0.0.9:1885", "", "\x1b[2J"])
def test_a_last_one_that_is_none_any_more_lets_the_person_choose(started, kept, last: str) -> None:
    remember(last)
    assert server(started) is None


def test_a_broken_file_of_servers_is_said_unless_the_address_is_given(started, kept, capsys) -> None:
    kept.path.write_text("[servers.prod\n")
    for words in ([], ["prod"]):
        said = refused(capsys, *words)
        assert f"{kept.path}, line 1" in said
    cli.main([URL])
    (start,) = started
    assert start.server == by_address(URL)
    assert f"{kept.path}, line 1" in start.warning


# The token


def token_file(tmp_path: Path, text: str = TOKEN) -> str:
    file = tmp_path / "token"
    file.write_text(text)
    return str(file)


async def _store() -> None:
    from tts_tui.api.secret import SecretStr

    await TokenFile().store(URL, SecretStr("NNSXS.STORED.TOPSECRET"))


def test_a_token_file_goes_before_the_environment_and_what_is_stored_and_is_stored_nowhere(
    started, kept, tmp_path, monkeypatch
) -> None:
    asyncio.run(_store())
    monkeypatch.setenv("TTS_TUI_TOKEN", "NNSXS.OTHER.TOPSECRET")
    cli.main(["prod", "--token-file", token_file(tmp_path, f"\n{TOKEN}\r\n")])
    (start,) = started
    assert start.found is not None
    assert start.found.token.get_secret_value() == TOKEN
    assert start.found.source == f"from the file {tmp_path / 'token'}"
    assert start.found.store is None
    assert "TOPSECRET" not in repr(start)


def test_without_a_token_file_the_environments_token_is_used(started, kept, monkeypatch) -> None:
    monkeypatch.setenv("TTS_TUI_TOKEN", TOKEN)
    cli.main(["prod"])
    (start,) = started
    assert start.found is not None
    assert (start.found.token.get_secret_value(), start.found.store) == (TOKEN, None)


def test_a_pipe_will_do(started) -> None:
    read, write = os.pipe()
    os.write(write, TOKEN.encode())
    os.close(write)
    try:
        cli.main([URL, "--token-file", f"/dev/fd/{read}"])
    finally:
        os.close(read)
    assert started[0].found is not None
    assert started[0].found.token.get_secret_value() == TOKEN


def test_with_a_token_file_the_server_must_be_named_too(started, kept, tmp_path, capsys) -> None:
    kept.set_default("prod")  # the token may be another server's
    assert "name its server, too" in refused(capsys, "--token-file", token_file(tmp_path))
    assert not started


def test_a_file_without_a_token_is_said(started, tmp_path, capsys) -> None:
    assert "There is no file" in refused(capsys, URL, "--token-file", str(tmp_path / "none"))
    assert "There is no token in" in refused(capsys, URL, "--token-file", token_file(tmp_path, " \n"))
    assert not started
