"""What is said of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tts_tui.doctor.terminal import check

if TYPE_CHECKING:
    from pathlib import Path

    from tts_tui.doctor.findings import Finding

GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


async def found(
    size: tuple[int, int] | None = (120, 40), encoding: str = "utf-8", **environ: str
) -> dict[str, Finding]:
    names = ("kind", "colours", "size", "letters", "far", "clipboard")
    return dict(zip(names, await check({**GOOD, **environ}, size, encoding), strict=True))


async def test_a_good_terminal_is_good_all_over() -> None:
    assert {each.level for each in (await found()).values()} == {"ok"}


@pytest.mark.parametrize("kind", ["", "dumb", "unknown"])
async def test_a_terminal_that_can_draw_nothing_is_broken(kind: str) -> None:
    finding = (await found(TERM=kind))["kind"]
    assert finding.level == "broken"
    assert "xterm-256color" in finding.advice


@pytest.mark.parametrize(
    ("environ", "level", "says"),
    [
        ({"COLORTERM": "truecolor"}, "ok", "All colours"),
        ({"COLORTERM": "24bit"}, "ok", "All colours"),
        ({"COLORTERM": ""}, "ok", "256 colours"),
        ({"COLORTERM": "", "TERM": "xterm-direct"}, "ok", "256 colours"),
        ({"COLORTERM": "", "TERM": "xterm"}, "note", "16 colours"),
        ({"NO_COLOR": "1"}, "note", "NO_COLOR"),
    ],
)
async def test_colours_are_told_by_the_environment(environ: dict[str, str], level: str, says: str) -> None:
    finding = (await found(**environ))["colours"]
    assert finding.level == level
    assert says in finding.what


@pytest.mark.parametrize(
    ("size", "level"),
    [((80, 24), "ok"), ((79, 24), "note"), ((60, 16), "note"), ((59, 40), "warn"), ((80, 15), "warn")],
)
async def test_a_small_window_is_said(size: tuple[int, int], level: str) -> None:
    finding = (await found(size))["size"]
    assert finding.level == level
    assert f"{size[0]} columns and {size[1]} lines" in finding.what


async def test_no_size_is_made_up_where_there_is_no_terminal() -> None:
    finding = (await found(None))["size"]
    assert (finding.level, "no terminal" in finding.what) == ("note", True)


@pytest.mark.parametrize(("encoding", "level"), [("utf-8", "ok"), ("UTF8", "ok"), ("ascii", "broken"), ("", "broken")])
async def test_text_that_is_not_utf_8_is_said(encoding: str, level: str) -> None:
    assert (await found(encoding=encoding))["letters"].level == level


@pytest.mark.parametrize(
    ("environ", "level", "says"),
    [
        ({}, "ok", "neither"),
        ({"SSH_CONNECTION": "1"}, "ok", "Within SSH."),
        ({"SSH_TTY": "/dev/pts/1", "STY": "1.x"}, "note", "Within screen and SSH."),
    ],
)
async def test_what_is_between_the_program_and_the_person_is_said(
    environ: dict[str, str], level: str, says: str
) -> None:
    finding = (await found(**environ))["far"]
    assert finding.level == level
    assert says in finding.what


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def says(script: str) -> None:
        program = tmp_path / "tmux"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return says


@pytest.mark.parametrize(
    ("script", "level", "says"),
    [
        ('test "$*" = "show -sv set-clipboard" && echo external', "ok", "set-clipboard is external"),
        ("echo on", "ok", "set-clipboard is on"),
        ("echo off", "note", "set-clipboard is off"),
        ("exit 1", "warn", "can't be asked"),
    ],
)
async def test_within_tmux_the_way_of_the_clipboard_is_told_by_tmux(tmux, script: str, level: str, says: str) -> None:
    tmux(script)
    finding = (await found(TMUX="/tmp/tmux,1,0"))["clipboard"]
    assert finding.level == level
    assert says in finding.detail


async def test_a_tmux_that_is_not_in_the_path_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (await found(TMUX="/tmp/tmux,1,0"))["clipboard"].level == "warn"


async def test_a_tmux_that_hangs_is_left(tmux, monkeypatch: pytest.MonkeyPatch) -> None:
    tmux("exec sleep 600")
    monkeypatch.setattr("tts_tui.doctor.terminal._PATIENCE", 0.05)
    assert (await found(TMUX="/tmp/tmux,1,0"))["clipboard"].level == "warn"
