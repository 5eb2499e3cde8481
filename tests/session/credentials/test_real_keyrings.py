"""The keyrings that people have: GNOME's, open and locked, a host that has none, and a plain file."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

URL = "https://thethings.example.com"
MISSING = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(name) is None]
ON_A_DESKTOP = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the keyring is the developer's own"),
]

START = "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
"""Starts the daemon; where there is no collection yet, makes one with that password."""
LOCK = """
import contextlib, secretstorage
with contextlib.closing(secretstorage.dbus_init()) as connection:
    collection = secretstorage.get_default_collection(connection)
    collection.lock()
    assert collection.is_locked()
"""
USE = """
import asyncio, sys
from tts_tui.api.secret import SecretStr
from tts_tui.session.credentials import StoreFault
from tts_tui.session.credentials.keyring import Keyring, look

async def main(patience, insecure):
    print(await look())
    store = Keyring(patience=patience, insecure=insecure)
    key = SecretStr("NNSXS.KEYID.SECRET")
    try:
        found = await store.find(sys.argv[1])
        await store.store(sys.argv[1], key)
        stored = await store.find(sys.argv[1])
        await store.forget(sys.argv[1])
        print(found, stored == key, await store.find(sys.argv[1]))
    except StoreFault as fault:
        print(fault)

asyncio.run(main(float(sys.argv[2]), sys.argv[3:] == ["insecure"]))
"""
SECURE = "Backend(name='Secret Service (GNOME Keyring)', usable=True, secure=True, why='', locked=False)"
UNSEEN = "The keyring is locked, and its prompt can't be seen from this terminal. Unlock it on the desktop"


@dataclass(frozen=True)
class Desktop:
    """A home with a D-Bus of its own."""

    environment: dict[str, str]
    folder: Path

    def command(self, *lines: str) -> list[str]:
        """What runs those lines of shell, one after another, on the bus."""
        return ["dbus-run-session", "--", "sh", "-ec", "\n".join(lines)]

    def run(self, *command: str) -> str:
        """What a command writes. It must end by itself; whatever it has started ends with it."""
        written, errors = self.folder / "stdout", self.folder / "stderr"  # no pipes: what it leaves behind has them too
        with written.open("w") as stdout, errors.open("w") as stderr:
            process = subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        try:
            status = process.wait(timeout=30)
        finally:
            end(process.pid)
            process.wait()
        assert status == 0, errors.read_text()
        return written.read_text()


def end(group: int) -> None:
    """End all processes that were started as one group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """A home, in which nothing has been set up, and no display."""
    run = tmp_path / "run"
    run.mkdir(0o700)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))
    for name in ("use", "lock"):
        (tmp_path / f"{name}.py").write_text({"use": USE, "lock": LOCK}[name])
    return Desktop(dict(os.environ), tmp_path)


@pytest.fixture
def unseen(desktop: Desktop) -> Desktop:
    """The same with a display, on which the prompt never appears."""
    services = desktop.folder / "run" / "dbus-1" / "services"
    services.mkdir(parents=True)
    os.mkfifo(desktop.folder / "asked")
    (services / "org.gnome.keyring.SystemPrompter.service").write_text(
        "[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\n"
        f"Exec=/bin/sh -c 'echo asked > {desktop.folder}/asked; exec sleep 60'\n"
    )
    return Desktop({**desktop.environment, "DISPLAY": ":99"}, desktop.folder)


def use(desktop: Desktop, patience: float = 20) -> str:
    return f"{sys.executable} {desktop.folder}/use.py {URL} {patience}"


def locked(desktop: Desktop) -> str:
    return f"{START}\n{sys.executable} {desktop.folder}/lock.py"


@ON_A_DESKTOP
def test_an_open_keyring_stores_finds_and_forgets(desktop: Desktop) -> None:
    assert desktop.run(*desktop.command(START, use(desktop))) == f"{SECURE}\nNone True None\n"


@ON_A_DESKTOP
def test_a_locked_keyring_says_so_at_once_where_there_is_no_display_and_can_be_unlocked_as_it_says(
    desktop: Desktop,
) -> None:
    unlock = START.replace("--unlock", "--replace --unlock")
    first, second, *rest = desktop.run(
        *desktop.command(locked(desktop), use(desktop), unlock, use(desktop))
    ).splitlines()
    assert f'usable=False, secure=True, why="{UNSEEN}' in first
    assert first.endswith("locked=True)")
    assert second.startswith(UNSEEN)
    assert "gnome-keyring-daemon --replace --unlock" in second
    assert rest == [SECURE, "None True None"]


@ON_A_DESKTOP
def test_a_keyring_that_was_never_set_up_has_nothing_and_says_why_it_takes_nothing(desktop: Desktop) -> None:
    start = "gnome-keyring-daemon --start --components=secrets >/dev/null"
    looked, listener = desktop.run(*desktop.command(start, use(desktop))).splitlines()
    assert "usable=False, secure=True" in looked
    assert listener.startswith("The keyring has not been set up, and its prompt for a new password can't be seen")


@ON_A_DESKTOP
def test_a_prompt_that_nobody_sees_is_given_up_and_the_process_ends(unseen: Desktop) -> None:
    looked, listener = unseen.run(*unseen.command(locked(unseen), use(unseen, 0.3))).splitlines()
    assert looked == SECURE.replace("locked=False", "locked=True")
    assert listener.startswith("The keyring did not answer within 0.3 s; it may be locked, with a prompt that can't be")


@contextlib.contextmanager
def program(desktop: Desktop) -> Iterator[Terminal]:
    """The program itself, at a terminal on a desktop whose keyring is locked."""
    command = desktop.command(locked(desktop), f"exec {sys.executable} -m tts_tui {URL}")
    start = f"import os; os.execvp({command[0]!r}, {command!r})"
    with Terminal("-c", start, environment=desktop.environment, size=(120, 40), new=True) as terminal:
        group = terminal._pid  # a terminal's first process leads its group
        try:
            yield terminal
        finally:
            end(group)


@ON_A_DESKTOP
def test_the_program_tells_of_a_locked_keyring_and_quits(desktop: Desktop) -> None:
    with program(desktop) as terminal:
        terminal.until("The keyring is locked")
        terminal.press("\x11")
        assert terminal.end() == 0


@ON_A_DESKTOP
def test_the_program_quits_while_it_waits_for_a_prompt_that_nobody_sees(unseen: Desktop) -> None:
    asked = os.open(unseen.folder / "asked", os.O_RDONLY | os.O_NONBLOCK)
    with program(unseen) as terminal:
        terminal.until("the keyring of this machine")
        assert select.select([asked], [], [], 30)[0]
        terminal.press("\x11")
        assert terminal.end() == 0
    os.close(asked)


def test_a_host_without_a_desktop_has_no_keyring(desktop: Desktop) -> None:
    with Terminal("-c", USE, URL, "20", environment=desktop.environment) as terminal:
        assert terminal.end() == 0
    looked, listener = terminal.text.splitlines()
    assert looked == "Backend(name='', usable=False, secure=False, why='This machine has no keyring.', locked=None)"
    assert listener == "This machine has no keyring."


@pytest.mark.parametrize("chosen", [False, True], ids=["not chosen", "chosen"])
def test_a_plain_file_is_used_only_where_it_was_chosen(desktop: Desktop, *, chosen: bool) -> None:
    file = desktop.folder / "plain.json"
    environment = {
        "PYTHON_KEYRING_BACKEND": "tests.session.credentials.backends.PlainFile",
        "PLAIN_FILE": str(file),
    }
    words = ["insecure"] if chosen else []
    with Terminal("-c", USE, URL, "20", *words, environment={**desktop.environment, **environment}) as terminal:
        assert terminal.end() == 0
    looked, listener = terminal.text.splitlines()
    assert looked.startswith("Backend(name='keyrings.alt.file.PlainFile', usable=True, secure=False, why='The keyring")
    assert (listener == "None True None") is chosen
    assert file.exists() is chosen
