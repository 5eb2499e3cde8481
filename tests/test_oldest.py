"""The oldest versions that pyproject.toml allows of what once broke every request."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

OLDEST = Path(sys.prefix) / "oldest"
"""Where `make` installs requirements/oldest.txt, beside everything else."""

SCRIPT = """
import asyncio, warnings
from importlib.metadata import version
warnings.simplefilter("error")
from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.server import in_thread

sandbox = Sandbox()
sandbox.add_user("alice")
key = SecretStr(sandbox.add_key("user", "alice"))

async def ask(url):
    async with Client(url, key) as tts:
        return (await tts.auth.info()).entity_id

with in_thread(sandbox) as url:
    print(version("anyio"), asyncio.run(ask(url)))
"""


def test_requests_work_with_the_oldest_anyio() -> None:
    assert OLDEST.is_dir(), "run `make test`, which puts it there"
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())
    (bounds,) = [each for each in project["project"]["dependencies"] if each.startswith("anyio")]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": str(OLDEST)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    version, who = done.stdout.split()
    assert bounds == f"anyio>={version},<5"
    assert who == "alice"
