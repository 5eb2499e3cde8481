"""`tts-tui doctor` as a command."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest
import trustme

from tts_tui import cli
from tts_tui.sandbox import Sandbox
from tts_tui.sandbox.server import in_thread
from tts_tui.servers.last_used import remember
from tts_tui.servers.servers_file import ServerFile

if TYPE_CHECKING:
    from pathlib import Path


def said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_the_command_says_it_in_sections_and_ends_well(capsys, monkeypatch) -> None:
    sandbox = Sandbox()
    sandbox.add_user("alice")
    key = sandbox.add_key("user", "alice")
    monkeypatch.setenv("TTS_TUI_TOKEN", key)
    with in_thread(sandbox) as url:
        assert cli.main(["doctor", url]) == 0
    out = said(capsys)
    for line in ("Program", "Files", "Keyring", "Server", "Token", "Terminal", "No problems."):
        assert line in out.splitlines()
    assert "  ok     Signed in as user alice." in out
    assert key not in out
    assert "\x1b" not in out
    assert all(len(line) <= 80 for line in out.splitlines() if " " in line.strip())


def test_a_server_that_is_not_there_ends_with_1(capsys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert cli.main(["doctor", f"http://127.0.0.1:{port}"]) == 1
    out = said(capsys)
    assert "  BROKEN Could not ask the server. The server can't be reached." in out
    assert out.endswith("1 problem.\n")


def test_a_server_that_hangs_is_left_after_the_time_given(capsys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert cli.main(["doctor", f"http://127.0.0.1:{port}", "--timeout", "0.05"]) == 1
        assert cli.main(["doctor", f"https://127.0.0.1:{port}", "--timeout", "0.05"]) == 1
    out = said(capsys)
    assert "no answer within 0.05 s" in out
    assert "timed out" in out


def test_without_any_server_it_ends_well(capsys) -> None:
    assert cli.main(["doctor"]) == 0
    assert "No server is known yet." in said(capsys)


def test_the_last_server_is_taken_where_none_is_named(capsys) -> None:
    remember("http://127.0.0.1:9")
    cli.main(["doctor", "--timeout", "5"])
    assert "Server 127.0.0.1:9." in said(capsys)


def test_a_token_of_a_file_is_used(capsys, tmp_path: Path) -> None:
    sandbox = Sandbox()
    sandbox.add_user("alice")
    file = tmp_path / "token"
    file.write_text(sandbox.add_key("user", "alice"))
    with in_thread(sandbox) as url:
        assert cli.main(["doctor", url, "--token-file", str(file)]) == 0
        assert "Signed in as user alice." in said(capsys)
        assert cli.main(["doctor", url, "--token-file", str(tmp_path / "none")]) == 1
        assert "No token in the file." in said(capsys)


def test_a_server_over_tls_is_asked_by_its_own_authority(capsys, over_tls, authority: trustme.CA, tmp_path) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    sandbox = Sandbox()
    with over_tls(sandbox, authority.issue_cert("localhost")) as url:
        ServerFile().path.parent.mkdir(parents=True)
        ServerFile().path.write_text(
            f'[servers.prod]\nidentity_server = "{url}"\ncluster = "{url.replace("localhost", "127.0.0.1")}"\n'
            f'ca_file = "{tmp_path / "ca.pem"}"\n'
        )
        assert cli.main(["doctor", "prod"]) == 1
        out = said(capsys)
        assert "CA file can be read" in out
        assert "localhost" in out.partition("TLS is trusted.")[0].splitlines()[-1]
        assert "The Things Stack answers." in out
        assert "The certificate is not for 127.0.0.1." in out
        before = len(sandbox.requests)
        assert cli.main(["doctor", url.replace("localhost", "127.0.0.1")]) == 1
        assert "doesn't know the certificate's authority" in " ".join(said(capsys).split())
        assert len(sandbox.requests) == before  # what isn't trusted is not asked


def test_colours_are_for_a_terminal_and_those_who_want_them(capsys, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    cli.main(["doctor"])
    assert "\x1b[32mok" in said(capsys)
    monkeypatch.setenv("NO_COLOR", "1")
    cli.main(["doctor"])
    assert "\x1b" not in said(capsys)


@pytest.mark.parametrize("words", [["--timeout", "0"], ["--timeout", "nan"], ["--timeout", "x"], ["a", "b"]])
def test_a_command_line_that_makes_no_sense_is_refused(capsys, words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["doctor", *words])
    assert end.value.code == 2


def test_ctrl_c_ends_it(capsys, monkeypatch) -> None:
    def interrupted(main: object) -> None:
        main.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(asyncio, "run", interrupted)
    assert cli.main(["doctor"]) == 130
