"""Ctrl+C while changes are being sent, wherever it comes."""

from __future__ import annotations

import asyncio
import io
import signal
import sys
from typing import TYPE_CHECKING

from tts_tui.cli.stopping import stopping

if TYPE_CHECKING:
    import pytest
    from typing_extensions import Buffer


class _Struck(io.RawIOBase):
    """A terminal at which somebody presses Ctrl+C while something is being written."""

    def __init__(self) -> None:
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, text: Buffer) -> int:
        first = not self.written
        self.written += bytes(text)
        if first:
            signal.raise_signal(signal.SIGINT)
        return len(bytes(text))


async def test_ctrl_c_in_the_middle_of_a_print_stops_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    raw, stopped = _Struck(), asyncio.Event()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BufferedWriter(raw), line_buffering=True))
    with stopping(stopped.set):
        print("1 of 60 keys", file=sys.stderr, flush=True)
        await asyncio.wait_for(stopped.wait(), 10)
    assert b"Stopping" in raw.written
