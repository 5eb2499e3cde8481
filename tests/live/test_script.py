"""Words of tts-tui as scripts: the five lines of the README as they stand there, and all the others."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tts_tui import cli

if TYPE_CHECKING:
    from tests.live.conftest import Server

pytestmark = pytest.mark.processes

README = Path(__file__).parents[2] / "README.md"


def the_script() -> str:
    """The block of shell that begins by creating an application."""
    (script,) = re.findall(r"```sh\n(tts-tui apps create.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return script


def test_the_readme_has_five_lines() -> None:
    assert len(the_script().splitlines()) == 5


Shell = Callable[[str], None]


@pytest.fixture
def shell(server: Server, fresh_id: str, tmp_path: Path) -> Shell:
    """Run a script. `$APP` is an ID that nobody has."""
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

    def run(script: str) -> None:
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

    return run


def test_the_guides_whole_job(shell: Shell, tts: Callable[..., Any], fresh_id: str, tmp_path: Path) -> None:
    *lines, last = the_script().splitlines()
    shell("\n".join(lines))
    application = tts("apps", "get", fresh_id)["application"]
    assert (application["name"], application["attributes"]) == ("My application", {"env": "test"})
    keys = tts("keys", "list", fresh_id)["keys"]
    assert [(key["name"], len(key["rights"])) for key in keys] == [("reader", 2)]
    secret = tmp_path / "reader-2.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert secret.read_text().split(".")[1] == keys[0]["id"]
    shell(last)
    assert fresh_id in {each["id"] for each in tts("apps", "list", "--deleted")["applications"]}


@pytest.fixture
def tts(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Any]:
    """Run those words of tts-tui in this process, which are to end so; their document where there is one."""
    monkeypatch.setenv("TTS_TUI_SERVER", server.url)
    monkeypatch.setenv("TTS_TUI_TOKEN", server.token.get_secret_value())
    monkeypatch.chdir(tmp_path)

    def run(*words: str, status: int = 0) -> Any:
        capsys.readouterr()
        try:
            ended = cli.main([*words, "--json"])
        except SystemExit as end:
            ended = end.code
        said = capsys.readouterr()
        assert ended == status, said.err
        return json.loads(said.out) if said.out else None

    return run


def test_every_word_for_applications_keys_and_access(tts: Callable[..., Any], fresh_id: str) -> None:
    """Their documents and their exit codes: what is there, what is found, what is refused."""
    app = fresh_id
    tts("apps", "create", app)
    tts("apps", "create", app, status=6)
    assert app in {each["id"] for each in tts("apps", "list")["applications"]}
    assert tts("apps", "set", app, "--name", "Water", "--description", "")["saved"] == ["name"]
    tts("apps", "set", app, "--name", "x" * 60, status=2)
    tts("apps", "get", f"no-{app}", status=5)

    old = tts("keys", "create", app, "--name", "old", "--preset", "read-data", "--out", "old.key")["key"]["id"]
    like_old = ("--rights-of", f"{app}/{old}", "--expires", "never")
    tts("keys", "create", app, "--name", "never", *like_old, "--out", "never.key")
    tts("keys", "create", app, "--right", "all", "--out", "old.key", status=2)
    rotated = tts("keys", "rotate", app, "old", "--old-expires", "7d", "--out", "new.key")
    assert (rotated["old"]["id"], rotated["old"]["fate"]) == (old, "expires")
    tts("keys", "revoke", app, "never", status=2)

    found = tts("audit", "--app", app, "--expires-within", "30d", status=1)
    assert {each["name"]: each["findings"] for each in found["keys"]} == {"old": ["expiring"], "never": ["never"]}
    ending = ("audit", "--app", app, "--only", "never", "--only", "expiring", "--revoke")
    planned = tts(*ending, "--dry-run", status=1)["changes"]
    assert [(each["method"], each["outcome"]) for each in planned] == [("DELETE", None)] * 2
    assert len(tts("keys", "list", app)["keys"]) == 3, "a dry run sends no write"
    assert [each["outcome"] for each in tts(*ending, "--yes")["changes"]] == ["revoked"] * 2
    assert tts(*ending, "--yes")["changes"] == [], "a second run skips what is done"

    (mine,) = tts("collaborators", "list", app)["collaborators"]
    me = f"{mine['kind']}/{mine['id']}"
    assert tts("collaborators", "set", app, me, "--right", "all")["outcome"] in ("changed", "unchanged")
    tts("collaborators", "remove", app, me, "--yes", status=6)
    tts("collaborators", "remove", app, "user/nobody-of-that-name", "--yes", status=5)
    rows = tts("access", app, "--can", "traffic-read")["rows"]
    assert {each["kind"] for each in rows} == {mine["kind"], "key"}

    tts("apps", "delete", app, "--yes")
    tts("apps", "delete", app, "--yes", status=5)
    tts("apps", "restore", app)
    tts("keys", "revoke", app, "old", "--yes")
    tts("apps", "delete", app, "--yes")
