"""The terminal as Textual drives it, and what it doesn't do there: notice that it has gone, and leave it as it was.

On Linux and macOS. What is taken from Textual's own driver is private there; tests/test_terminal_driver.py fails where
that changes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Protocol, cast

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from typing import Any, TextIO

    from textual.app import App

__all__ = ["RESTORE", "TerminalDriver", "can_be_suspended"]

RESTORE: Final = "".join(
    f"\x1b[{each}"
    for each in (
        *("?1000l", "?1003l", "?1015l", "?1006l", "?1016l"),  # the mouse
        *("?2004l", "?7h", "?2048l", "?1004l", "<u"),  # paste, line wrap, resize and focus reports, the kitty keyboard
        *("?1049l", "?25h"),  # the main screen, with its cursor
    )
)
"""What puts a terminal back to how a shell wants it, whatever it was told before."""

_LOOK_EVERY: Final = 0.5
"""Seconds between two looks at whether the terminal is still there."""


class _LosesItsTerminal(Protocol):
    """An app that wants to know when its terminal has gone."""

    def terminal_lost(self) -> None:
        """The terminal has gone, says a thread."""
        ...


class _Stream:
    """Standard error, which may lead to a terminal that has gone: then what is written is lost, and nothing more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """As a stream does."""
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """As a stream does."""
        with contextlib.suppress(OSError):
            self._stream.flush()


class TerminalDriver(LinuxDriver):
    """Textual's driver, which tells the app when the terminal has gone, and takes the size that the terminal has."""

    _file: TextIO  # type: ignore[assignment]  # Textual's is the stream itself

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        self._file = cast("TextIO", _Stream(self._file))
        self._left = Event()

    def _get_terminal_size(self) -> tuple[int, int]:
        # Textual takes COLUMNS and LINES first, which `docker exec -e` and some shells set once and for all.
        for stream in (self.fileno, self._file.fileno()):
            with contextlib.suppress(OSError):
                columns, rows = os.get_terminal_size(stream)
                if columns and rows:
                    return columns, rows
        return 80, 24

    def start_application_mode(self) -> None:
        """Take the terminal over, and watch whether it is still there."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._left.clear()
        Thread(target=self._watch, args=(self._left,), name="terminal-watch", daemon=True).start()

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self._left.set()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        # Textual stops this process alone: a script or a make that has started it would go on waiting for it.
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        os.killpg(os.getpgrp(), signal.SIGSTOP)

    def run_input_thread(self) -> None:
        """Read keys until the program ends or the terminal goes."""
        try:
            super().run_input_thread()
        except OSError:
            self._tell()

    def _watch(self, left: Event) -> None:
        """Ask the terminal now and then how it is set: only one that has gone doesn't say."""
        while not left.wait(_LOOK_EVERY):
            try:
                termios.tcgetattr(self.fileno)
            except (termios.error, OSError):
                self._tell()
                return

    def _tell(self) -> None:
        cast("_LosesItsTerminal", self._app).terminal_lost()

    def restore(self) -> None:
        """Put the terminal back at once, past everything that may hang; of one that has gone nothing is said."""
        with contextlib.suppress(OSError, ValueError):
            os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, RESTORE.encode())
        if self.attrs_before is not None:
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)


def can_be_suspended() -> bool:
    """Whether somebody is there who can bring a stopped program back: a shell that does job control.

    Such a shell is the parent of our process group's leader, in the same session and in another group. (POSIX: the
    group is not orphaned.) Under `ssh -t host tts-tui`, `docker run -it` or `xterm -e` there is none.
    """
    leader = os.getpgrp()
    parent = os.getppid() if leader == os.getpid() else _parent_of(leader)
    try:
        return parent > 0 and os.getsid(parent) == os.getsid(0) and os.getpgid(parent) != leader
    except OSError:
        return False


def _parent_of(process: int) -> int:
    """The parent of another process, 0 where that can't be known."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return int(status.rpartition(")")[2].split()[1])
