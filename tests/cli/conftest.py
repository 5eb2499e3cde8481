"""A server on this machine, and the command line that is run against it."""

from __future__ import annotations

import asyncio
import io
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.seam import SECRET
from tts_tui import cli
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.server import in_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from tests.cli.seam import TTS
    from tts_tui.session.start import Start


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Start]:
    """What would have been started."""
    starts: list[Start] = []

    def run(prepare: Callable[[], Coroutine[Any, Any, Start]], *, theme: str = "") -> int:
        starts.append(asyncio.run(prepare()))
        return 0

    monkeypatch.setattr("tts_tui.cli.client.run", run)
    monkeypatch.setattr("tts_tui.cli.demo.run", run)
    return starts


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    with in_thread(sandbox) as base_url:
        yield base_url


@pytest.fixture
def signed_in(sandbox: Sandbox, url: str, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The server of `url`, with alice's key in the environment."""
    monkeypatch.setenv("TTS_TUI_SERVER", url)
    monkeypatch.setenv("TTS_TUI_TOKEN", sandbox.add_key("user", "alice"))
    return sandbox


@pytest.fixture
def tts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TTS:
    """Run `tts-tui` with that piped in; the status, and what was said on stdout and on stderr: never a secret."""

    def run(*words: str, stdin: str | io.TextIOBase = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin) if isinstance(stdin, str) else stdin)
        try:
            status = cli.main(words)
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        assert not SECRET.search(said.out + said.err)
        return status, said.out, said.err

    return run
