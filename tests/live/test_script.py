"""The five lines of shell in the README, run as they stand there."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.live.conftest import Server

README = Path(__file__).parents[2] / "README.md"


def the_script() -> str:
    """The block of shell that begins by creating an application."""
    (script,) = re.findall(r"```sh\n(tts-tui apps create.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return script


def test_the_readme_has_five_lines() -> None:
    assert len(the_script().splitlines()) == 5


def test_the_guides_whole_job(server: Server, fresh_id: str, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "tts-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tts_tui "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "APP": fresh_id,
        "TTS_TUI_SERVER": server.url,
        "TTS_TUI_TOKEN": server.token.get_secret_value(),
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(README.parent),
    }

    def run(script: str) -> str:
        done = subprocess.run(
            ["sh", "-euc", script],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    *lines, last = the_script().splitlines()
    run("\n".join(lines))
    application = json.loads(run('tts-tui apps get "$APP" --json'))["application"]
    assert (application["name"], application["attributes"]) == ("My application", {"env": "test"})
    keys = json.loads(run('tts-tui keys list "$APP" --json'))["keys"]
    assert [(key["name"], len(key["rights"])) for key in keys] == [("reader", 2)]
    secret = tmp_path / "reader-2.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert secret.read_text().split(".")[1] == keys[0]["id"]
    run(last)
    deleted = json.loads(run("tts-tui apps list --deleted --json"))["applications"]
    assert fresh_id in {each["id"] for each in deleted}
