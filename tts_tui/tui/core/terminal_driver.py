"""Textual's driver for Linux and macOS, which also notices a lost terminal and leaves the terminal as it was."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
from codecs import getincrementaldecoder
from pathlib import Path
from queue import Full
from select import select
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Protocol, cast

from tts_tui.services.crash_report import report
from tts_tui.text.drawable import terminal_size
from tts_tui.tui.core.textual_private_driver import OpenDriver, XTermParser

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
"""Escape sequences that reset a terminal to what a shell expects, whatever was set before."""

_LOOK_EVERY: Final = 0.5
"""Seconds between two checks whether the terminal is still there."""

_TURN: Final = 0.1
"""Seconds to wait for a key, or for room to write, before checking whether to stop."""

_INITS: Final = frozenset({"catatonit", "docker-init", "tini"})

_READ_AT_ONCE: Final = 4096


class _LosesItsTerminal(Protocol):
    """An app with a method to call when its terminal has gone."""

    def terminal_lost(self) -> None:
        """The terminal has gone, says a thread."""
        ...


class _Stream:
    """Standard error, without an error if its terminal has gone: what is written then is lost."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write text. Returns its length."""
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush the stream."""
        with contextlib.suppress(OSError):
            self._stream.flush()


class TerminalDriver(OpenDriver):
    """Textual's driver, but it tells the app when the terminal has gone, and asks the terminal itself for its size."""

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        self._left = Event()
        self._given_up = Event()

    def stream(self, stream: TextIO) -> TextIO:
        return cast("TextIO", _Stream(stream))

    def terminal_size(self) -> tuple[int, int]:
        return terminal_size() or super().terminal_size()

    def start_application_mode(self) -> None:
        """Take the terminal over, and start to check whether it is still there."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._left.clear()
        Thread(target=self._watch, args=(self._left,), name="terminal-watch", daemon=True).start()

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self._left.set()
        if self.counts_pixels:
            self.write("\x1b[?1016l")
        super().stop_application_mode()

    def stop_process(self) -> None:
        # Not this process alone: a script or a make that has started it would go on waiting for it.
        if not can_be_suspended():  # an editor that stops itself would take this program along, for ever
            return
        self.give_back_until_resumed()
        os.killpg(os.getpgrp(), signal.SIGSTOP)

    # Writing

    def write(self, data: str) -> None:
        """Queue data for the terminal; drop it once the terminal is given up."""
        # Textual waits for room without end, and the whole program with it: a connection may hang for an hour.
        queue = self.to_be_written
        while queue is not None and not self._given_up.is_set():
            with contextlib.suppress(Full):
                queue.put(data, timeout=_TURN)
                return

    def give_up(self) -> None:
        """Stop waiting for a terminal that doesn't take what is written. Can be called from any thread."""
        self._given_up.set()

    def close(self) -> None:
        """Write what is left, unless the terminal is given up."""
        if not self._given_up.is_set():
            super().close()

    # Reading

    def reading_failed(self, error: Exception) -> None:
        self.app.call_later(self.app.panic, report(error))

    def run_input_thread(self) -> None:
        """Read keys until the program ends or the terminal goes.

        Textual's own ends the program at bytes that aren't UTF-8, which a terminal with another encoding sends, and
        reads for ever from a terminal that has gone.
        """
        parser = XTermParser(self.debugs)
        decoder = getincrementaldecoder("utf-8")("replace")
        while not self.exit_event.is_set():
            if select([self.fileno], [], [], _TURN)[0]:
                read = self._read()
                if not read:
                    self._tell()
                    return
                if text := decoder.decode(read):  # without any, the parser would take it for the end
                    for message in parser.feed(text):
                        self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

    def _read(self) -> bytes:
        """The bytes that the terminal has sent; empty if it has gone."""
        with contextlib.suppress(OSError):
            return os.read(self.fileno, _READ_AT_ONCE)
        return b""

    def _watch(self, left: Event) -> None:
        """Read the terminal's settings every half second: that fails only if it has gone."""
        while not left.wait(_LOOK_EVERY):
            try:
                termios.tcgetattr(self.fileno)
            except (termios.error, OSError):
                self._tell()
                return

    def _tell(self) -> None:
        cast("_LosesItsTerminal", self.app).terminal_lost()

    def restore(self) -> None:
        """Reset the terminal at once, without anything that may hang; errors of a lost one are ignored."""
        with contextlib.suppress(OSError, ValueError):
            os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, RESTORE.encode())
        if self.attrs_before is not None:
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)


def can_be_suspended() -> bool:
    """Whether a shell with job control is there, which can resume a stopped program.

    Such a shell is the parent of our process group's leader, in the same session and in another group. (POSIX: the
    group is not orphaned.) Under `ssh -t host tts-tui`, `docker run -it` or `xterm -e` there is none; nor with
    `docker run --init`, whose init starts a group as a shell does and never looks whether it has stopped.
    """
    leader = os.getpgrp()
    parent = os.getppid() if leader == os.getpid() else _parent_of(leader)
    try:
        controlled = parent > 0 and os.getsid(parent) == os.getsid(0) and os.getpgid(parent) != leader
    except OSError:
        return False
    return controlled and _name_of(parent) not in _INITS


def _parent_of(process: int) -> int:
    """The parent of another process, 0 where that can't be known."""
    _, _, rest = _state_of(process).rpartition(")")
    return int(rest.split()[1]) if rest else 0


def _name_of(process: int) -> str:
    """What the kernel calls a process, nothing where that can't be known."""
    return _state_of(process).rpartition(")")[0].partition("(")[2]


def _state_of(process: int) -> str:
    """What Linux says of a process, such as `7 (bash) S 1 …`; nothing elsewhere."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
