"""`tts-tui login` with a browser of this machine, and in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import webbrowser
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.cli.seam import SECRET, stored
from tests.terminal import Terminal
from tts_tui.api.oauth import Tokens
from tts_tui.servers.model import Server
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import accounts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox

BROWSER = """\
import sys, urllib.error, urllib.request
print(sys.argv, file=open({log!r}, "w"))
opener = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
try:
    opener.open(sys.argv[1]{change}, timeout=30).read()
except urllib.error.HTTPError:
    pass
"""


# With a browser of this machine


def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str = "") -> Path:
    """A browser that opens an address and follows it; the file in which it notes what it was started with."""
    log = tmp_path / "started"
    script = tmp_path / "browser.py"
    script.write_text(BROWSER.format(log=str(log), change=change))
    start(monkeypatch, f"{sys.executable} {script} %s")
    return log


def start(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("BROWSER", command)
    monkeypatch.setattr(webbrowser, "_tryorder", None)  # else it stays with the browsers that it found first


def test_a_browser_of_this_machine_brings_the_code_by_itself(tts: TTS, url: str, tmp_path, monkeypatch) -> None:
    log = browser(tmp_path, monkeypatch)
    status, out, err = tts("login", url, "--browser", "--keep", "file")
    assert (status, err) == (0, "")
    assert "Signed in" in out
    assert isinstance(stored(url), Tokens)
    assert "redirect_uri=local-callback%3Fport%3D" in log.read_text()
    assert not SECRET.search(log.read_text())


def test_a_browser_that_stays_open_is_not_waited_for(tts: TTS, url: str, tmp_path, monkeypatch) -> None:
    fifo, script = tmp_path / "open", tmp_path / "browser.py"
    os.mkfifo(fifo)
    script.write_text(
        "import os, select, signal, sys, urllib.request\n"
        "signal.alarm(20)\n"
        f"stays = os.open({str(fifo)!r}, os.O_RDONLY | os.O_NONBLOCK)\n"
        "opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))\n"
        "opener.open(sys.argv[1], timeout=10).read()\n"
        "select.select([stays], [], [])\n"
    )
    start(monkeypatch, f"{sys.executable} {script} %s")
    status, out, _ = tts("login", url, "--browser", "--keep", "file")
    assert status == 0
    assert "Signed in" in out
    closing = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)  # fails where the browser has ended
    os.write(closing, b"close")
    os.close(closing)


def test_a_browser_whose_command_makes_no_sense_leaves_the_address(tts: TTS, url: str, monkeypatch) -> None:
    start(monkeypatch, "browser 'x")
    monkeypatch.setattr("tts_tui.cli.login._PATIENCE", 0.01)
    status, out, err = tts("login", url, "--browser", "--keep", "file")
    assert (status, err.startswith("tts-tui login: The browser didn't answer.")) == (1, True)
    assert "/oauth/authorize?" in out


def test_a_browser_that_brings_an_error_is_told(tts: TTS, url: str, tmp_path, monkeypatch) -> None:
    browser(tmp_path, monkeypatch, '.replace("response_type=code", "response_type=x")')
    status, _, err = tts("login", url, "--browser", "--keep", "file")
    assert status == 1
    assert err.startswith("tts-tui login: The server refused the login: The authorization server does not support")


def test_a_browser_that_never_comes_back_is_not_waited_for_for_ever(tts: TTS, url: str, monkeypatch) -> None:
    start(monkeypatch, "true %s")
    monkeypatch.setattr("tts_tui.cli.login._PATIENCE", 0.01)
    status, _, err = tts("login", url, "--browser", "--keep", "file")
    assert (status, err) == (
        1,
        "tts-tui login: The browser didn't answer. Without --browser you can paste the code instead.\n",
    )


# From a program


def test_a_program_reads_the_address_and_writes_where_it_landed(url: str) -> None:
    command = [sys.executable, "-m", "tts_tui", "login", url, "--keep", "file"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            address = next(line.strip() for line in process.stdout if line.startswith("http"))
            landed = httpx.get(address, follow_redirects=True, trust_env=False).url
            out, _ = process.communicate(f"{landed}\n", timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Signed in" in out
    assert not SECRET.search(out)


# In a terminal


def test_in_a_terminal_it_asks_where_and_shows_nothing_of_what_is_pasted(sandbox: Sandbox, url: str) -> None:
    code = sandbox.add_code("alice")
    with Terminal("-m", "tts_tui", "login", url) as terminal:
        terminal.until("Store the token in", "1  A file that only you can read", "1 to 1:")
        terminal.press("7\r", "1 to 1:")
        terminal.press("1\r", "/oauth/authorize?", "Paste the code")
        terminal.press(f"{code}\r", "Signed in to")
        assert terminal.end() == 0
    assert not SECRET.search(terminal.text)
    assert isinstance(stored(url), Tokens)


def test_in_a_terminal_the_address_of_another_login_is_told_and_asked_for_again(sandbox: Sandbox, url: str) -> None:
    with Terminal("-m", "tts_tui", "login", url, "--keep", "file") as terminal:
        terminal.until("Paste the code")
        terminal.press(f"{url}/oauth/code?code=MF2XI.A.B&state=other\r", "belongs to another login", "Paste the code")
        terminal.press(f"{sandbox.add_code('alice')}\r", "Signed in to")
        assert terminal.end() == 0
    assert isinstance(stored(url), Tokens)


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("", 1), ("n", 1), ("\x03", 130)])
def test_in_a_terminal_another_account_is_asked_about(sandbox: Sandbox, url: str, answer: str, status: int) -> None:
    ServerFile().add(Server(name="lab", identity_server=url, token="file"))
    accounts.remember("lab", ("user", "bob"))
    with Terminal("-m", "tts_tui", "login", "lab") as terminal:
        terminal.until("Paste the code")
        terminal.press(
            f"{sandbox.add_code('alice')}\r", "until now bob was signed in to lab", "Continue as alice? [y/N]"
        )
        assert stored(url) is None
        terminal.press(answer if status == 130 else f"{answer}\r")
        assert terminal.end() == status
    assert "Traceback" not in terminal.text
    assert (stored(url) is not None) is (status == 0)
    assert bool(sandbox.store.access_tokens) is (status == 0)
    assert accounts.remembered("lab") == ("user", "alice" if status == 0 else "bob")


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl+c", "ctrl+d"])
def test_a_question_can_be_left_at_once(url: str, key: str) -> None:
    with Terminal("-m", "tts_tui", "login", url, "--keep", "file") as terminal:
        terminal.until("Paste the code")
        terminal.press(key, "tts-tui login: stopped")
        assert terminal.end() == 130
    assert "Traceback" not in terminal.text
    assert stored(url) is None


def test_waiting_for_a_browser_can_be_left(url: str) -> None:
    with Terminal(
        "-m", "tts_tui", "login", url, "--browser", "--keep", "file", environment={"BROWSER": "true %s"}
    ) as t:
        t.until("Waiting for the browser")
        t.press("\x03", "tts-tui login: stopped")
        assert t.end() == 130
    assert "Traceback" not in t.text
