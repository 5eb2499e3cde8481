"""What every test runs in: a machine with nothing of the developer's own on it."""

from __future__ import annotations

import gc
import itertools
import os
import time
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keyring.backend import KeyringBackend

    from tts_tui.sandbox.app import Sandbox

UNSET = ("NO_COLOR", "TMUX", "STY", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "COLUMNS", "LINES", "TTS_TUI_TOKEN")
# The same examples in every run, no clock, and nothing written to disk. `make check` tries 20, all other runs 100.
hypothesis.settings.register_profile(
    "whole",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("quick", hypothesis.settings.get_profile("whole"), max_examples=20)
hypothesis.settings.load_profile("whole")
PROXIES = [f"{each}_proxy" for each in ("http", "https", "all", "no")]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names of folders that nobody had yet."""
    base = tmp_path_factory.mktemp("of-tests")
    return (base / str(number) for number in itertools.count())


@pytest.fixture
def tmp_path(folders: Iterator[Path]) -> Path:
    """A folder for this test: pytest's own looks through those of all tests before it, which took 2 ms of each."""
    made = next(folders)
    made.mkdir()
    return made


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No config, keyring, environment or time zone of whoever runs the tests."""
    of_the_cli = [name for name in os.environ if name.startswith("TTN_LW_")]
    for name in (*UNSET, *PROXIES, *map(str.upper, PROXIES), *of_the_cli, "TTS_TUI_SERVER", "TTS_TUI_PLAIN_PAINT"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    for name, value in {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def use() -> Iterator[Callable[[KeyringBackend], KeyringBackend]]:
    """Put a keyring into the machine for this test."""
    import keyring

    before = keyring.get_keyring()

    def using(backend: KeyringBackend) -> KeyringBackend:
        keyring.set_keyring(backend)
        return backend

    yield using
    keyring.set_keyring(before)


@pytest.fixture
def sandbox() -> Sandbox:
    """A server with one person, alice."""
    from tts_tui.sandbox.app import Sandbox

    made = Sandbox()
    made.add_user("alice")
    return made


def pytest_sessionstart() -> None:
    """No keyring is there, from the beginning: a thread that outlives its test would look for one after it."""
    import keyring
    from keyring.backends import fail

    keyring.set_keyring(fail.Keyring())


def pytest_collection_finish() -> None:
    """What was imported stays: looking at it again and again is a third of the collector's and of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
