"""Processes of Python in which the program is imported already: importing it is two thirds of what a start costs.

A server imports it once, and forks for each process that is asked for. What is forked gets its own arguments,
environment, folder and terminal, and ends as any Python does. A test of what happens before or while the program is
imported starts Python itself: `Terminal(…, new=True)`.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import gc
import importlib
import json
import os
import pty
import runpy
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

IMPORTED: Final = (
    "tts_tui.cli.client",
    "tts_tui.cli.demo",
    "tts_tui.cli.login",
    "tts_tui.sandbox.sample",
    "tts_tui.sandbox.server",
    "tts_tui.services.crash_report",
    "tts_tui.session.manager",
    "tts_tui.tui.app",
    "tts_tui.tui.screens.applications.create",
    "tts_tui.tui.screens.applications.list",
    "tts_tui.tui.screens.sign_in.opening",
)
"""What most starts import. All else is imported by whoever needs it."""
AT_IMPORT: Final = ("TEXTUAL_", "PYTHONUNBUFFERED")
"""Variables that Textual reads when it is imported, and Python when it starts: a test with one needs a new Python."""
LONGEST: Final = 200_000
"""Bytes of a request."""
_NUMBER: Final = struct.Struct("i")


def start(arguments: Sequence[str], environment: Mapping[str, str], terminal: int) -> tuple[int, int]:
    """Start Python with `-c SCRIPT …` or `-m MODULE …`, on a terminal that it leads.

    Returns:
        The process's ID, and what `wait` takes.
    """
    reads, writes = os.pipe()
    request = json.dumps([list(arguments), dict(environment), os.getcwd()]).encode()  # noqa: PTH109 - as the process has it
    socket.send_fds(_server(), [request], [terminal, writes])
    os.close(writes)
    return _NUMBER.unpack(os.read(reads, _NUMBER.size))[0], reads


def wait(status: int) -> int:
    """Wait until the process has ended; its wait status."""
    ended = os.read(status, _NUMBER.size)
    os.close(status)
    return _NUMBER.unpack(ended)[0]


@functools.cache
def _server() -> socket.socket:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    outer, inner = pty.openpty()  # so that its streams are those of a program at a terminal
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked_starts", str(its.fileno())],
        cwd=Path(__file__).parent.parent,
        env={name: value for name, value in os.environ.items() if not name.startswith(AT_IMPORT)},
        stdin=inner,
        stdout=inner,
        stderr=inner,
        pass_fds=[its.fileno()],
    )
    its.close()
    os.close(inner)

    def stop() -> None:
        ours.close()
        process.wait()
        os.close(outer)

    atexit.register(stop)
    return ours


def _serve(requests: socket.socket) -> Sequence[str] | None:
    """Fork for each request, until there are no more; in what was forked, return its arguments."""
    while True:
        request, files, _, _ = socket.recv_fds(requests, LONGEST, 2)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not request:
            return None
        if os.fork() == 0:
            requests.close()
            terminal, status = files
            process = os.fork()
            if process == 0:
                os.close(status)
                arguments, environment, folder = json.loads(request)
                _become(environment, folder, terminal)
                return arguments
            os.write(status, _NUMBER.pack(process))
            os.close(terminal)
            _, ended = os.waitpid(process, 0)
            with contextlib.suppress(BrokenPipeError):
                os.write(status, _NUMBER.pack(ended))
            os._exit(0)
        for file in files:
            os.close(file)


def _become(environment: Mapping[str, str], folder: str, terminal: int) -> None:
    for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # whatever they are for whoever runs the tests, as under nohup
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(terminal, number)
    os.close(terminal)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()


def _run(arguments: Sequence[str]) -> None:
    option, what, *rest = arguments
    sys.argv = [option, *rest]
    if option == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    for module in IMPORTED:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()  # what is looked at by the collector is copied, page by page, for each process
    if (asked := _serve(socket.socket(fileno=int(sys.argv[1])))) is not None:
        _run(asked)
