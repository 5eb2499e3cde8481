"""Processes that a benchmark starts: sandboxes, programs in a pseudo-terminal, and scripts that print a result."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AskedScript", "Server", "Terminal", "output_of", "server", "serving"]

_PATIENCE = 60.0
"""Seconds without output after which a program in a terminal counts as stuck."""
_ENVIRONMENT = {
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "LANG": "C.UTF-8",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    "PATH": os.environ["PATH"],
    "PYTHONPATH": os.pathsep.join(filter(None, (os.curdir, os.environ.get("PYTHONPATH")))),
}


@dataclass(frozen=True, slots=True)
class Server:
    """The address of a sandbox in another process, and an API key for it."""

    url: str
    token: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables with which the program opens it."""
        return {"TTS_TUI_TOKEN": self.token, "TTS_TUI_SERVER": self.url}


@contextlib.contextmanager
def server(applications: int, *, latency: float = 0) -> Iterator[Server]:
    """A sandbox with so many applications, as long as the block runs. `latency` is added to each answer, in seconds."""
    command = [
        "-m",
        "tts_tui",
        "sandbox",
        "--port",
        "0",
        "--applications",
        str(applications),
        "--latency",
        str(latency),
    ]
    with serving(*command) as found:
        yield found


@contextlib.contextmanager
def serving(*command: str) -> Iterator[Server]:
    """The server that Python starts with these arguments, as long as the block runs.

    It prints its address, a user and a key, a line each.
    """
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise SystemExit("the sandbox printed nothing")
        url, _, token = (process.stdout.readline().strip() for _ in range(3))
        try:
            yield Server(url, token)
        finally:
            process.kill()  # a sandbox that is behind with its events doesn't react to SIGTERM


def output_of(*arguments: str, environment: dict[str, str] | None = None) -> str:
    """What Python prints with these arguments. Raises CalledProcessError where it fails."""
    env = {**os.environ, **(environment or {})}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, env=env)
    return done.stdout


class AskedScript:
    """A Python script that prints a line of JSON when it is ready, and one in answer to each line of its input.

    Raises SystemExit where it ends without an answer.
    """

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.ready = self._read()

    def ask(self, line: str) -> Any:
        """The answer to a line of input."""
        self._write(f"{line}\n")
        return self._read()

    def end(self) -> Any:
        """End its input, and wait for its end. Returns the last line that it prints."""
        self._write(None)
        last = self._read()
        self._process.wait()
        return last

    def _write(self, text: str | None) -> None:
        if self._process.stdin is None:
            raise SystemExit("it can't be asked")
        if text is None:
            self._process.stdin.close()
        else:
            self._process.stdin.write(text)
            self._process.stdin.flush()

    def _read(self) -> Any:
        if self._process.stdout is None or not (line := self._process.stdout.readline()):
            raise SystemExit("it ended without an answer")
        return json.loads(line)


class Terminal:
    """A program in a pseudo-terminal; how long it takes to show something, and how many bytes it writes."""

    def __init__(
        self, home: str, *arguments: str, environment: dict[str, str], size: tuple[int, int] = (120, 40)
    ) -> None:
        self._start, self._written = time.perf_counter(), b""
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.execve(sys.executable, [sys.executable, *arguments], {**_ENVIRONMENT, **environment, "HOME": home})
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def until(self, shown: str) -> float:
        """Read until that text has been written since the start or the last key press. Returns the seconds since then.

        Raises SystemExit where nothing comes for `_PATIENCE`.
        """
        wanted = shown.encode()
        while wanted not in self._written:
            if not select.select([self._file], [], [], _PATIENCE)[0]:
                raise SystemExit(f"{shown!r} never came after {self._written[-2000:]!r}")
            self._written += os.read(self._file, 65_536)
        return time.perf_counter() - self._start

    def press(self, keys: str) -> None:
        """Send keys, as a terminal encodes them."""
        os.write(self._file, keys.encode())
        self._start, self._written = time.perf_counter(), b""

    def rest(self, quiet: float = 0.5) -> int:
        """Read until nothing has come for `quiet` seconds. Returns how many bytes came."""
        count = 0
        while select.select([self._file], [], [], quiet)[0]:
            count += len(os.read(self._file, 65_536))
        return count

    def during(self, seconds: float) -> int:
        """Read for so many seconds. Returns how many bytes came."""
        count, end = 0, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self._file], [], [], left)[0]:
                count += len(os.read(self._file, 65_536))
        return count

    def close(self) -> None:
        """Kill the program."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._file)
