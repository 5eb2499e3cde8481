"""What the terminal sends and the program can't use."""

from __future__ import annotations

from tests.terminal import Terminal


def test_bytes_that_are_no_utf_8_end_nothing() -> None:
    with Terminal("-m", "tts_tui", "demo") as terminal:
        terminal.until("water-leaks")
        terminal.send(b"\xfc\xff")
        terminal.press("/", "filter")
        terminal.send("ü".encode()[:1])
        terminal.send("ü".encode()[1:] + b"\xe4x")
        terminal.until("ü\ufffdx")
        terminal.press("\x11")
        assert terminal.end() == 0
    assert "Traceback" not in terminal.text
