"""What can't be drawn is refused with a sentence that says what to set."""

from __future__ import annotations

import io
import sys

import pytest

from tests.terminal import Terminal
from tts_tui.text.drawable import is_utf8, why_undrawable

PLAIN = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8", "UTF_8"])
def test_utf_8_has_many_names(encoding: str) -> None:
    assert is_utf8(encoding)
    assert why_undrawable({"TERM": "xterm"}, encoding) is None


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "ANSI_X3.4-1968", "cp1252", "", None])
def test_another_encoding_is_refused_with_what_to_set(encoding: str | None) -> None:
    why = why_undrawable({"TERM": "xterm"}, encoding)
    assert why is not None
    assert "LC_ALL=C.UTF-8" in why


@pytest.mark.parametrize("kind", ["", "dumb", "unknown", None])
def test_a_terminal_that_can_not_place_its_cursor_is_refused(kind: str | None) -> None:
    why = why_undrawable({} if kind is None else {"TERM": kind}, "utf-8")
    assert why is not None
    assert "TERM=xterm-256color" in why


def test_a_qr_code_is_left_out_where_its_blocks_can_not_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    from tts_tui.cli import login

    stream = io.TextIOWrapper(io.BytesIO(), encoding="iso-8859-1")
    monkeypatch.setattr(sys, "stdout", stream)
    login._draw("https://thethings.example.com/oauth/authorize")
    stream.flush()
    assert stream.buffer.getvalue() == b""


def test_doctor_says_the_size_that_the_program_takes() -> None:
    exported = {"COLUMNS": "50", "LINES": "10"}
    with Terminal("-m", "tts_tui", "doctor", environment=exported, size=(100, 30)) as terminal:
        terminal.end()
    assert "100 columns and 30 lines." in terminal.text
    with Terminal("-m", "tts_tui", "doctor", environment=exported, size=(0, 0)) as terminal:
        terminal.end()
    assert "80 columns and 24 lines." in terminal.text
