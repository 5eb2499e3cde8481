"""A pseudo-terminal with a program in it, and every byte that the program wrote."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
from typing import TYPE_CHECKING, Final, Self

from tests import forked_starts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

PATIENCE = 30
"""Seconds without a byte after which what a test waits for won't come."""

_SEQUENCE: Final = re.compile(
    r"\x1b\[(?P<y>\d*);?(?P<x>\d*)H|\x1b\[(?P<right>\d+)C|\x1b\[\?1049(?P<other>[hl])|(?P<move>[\r\n\x08])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
    r"|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b.|.",
    re.DOTALL,
)


class Terminal:
    """`with Terminal("-m", "tts_tui") as terminal`: a process of Python with those arguments.

    It finds the program imported already (`tests/forked_starts.py`), unless it is `new`: then Python is started, too.
    A variable that is None in `environment` is not set. `redirected` is how a shell changes the streams of a new one,
    such as `<&-`.
    """

    def __init__(
        self,
        *arguments: str,
        environment: Mapping[str, str | None] | None = None,
        size: tuple[int, int] = (80, 24),
        redirected: str = "",
        new: bool = False,
    ):
        self.written = b""
        whole = {name: value for name, value in {**os.environ, **(environment or {})}.items() if value is not None}
        whole.pop("PYTHONUNBUFFERED", None)  # with it nothing is left to be written at the end, as there is for people
        window = struct.pack("HHHH", *reversed(size), 0, 0)
        if new or redirected:
            self._status = None
            command = ["/bin/sh", "-c", f'exec "$0" "$@" {redirected}'] if redirected else []
            command += [sys.executable, *arguments]
            self._pid, self._file = pty.fork()
            if self._pid == 0:  # pragma: no cover - the child
                for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
                    signal.signal(number, signal.SIG_DFL)  # whatever they are for who runs the tests
                os.execve(command[0], command, whole)
            fcntl.ioctl(self._file, termios.TIOCSWINSZ, window)
        else:
            self._file, inner = pty.openpty()
            fcntl.ioctl(inner, termios.TIOCSWINSZ, window)
            self._pid, self._status = forked_starts.start(arguments, whole, inner)
            os.close(inner)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            self._exit_status()
        os.close(self._file)

    @property
    def text(self) -> str:
        """All that was written; strictly, so without half characters."""
        return self.written.decode("utf-8")

    def press(self, keys: str, *shown: str) -> None:
        """What the keyboard sends; then read until all that is to be shown has been written."""
        start = len(self.written)
        os.write(self._file, keys.encode())
        self.until(*shown, start=start)

    def answer(self, key: str, *shown: str) -> None:
        """Answer a question that has just been shown; again, where it was not ready yet and told that of the key."""
        start = len(self.written)
        os.write(self._file, key.encode())
        while not all(each.encode() in self.written[start:] for each in shown):
            if b"Earlier keystrokes were ignored" in self.written[start:]:
                start = len(self.written)
                os.write(self._file, key.encode())
            more = self._more()
            assert more, f"{shown} not in {self.written[start:][-3000:]!r}"
            self.written += more

    def send(self, keys: bytes) -> None:
        """What the keyboard sends, byte by byte."""
        os.write(self._file, keys)

    def until(self, *shown: str, start: int = 0) -> None:
        """Read until all of that has been written."""
        while not all(each.encode() in self.written[start:] for each in shown):
            more = self._more()
            assert more, f"{shown} not in {self.written[start:][-3000:]!r}"
            self.written += more

    def until_shown(self, *words: str) -> None:
        """Read until the screen shows all of that at once, however many parts it was written in."""
        while not all(each in self.screen for each in words):
            more = self._more()
            assert more, f"{words} not in {self.screen!r}"
            self.written += more

    @property
    def screen(self) -> str:
        """What stands on the screen, as a line of words: letters of one cell, moves of the cursor, no scrolling."""
        cells: dict[tuple[int, int], str] = {}
        x = y = 0
        for found in _SEQUENCE.finditer(self.written.decode("utf-8", "ignore")):
            if found["text"]:
                cells.update({(y, x + at): letter for at, letter in enumerate(found["text"])})
                x += len(found["text"])
            elif found["y"] is not None:
                y, x = int(found["y"] or 1) - 1, int(found["x"] or 1) - 1
            elif found["right"]:
                x += int(found["right"])
            elif found["other"]:
                cells.clear()
            elif found["move"]:
                y, x = (y + 1 if found["move"] == "\n" else y), (x - 1 if found["move"] == "\x08" else 0)
        lines: dict[int, dict[int, str]] = {}
        for (row, column), letter in cells.items():
            lines.setdefault(row, {})[column] = letter
        rows = [[lines[row].get(at, " ") for at in range(max(lines[row]) + 1)] for row in sorted(lines)]
        return " ".join(" ".join("".join(row).replace("│", " ") for row in rows).split())

    def more(self) -> None:
        """Read what is written next."""
        self.written += self._more()

    def end(self) -> int:
        """Read to the end; the exit status of the program."""
        with contextlib.suppress(OSError):  # so ends a terminal
            while more := self._more():
                self.written += more
        return self._exit_status()

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self._pid, number)

    def hang_up(self) -> int:
        """Take the terminal away; the exit status of the program, which is killed where it goes on."""
        os.close(self._file)
        self._file = os.open(os.devnull, os.O_RDONLY)
        return self.end_unread()

    def end_unread(self) -> int:
        """The exit status of the program, of which nothing more is read; it is killed where it goes on."""
        ended = os.pidfd_open(self._pid)
        if not select.select([ended], [], [], PATIENCE)[0]:
            os.kill(self._pid, signal.SIGKILL)
        os.close(ended)
        return self._exit_status()

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, of which it tells the program."""
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def modes(self) -> list[int]:
        """How the terminal is set: its flags."""
        return termios.tcgetattr(self._file)[:4]

    def _exit_status(self) -> int:
        """Wait for the process to end."""
        if self._status is None:
            _, status = os.waitpid(self._pid, 0)
        else:
            status = forked_starts.wait(self._status)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)

    def _more(self) -> bytes:
        """What was written, or nothing where the terminal has ended."""
        came = select.select([self._file], [], [], PATIENCE)[0]
        assert came, f"nothing comes: {self.screen!r}, {self.written[-500:]!r}"
        return os.read(self._file, 65_536)
