"""The command line: what it takes, what it refuses, and how it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests.cli.seam import refused
from tts_tui import __version__, cli
from tts_tui.servers.last_used import remember
from tts_tui.servers.model import by_address

TOKEN = "NNSXS.KEYID.TOPSECRET"
SERVER = "https://thethings.example.com"


def test_a_server_named_by_argument(started) -> None:
    assert cli.main([f"{SERVER}/api/v3/"]) == 0
    (start,) = started
    assert (start.server, start.found, start.manager.keeps) == (by_address(SERVER), None, True)


def test_a_server_named_by_the_environment(started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTS_TUI_SERVER", SERVER)
    cli.main([])
    cli.main(["https://argument.example"])
    assert [start.server.identity_server for start in started] == [SERVER, "https://argument.example"]


def test_the_last_server_is_taken_where_none_is_named(started) -> None:
    remember(SERVER)
    cli.main([])
    assert [start.server.identity_server for start in started] == [SERVER]


def test_without_any_server_the_person_chooses_one(started) -> None:
    assert cli.main([]) == 0
    (start,) = started
    assert (start.server, start.found, start.manager.keeps) == (None, None, True)


def test_a_token_of_the_environment_is_used_and_its_source_known(started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTS_TUI_TOKEN", f" Bearer {TOKEN}\n")
    cli.main([SERVER])
    (start,) = started
    assert start.found.token.get_secret_value() == TOKEN
    assert start.found.source == "from TTS_TUI_TOKEN"
    assert TOKEN not in repr(start)


def test_with_a_token_the_server_must_be_named_too(capsys, started, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(SERVER)  # the token may be another server's
    monkeypatch.setenv("TTS_TUI_TOKEN", TOKEN)
    assert "name its server, too" in refused(capsys)
    monkeypatch.setenv("TTS_TUI_SERVER", SERVER)
    cli.main([])
    assert [start.server.identity_server for start in started] == [SERVER]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["http://thethings.example.com"], "--insecure"),
        (["thethings.example.com"], "Use https://thethings.example.com"),
        ([TOKEN], "That is a token"),
        ([f"https://user:{TOKEN}@host"], "Leave user and password out"),
        ([SERVER, "https://another.example"], "unrecognized arguments"),
        (["--tokn"], "unrecognized arguments"),
        (["demo", "--applications", "-1"], "from 0 to 100000"),
        (["demo", "--applications", "100001"], "from 0 to 100000"),
        (["demo", "--applications", "many"], "invalid"),
        (["sandbox", "--port", "65536"], "from 0 to 65535"),
        (["sandbox", "--port", "x"], "invalid"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused_in_words(capsys, started, words: list[str], says: str) -> None:
    assert says in refused(capsys, *words).splitlines()[-1]
    assert not started


def test_plain_http_to_another_machine_must_be_meant(started) -> None:
    cli.main(["--insecure", "http://thethings.example.com"])
    assert [start.server.identity_server for start in started] == ["http://thethings.example.com"]


def test_the_demo_is_signed_in_on_this_machine_and_keeps_nothing(started) -> None:
    assert cli.main(["demo", "--applications", "3"]) == 0
    (start,) = started
    assert start.server.identity_server.startswith("http://127.0.0.1:")
    assert start.server.name == "demo-city"
    assert not start.manager.keeps


@pytest.mark.parametrize("words", [["--help"], ["demo", "--help"], ["sandbox", "--help"], ["doctor", "--help"]])
def test_help_says_how_it_is_used(capsys, words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(words)
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("usage: tts-tui")


def test_help_names_the_environment_and_the_other_commands(capsys) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = capsys.readouterr().out
    for word in ("TTS_TUI_TOKEN", "TTS_TUI_SERVER", "TTS_TUI_PLAIN_PAINT", "--token-file", "--insecure", "--version"):
        assert word in said
    for word in cli.WORDS:
        assert f"tts-tui {word}" in said
    assert max(len(line) for line in said.splitlines()) <= 80


def test_the_version(capsys) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"tts-tui {__version__}\n"


# As a process


def test_without_a_terminal_it_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tts_tui", SERVER],
        env={**os.environ, "TTS_TUI_TOKEN": TOKEN},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "tts-tui: needs a terminal for input and stderr\n"
    assert done.stdout == ""


def test_the_sandbox_says_its_address_user_and_key_and_serves_until_it_is_stopped() -> None:
    command = [sys.executable, "-m", "tts_tui", "sandbox", "--applications", "3", "--port", "0"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process,
        contextlib.ExitStack() as stack,
    ):
        stack.callback(process.kill)
        assert process.stdout is not None
        url, user, key = (process.stdout.readline().strip() for _ in range(3))
        request = urllib.request.Request(f"{url}/api/v3/auth_info", headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert user in answer.read().decode()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_port_that_is_taken_is_a_sentence(capsys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["sandbox", "--applications", "3", "--port", str(port)]) == 2
    assert capsys.readouterr().err == f"tts-tui sandbox: port {port} can't be used: Address already in use\n"
