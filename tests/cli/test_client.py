"""The program itself in a terminal: what is shown before a server is known, and how it ends where none can be."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.terminal import Terminal
from tts_tui.servers.servers_file import ServerFile

if TYPE_CHECKING:
    from pathlib import Path

    from tts_tui.sandbox.app import Sandbox

LEFT = "\x1b[?1049l"
"""What takes the terminal back to what was on it before."""


def test_what_can_not_be_started_is_said_after_the_terminal_has_been_left() -> None:
    with Terminal("-m", "tts_tui", "produ") as terminal:
        assert terminal.end() == 2
        _, _, after = terminal.text.rpartition(LEFT)
        assert "tts-tui: error: Not an address: 'produ'." in after
        assert "Traceback" not in terminal.text


def test_a_broken_file_of_servers_that_is_not_needed_is_told_in_the_program() -> None:
    ServerFile().path.parent.mkdir(parents=True)
    ServerFile().path.write_text("[servers.prod\n")
    with Terminal("-m", "tts_tui", "http://127.0.0.1:1", size=(120, 40)) as terminal:
        terminal.until("editor;")  # a word, as the sentence is broken where its lines end
        terminal.press("\x11")
        assert terminal.end() == 0


def test_the_screen_is_there_while_a_token_is_still_to_come_through_a_pipe(
    sandbox: Sandbox, url: str, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "token")
    with Terminal("-m", "tts_tui", url, "--token-file", str(tmp_path / "token")) as terminal:
        terminal.until("Help")
        with (tmp_path / "token").open("w") as pipe:
            pipe.write(sandbox.add_key("user", "alice"))
        terminal.until("Applications")


def test_a_pipe_that_nobody_writes_to_keeps_nobody_from_leaving(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "token")
    with Terminal("-m", "tts_tui", "http://127.0.0.1:1", "--token-file", str(tmp_path / "token")) as terminal:
        terminal.until("Help")
        terminal.press("\x11")
        assert terminal.end() == 0
