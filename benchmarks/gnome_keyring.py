"""A home folder with an unlocked GNOME keyring on a D-Bus of its own, where a Linux desktop keeps its tokens."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.processes import Server

__all__ = ["logged_in"]

_OPEN = "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
_STAY = 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec sleep 600'


@contextlib.contextmanager
def logged_in(server: Server) -> Iterator[dict[str, str] | None]:
    """The environment in which `tts-tui` finds the server's token in the keyring; None without GNOME's keyring."""
    if not all(map(shutil.which, ("dbus-run-session", "gnome-keyring-daemon"))):
        yield None
        return
    with tempfile.TemporaryDirectory() as home:
        run = Path(home, "run")
        run.mkdir(0o700)
        environment = {"PATH": os.environ["PATH"], "HOME": home, "XDG_RUNTIME_DIR": str(run), "LANG": "C.UTF-8"}
        with subprocess.Popen(
            ["dbus-run-session", "--", "sh", "-ec", f"{_OPEN}\n{_STAY}"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        ) as session:
            try:
                if session.stdout is None or not (bus := session.stdout.readline().strip()):
                    raise SystemExit("the keyring does not start")
                environment["DBUS_SESSION_BUS_ADDRESS"] = bus
                _log_in(server, environment)
                yield environment
            finally:
                os.killpg(session.pid, signal.SIGKILL)


def _log_in(server: Server, environment: dict[str, str]) -> None:
    words = ("login", server.url, "--key", "--keep", "keyring")
    subprocess.run(
        [sys.executable, "-m", "tts_tui", *words], env=environment, input=server.token, text=True, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
