"""The person's editor gets the terminal, and what it saved comes back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.terminal import Terminal
from tts_tui.tui.core.editor import EditorFailed, editor_words

if TYPE_CHECKING:
    from pathlib import Path

EDITOR = """
import os, pathlib, signal, sys

file, ticks = pathlib.Path(sys.argv[1]), pathlib.Path(os.environ["TICKS"])
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.killpg(os.getpgrp(), signal.SIGINT)  # as ctrl+c does
seen = ticks.stat().st_size
while ticks.stat().st_size < seen + 2 * 100:
    os.sched_yield()
print("EDITING", file.name, oct(file.stat().st_mode & 0o777), file.read_text(), flush=True)
line = input()
print("GOT", line, flush=True)
if line == "fail":
    sys.exit(3)
file.write_text(line + "\\n")
"""
PROGRAM = """
import os
from textual.app import App
from textual.widgets import Static
from tts_tui.tui.core.editor import EditorFailed, edited
from tts_tui.tui.core.terminal_driver import TerminalDriver

class Program(App):
    BINDINGS = [("e", "edit"), ("q", "quit")]
    text = "before"
    file = open(os.environ["TICKS"], "w", buffering=1)

    def compose(self):
        yield Static("ready", id="words")

    def on_mount(self):
        self.set_interval(0.001, self.tick)

    def tick(self):
        self.file.write(".\\n")
        self._driver.write("\\x1b[0m")  # a hundred are more than the queue of what is written has room for

    def action_edit(self):
        self.run_worker(self.edit())

    async def edit(self):
        try:
            self.text = await edited(self, self.text, "script.js")
        except EditorFailed as error:
            self.text = str(error)
        self.query_one("#words").update(f"now: {self.text!r}")

Program(driver_class=TerminalDriver).run()
"""


def test_what_the_editor_saved_comes_back_and_the_program_goes_on_meanwhile(tmp_path: Path) -> None:
    editor = tmp_path / "an editor.py"
    editor.write_text(EDITOR)
    words = f"{sys.executable} '{editor}'"
    with Terminal(
        "-c", PROGRAM, environment={"EDITOR": words, "VISUAL": None, "TICKS": str(tmp_path / "ticks")}
    ) as terminal:
        terminal.until_shown("ready")
        terminal.press("e", "EDITING script.js 0o600 before")
        assert terminal.text.rfind("\x1b[?1049l") > terminal.text.rfind("\x1b[?1049h")
        terminal.press("after\n", "GOT after")
        terminal.until_shown("now: 'after'")
        terminal.press("e", "EDITING script.js 0o600 after")
        terminal.press("fail\n", "GOT fail")
        terminal.until_shown("The editor exited with status 3")
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"VISUAL": "vim -f", "EDITOR": "ed"}, ["vim", "-f"]),
        ({"VISUAL": " ", "EDITOR": "ed"}, ["ed"]),
        ({}, ["vi"]),
    ],
)
def test_visual_comes_before_editor_and_vi_is_there_for_whoever_has_neither(
    environment: dict[str, str], words: list[str], tmp_path: Path
) -> None:
    for each in ("vim", "ed", "vi"):
        (tmp_path / each).touch(mode=0o755)
    assert editor_words({**environment, "PATH": str(tmp_path)}) == words


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"EDITOR": "no-such-editor"}, "The editor in EDITOR was not found."),
        ({"VISUAL": "vim '"}, "VISUAL can't be read as a command."),
        ({}, "No editor: set EDITOR"),
    ],
)
def test_an_editor_that_is_not_there_is_told(environment: dict[str, str], reason: str, tmp_path: Path) -> None:
    with pytest.raises(EditorFailed, match=reason):
        editor_words({**environment, "PATH": str(tmp_path)})
