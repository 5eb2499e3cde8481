"""Try the wheel as a user installs it, in an empty environment outside the checkout: `make wheel`.

Builds the wheel with the Python that runs this, installs it with the pinned dependencies for each Python that is named
as an argument (else for this one), and runs `--version`, `--help`, `doctor`, and a `demo` that has to show its rows.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
_ROW: Final = b"water-"
"""The beginning of the ID of a sample application."""

PATIENCE: Final = 60.0
"""Seconds within which the demo must have shown its rows and ended."""


def main() -> None:
    """Build and try the wheel. Exits with a sentence where something does not work."""
    with tempfile.TemporaryDirectory(prefix="tts-tui-wheel-") as name:
        folder = Path(name)
        _run(
            sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", name, str(ROOT)
        )
        (wheel,) = folder.glob("*.whl")
        for python in sys.argv[1:] or [sys.executable]:
            _try(folder, wheel, python)


def _try(folder: Path, wheel: Path, python: str) -> None:
    version = _run(python, "-c", "import sys; print('.'.join(map(str, sys.version_info[:3])))").strip()
    home = folder / version
    home.mkdir()
    _run(python, "-m", "venv", str(home / "env"))
    pip = (str(home / "env/bin/python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install")
    _run(*pip, "--require-hashes", "-r", str(ROOT / "requirements/run.txt"))
    _run(*pip, "--no-deps", str(wheel))
    program = str(home / "env/bin/tts-tui")
    print(f"Python {version}: {_run(program, '--version', home=home).strip()}")
    _run(program, "--help", home=home)
    _run(program, "doctor", home=home, may_exit=(0, 1))  # a machine without a keyring has something to be told
    _demo(program, home)
    print(f"Python {version}: the demo showed its rows and ended")


def _run(*words: str, home: Path | None = None, may_exit: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(words, cwd=home, env=_environment(home), capture_output=True, text=True, check=False)
    if done.returncode not in may_exit or "Traceback" in done.stdout + done.stderr:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _environment(home: Path | None) -> dict[str, str]:
    if home is None:
        return dict(os.environ)
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "LANG", "LC_ALL"}}
    return {**kept, "HOME": str(home), "TERM": "xterm-256color", "LANG": kept.get("LANG", "C.UTF-8")}


def _demo(program: str, home: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - the program
        os.chdir(home)
        os.execve(program, [program, "demo"], _environment(home))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    written, deadline, asked = b"", time.monotonic() + PATIENCE, False
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1.0)[0]:
            continue
        try:
            more = os.read(terminal, 65_536)
        except OSError:  # the program has closed the terminal
            break
        written += more
        if not asked and _ROW in written:
            asked = True
            os.write(terminal, b"q")
        if not more:
            break
    else:
        sys.exit(f"The demo showed no rows or didn't end. Its last words: {written[-2000:]!r}")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status or not asked:
        sys.exit(f"The demo ended with {status}: {written[-2000:]!r}")


if __name__ == "__main__":
    main()
