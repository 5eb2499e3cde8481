"""`tts-tui completion`: a script for each shell, which knows every word and runs no Python."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from tts_tui.cli import WORDS
from tts_tui.servers.model import RESERVED

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.seam import TTS


def test_every_word_is_there_and_no_server_can_be_named_so() -> None:
    for word, file in WORDS.items():
        assert callable(getattr(import_module(f"tts_tui.cli.{file}"), word))
    assert WORDS.keys() <= RESERVED


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_every_word(tts: TTS, shell: str) -> None:
    status, out, _ = tts("completion", shell)
    assert status == 0
    for word in (*WORDS, "rotate", "revoke-old" if shell == "fish" else "--revoke-old", "expiring"):
        assert word in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_is_printed_is_a_script(tts: TTS, tmp_path: Path, shell: str) -> None:
    if (program := shutil.which(shell)) is None:
        pytest.skip(f"no {shell} here")
    script = tmp_path / "script"
    script.write_text(tts("completion", shell)[1])
    subprocess.run([program, "-n", str(script)], check=True)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("key", "keys"),
        ("keys ro", "rotate"),
        ("servers ad", "add"),
        ("login --from", "--from-ttn-lw-cli"),
        ("audit --only expi", "expired expiring"),
        ("keys create --preset read", "read-data"),
    ],
)
def test_bash_completes(tts: TTS, tmp_path: Path, typed: str, completed: str) -> None:
    script = tmp_path / "script"
    script.write_text(tts("completion", "bash")[1])
    at = f"COMP_WORDS=(tts-tui {typed}); COMP_CWORD={len(typed.split())}"
    run = f'source {script}; {at}; _shtab_tts_tui; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", run], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == completed


def test_a_word_imports_nothing_of_it() -> None:
    script = """
import sys
from tts_tui.cli import main
try:
    main(["keys", "list", "--help"])
except SystemExit:
    print("shtab" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("False\n")
