"""Copying: by tmux where there is tmux, else by OSC 52; never acknowledged, and so never called done."""

from __future__ import annotations

import asyncio
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from tts_tui.tui.core import clipboard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "NNSXS.KEYID.TOPSECRET\nwith 水"
BY_TERMINAL = "your terminal, which may ignore it"
BY_TMUX = "tmux, which keeps it in its paste buffer and passes it to your terminal"


class Terminal:
    """What `copy` needs of an App: Textual writes OSC 52 and keeps what it copied."""

    def __init__(self) -> None:
        self._clipboard = ""
        self.sent: list[str] = []

    def copy_to_clipboard(self, text: str) -> None:
        self._clipboard = text
        self.sent.append(text)


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put a `tmux` on the path that does what the shell script says; gives the folder in which it runs."""

    def made(script: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "tmux"
        program.write_text(f"#!/bin/sh\ncd {tmp_path}\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
        monkeypatch.setenv("TMUX", "/tmp/tmux-1000/default,1,0")
        return tmp_path

    return made


async def test_tmux_gets_the_text_on_its_standard_input_and_nothing_in_its_arguments(terminal, tmux) -> None:
    folder = tmux('printf "%s|" "$@" > arguments; cat > text')
    assert await clipboard.copy(terminal, TEXT, secret=True) == BY_TMUX
    assert (folder / "arguments").read_text() == "load-buffer|-w|-|"
    assert (folder / "text").read_text() == TEXT
    assert not terminal.sent
    assert terminal._clipboard == ""


@pytest.mark.parametrize(
    "script",
    ["cat > /dev/null; exit 1", "exit 1", "echo 'unknown flag -w' >&2; exit 1", "kill -9 $$"],
    ids=["refuses", "does not even read", "too old for -w", "dies"],
)
async def test_a_tmux_that_fails_leaves_it_to_the_terminal(terminal, tmux, script: str, capfd) -> None:
    tmux(script)
    assert await clipboard.copy(terminal, TEXT) == BY_TERMINAL
    assert terminal.sent == [TEXT]
    assert capfd.readouterr() == ("", "")  # its words would end on the screen


async def test_a_tmux_that_never_ends_is_ended(tmux, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, start, started = tmux("exec sleep 1000"), asyncio.create_subprocess_exec, []

    async def noted(*arguments: Any, **options: Any) -> asyncio.subprocess.Process:
        started.append(await start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    assert not await clipboard._tmux(str(folder / "bin" / "tmux"), TEXT, patience=0.05)
    with pytest.raises(ProcessLookupError):  # it is neither running nor dead and not yet waited for
        os.kill(started[0].pid, 0)


async def test_a_tmux_that_cannot_be_started_leaves_it_to_the_terminal(tmp_path: Path) -> None:
    assert not await clipboard._tmux(str(tmp_path / "missing"), TEXT)


async def test_without_tmux_the_terminal_is_asked(terminal, tmux, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmux("touch asked")
    monkeypatch.delenv("TMUX")
    assert await clipboard.copy(terminal, TEXT) == BY_TERMINAL
    assert terminal.sent == [TEXT]
    assert not (folder / "asked").exists()


async def test_in_a_tmux_whose_program_is_missing_the_terminal_is_asked(
    terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-1000/default,1,0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert await clipboard.copy(terminal, TEXT) == BY_TERMINAL


async def test_a_secret_does_not_stay_in_the_programs_own_clipboard(terminal) -> None:
    await clipboard.copy(terminal, TEXT)
    assert terminal._clipboard == TEXT
    await clipboard.copy(terminal, TEXT, secret=True)
    assert terminal._clipboard == ""


async def test_textual_still_keeps_its_copies_where_they_are_taken_from() -> None:
    from textual.app import App

    app: App[None] = App()
    async with app.run_test():
        await clipboard.copy(app, "an ID")
        assert app.clipboard == "an ID"
        await clipboard.copy(app, TEXT, secret=True)
        assert app.clipboard == ""
