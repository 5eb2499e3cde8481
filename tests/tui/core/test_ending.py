"""Ending for a reason from outside: in a terminal, as a person's shell sees it."""

from __future__ import annotations

import signal
import stat
import time
from typing import TYPE_CHECKING

import platformdirs
import pytest

from tests.terminal import Terminal
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.server import in_thread
from tts_tui.tui.core.ending import PATIENCE
from tts_tui.tui.core.terminal_driver import RESTORE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tts_tui.sandbox.app import Sandbox

DEMO: Sequence[str] = ("-m", "tts_tui", "demo")
HANGS = """
import asyncio, time
from tts_tui.cli import main
from tts_tui.session.session import Session

async def never(self):
    await asyncio.Event().wait()

Session.close = never
raise SystemExit(main(["demo"]))
"""
BLOCKED = """
import os, time
from tts_tui.tui.app import TTSApp
from tts_tui.cli import main

def block(self):
    os.write(2, b"blocked")
    while True:
        time.sleep(60)

TTSApp.action_help = block
raise SystemExit(main(["demo"]))
"""
STALLS = """
import sys
from pathlib import Path
from tts_tui.tui.app import TTSApp
from tts_tui.cli import main

def write_much(self):
    for _ in range(100):
        self._driver.write("much more than it takes " * 1_000)

def end_for(self, reason, ended=TTSApp._end_for):
    Path(sys.argv[1]).touch()
    ended(self, reason)

TTSApp.action_help, TTSApp._end_for = write_much, end_for
raise SystemExit(main(["demo"]))
"""
IGNORING = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_IGN)
from tts_tui.cli import main
raise SystemExit(main(["demo"]))
"""


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGQUIT, 131)],
)
def test_a_signal_restores_the_terminal_and_says_why(number: signal.Signals, status: int) -> None:
    with Terminal(*DEMO) as terminal:
        before = terminal.modes
        terminal.until("water-leaks")
        assert terminal.modes != before
        terminal.signal(number)
        terminal.until("\x1b[?1049l")
        terminal.until("tts-tui: ended by", start=terminal.written.rindex(b"\x1b[?1049l"))
        assert terminal.modes == before
        assert terminal.end() == status
    after = terminal.text
    for mode in ("?1000", "?1003", "?1015", "?1006", "?1049", "?1004", "?2004"):
        assert after.rfind(f"\x1b[{mode}l") > after.rfind(f"\x1b[{mode}h") >= 0, mode
        assert f"\x1b[{mode}l" in RESTORE
    assert after.rfind("\x1b[?25h") > after.rfind("\x1b[?25l")
    assert f"tts-tui: ended by {number.name}" in after[after.rfind("\x1b[?1049l") :]
    assert "Traceback" not in after


@pytest.mark.parametrize(("script", "key", "shown"), [(HANGS, "", ""), (BLOCKED, "?", "blocked")])
def test_what_hangs_holds_nothing_up(script: str, key: str, shown: str) -> None:
    with Terminal("-c", script) as terminal:
        before = terminal.modes
        terminal.until("water-leaks")
        if key:
            terminal.press(key, shown)
        started = time.monotonic()
        terminal.signal(signal.SIGTERM)
        terminal.until("tts-tui: ended by SIGTERM")
        assert terminal.modes == before
        assert terminal.end() == 143
    assert time.monotonic() - started < PATIENCE + 10  # seconds of leave for a machine that is busy
    assert terminal.text.rfind("\x1b[?1049l") > terminal.text.rfind("\x1b[?1049h")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_takes_nothing_more_holds_nothing_up(number: signal.Signals, tmp_path: Path) -> None:
    with Terminal("-c", STALLS, str(tmp_path / "ended")) as terminal:
        terminal.until("water-leaks")
        terminal.press("?", "much more than it takes")
        terminal.signal(number)
        assert terminal.end_unread() == 128 + number
    assert (tmp_path / "ended").exists()  # what is to be done at the end was done


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_a_hidden_question_lets_what_is_typed_be_seen_again(number: signal.Signals) -> None:
    with Terminal("-m", "tts_tui", "login", "http://127.0.0.1:1", "--key", "--keep", "file") as terminal:
        before = terminal.modes
        terminal.until("API key (")
        assert terminal.modes != before
        terminal.signal(number)
        terminal.until(f"tts-tui: ended by {number.name}")
        assert terminal.modes == before
        assert terminal.end() == 128 + number
    assert "Traceback" not in terminal.text


@pytest.mark.parametrize("script", [("-m", "tts_tui", "demo"), ("-c", IGNORING)], ids=["SIGHUP", "none"])
def test_a_terminal_that_goes_away_ends_the_program(script: Sequence[str]) -> None:
    with Terminal(*script) as terminal:
        terminal.until("water-leaks")
        assert terminal.hang_up() == 129


@pytest.fixture
def sandbox() -> Sandbox:
    """A server with one person, alice."""
    from tts_tui.sandbox.app import Sandbox

    made = Sandbox()
    made.add_user("alice")
    return made


@pytest.fixture
def person(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Alice's token, for a start that opens the sandbox with it."""
    token = sandbox.add_key("user", "alice")
    with in_thread(sandbox) as url:
        monkeypatch.setenv("TTS_TUI_SERVER", url)
        monkeypatch.setenv("TTS_TUI_TOKEN", token)
        yield token


def left_behind() -> list[Path]:
    return [each for each in platformdirs.user_state_path("tts-tui").glob("left-behind/**/*") if each.is_file()]


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGHUP, "lost"])
def test_what_was_being_typed_is_offered_by_the_next_start(person: str, way: signal.Signals | str) -> None:
    with Terminal("-m", "tts_tui") as terminal:
        terminal.until("alice")
        terminal.press("n", "New application")
        terminal.press("half-typed")
        terminal.until_shown("half-typed")
        if isinstance(way, signal.Signals):
            terminal.signal(way)
            assert terminal.end() == 128 + way
        else:
            assert terminal.hang_up() == 129
    (file,) = left_behind()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"half-typed" in file.read_bytes()
    assert person.encode() not in file.read_bytes()
    if way is not signal.SIGTERM:  # the next start finds the same file after each
        return
    with Terminal("-m", "tts_tui") as terminal:
        terminal.until("You were typing a new application when tts-tui was stopped.")
        terminal.answer("y", "half-typed")
        assert left_behind() == []
        terminal.signal(signal.SIGTERM)
        assert terminal.end() == 143
    assert len(left_behind()) == 1


def test_a_change_without_an_answer_is_told_by_the_next_start(person: str, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("POST", latency=5))
    with Terminal("-m", "tts_tui") as terminal:
        terminal.until("alice")
        terminal.press("n", "New application")
        terminal.press("half-sent", "half-sent")
        terminal.press("\x13", "Sending")
        while not sandbox.requests or sandbox.requests[-1].method != "POST":
            time.sleep(0.01)
        terminal.signal(signal.SIGTERM)
        assert terminal.end() == 143
    assert {each.suffix for each in left_behind()} == {".draft", ".unanswered"}
    with Terminal("-m", "tts_tui") as terminal:
        terminal.until("You were typing a new application", "POST /users/alice/applications had no answer")
        terminal.answer("n", "Filter")
        assert left_behind() == []


def test_the_terminal_says_its_size_not_the_environment() -> None:
    with Terminal(*DEMO, environment={"COLUMNS": "50", "LINES": "10"}, size=(100, 30)) as terminal:
        terminal.until("water-leaks", "\x1b[30;")
        assert "tts-tui needs" not in terminal.text
        start = len(terminal.written)
        terminal.resize(90, 40)
        terminal.until("\x1b[40;", start=start)
        terminal.press("q")
        assert terminal.end() == 0


def test_where_no_shell_does_job_control_it_is_not_suspended() -> None:
    with Terminal(*DEMO) as terminal:
        terminal.until("water-leaks")
        terminal.press("\x1a")
        terminal.until_shown("Can't suspend")
        terminal.press("q")
        assert terminal.end() == 0
