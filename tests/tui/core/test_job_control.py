"""ctrl+z under what starts programs: a shell that brings them back, and a container's init, which doesn't."""

from __future__ import annotations

import sys

import pytest

from tests.terminal import Terminal

STARTER = """
import os, signal, sys
from pathlib import Path
from tts_tui.cli import main

name, *words = sys.argv[1:]
if name:
    Path("/proc/self/comm").write_text(name)
for number in (signal.SIGTTOU, signal.SIGTTIN, signal.SIGTSTP):
    signal.signal(number, signal.SIG_IGN)
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    for number in (signal.SIGTTOU, signal.SIGTTIN, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
    if words:
        os.execv(words[0], words)
    raise SystemExit(main(["demo"]))
_, status = os.waitpid(job, os.WUNTRACED)
while os.WIFSTOPPED(status):
    os.tcsetpgrp(0, os.getpgrp())
    print("The shell is back.", flush=True)
    sys.stdin.readline()
    os.tcsetpgrp(0, job)
    os.killpg(job, signal.SIGCONT)
    _, status = os.waitpid(job, os.WUNTRACED)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Starts a job in a group of its own, as shells and some inits do, and goes on with it when it has stopped.

The first argument is what the kernel is to call it; the others are the job, which is the demo where there are none.
"""

SCRIPT = ("/bin/sh", "-c", f"{sys.executable} -m tts_tui demo; exit $?")


@pytest.mark.parametrize("words", [(), SCRIPT], ids=["itself", "a script"])
def test_the_whole_job_stops_and_a_shell_brings_it_back(words: tuple[str, ...]) -> None:
    with Terminal("-c", STARTER, "", *words) as terminal:
        before = terminal.modes
        terminal.until("water-leaks")
        terminal.press("\x1a", "The shell is back.")
        assert terminal.text.rfind("\x1b[?1049l") > terminal.text.rfind("\x1b[?1049h")
        assert terminal.modes == before
        terminal.press("fg\n", "\x1b[?1049h", "water-leaks")
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.parametrize("name", ["tini", "docker-init", "catatonit"])
def test_an_init_brings_nothing_back(name: str) -> None:
    with Terminal("-c", STARTER, name) as terminal:
        terminal.until("water-leaks")
        terminal.press("\x1a")
        terminal.until_shown("Can't suspend")
        terminal.press("q")
        assert terminal.end() == 0
