"""Odd machines, users, shells and settings: whatever is started in them ends with a sentence and its exit status.

Each row of ODD is one environment. In each, a demo, a doctor, a list of servers, a sign-in and a plain start are run in
a terminal of their own. None ends with a traceback, and each leaves the terminal as it was.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest
import trustme

from tests.proxies import proxying
from tests.terminal import Terminal
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.server import in_thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.processes

KEY: Final = "NNSXS.KEYID.TOPSECRET"
START: Final = "import sys\n{before}\nfrom tts_tui.cli import main\nsys.exit(main(sys.argv[1:]))"
COMMANDS: Final = {
    "demo": ("demo", "--applications", "3"),
    "doctor": ("doctor",),
    "servers": ("servers",),
    "plain": (),
    "login": ("login", "prod", "--key", "--keep", "file"),
}
ON_THE_SCREEN: Final = ("demo", "plain")
"""What goes on until it is left; all others end by themselves."""

End = tuple[int, str]
"""The exit status, and words that have been shown by then, however their lines were broken."""

USUAL: Final[dict[str, End]] = {
    "demo": (0, "Applications 3"),
    "doctor": (0, "No problems."),
    "servers": (0, "prod {server}"),
    "login": (0, "Signed in to {server} as alice."),
    "plain": (0, "Sign in with"),
}


def all_of(status: int, says: str) -> dict[str, End]:
    return dict.fromkeys(COMMANDS, (status, says))


@dataclass(frozen=True)
class Odd:
    """An environment: variables, what is done before the program begins, how a shell has changed the streams.

    `ends` are the commands that don't end as usual. `server` and `more` are what `servers.toml` has of the server; it
    is a sandbox where none is named. `key` is how the key is written that is typed in. What can't matter while Python
    starts and the program is imported isn't tried on a `new` Python.
    """

    name: str
    variables: dict[str, str | None] = field(default_factory=dict)
    before: str = ""
    redirected: str = ""
    ends: dict[str, End] = field(default_factory=dict)
    server: str = ""
    more: str = ""
    mark: bytes = b""
    key: str = "{key}"
    new: bool = True
    commands: tuple[str, ...] = tuple(COMMANDS)


NO_HOME: Final = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"))
NO_FOLDER: Final = "there is no home folder: set HOME or XDG_CONFIG_HOME"
NO_KEY: Final = "tts-tui login: No key given."
NOT_HERE: Final = "tts-tui: it runs on Linux and macOS"
UNASKED: Final = ((1, NO_KEY), (2, NO_FOLDER), (2, NOT_HERE))
"""How a sign-in ends that asks for no key."""
HOMELESS: Final = """
import pwd
def unknown(uid):
    raise KeyError("uid not found")
pwd.getpwuid = unknown
"""
GONE: Final = """
import os, tempfile
folder = tempfile.mkdtemp()
os.chdir(folder)
os.rmdir(folder)
"""
UNREAD: Final = """
import os
reads, writes = os.pipe()
os.close(reads)
os.dup2(writes, 1)
os.close(writes)
"""
ELSEWHERE: Final = """
import os
del os.O_NOFOLLOW
"""
FAR: Final = "https://thethings.example.com"
NO_STDOUT: Final = (1, "tts-tui: the output can't be written: it is closed")
FULL: Final = (1, "tts-tui: the output can't be written: No space left on device")
NEEDS_A_TERMINAL: Final = (2, "tts-tui: needs a terminal for input and stderr")

ODD: Final = (
    Odd(
        "a proxy that can't be used",
        {"ALL_PROXY": "socks4://proxy.example:1080", "TTS_TUI_TOKEN": KEY, "TTS_TUI_SERVER": "prod"},
        server=FAR,
        ends={
            "doctor": (1, "ALL_PROXY: Of SOCKS, only version 5 can be used."),
            "login": (1, "Could not sign in. The address of the proxy can't be used."),
            "plain": (0, "ALL_PROXY: Of SOCKS, only version 5"),
        },
        new=False,
    ),
    Odd(
        "a proxy that refuses",
        {"HTTPS_PROXY": "http://me:HIDDEN@{proxy}", "TTS_TUI_TOKEN": KEY, "TTS_TUI_SERVER": "prod"},
        server=FAR,
        ends={
            "doctor": (1, "The proxy http://{proxy} (HTTPS_PROXY) refuses to connect to the server."),
            "login": (1, "The proxy http://{proxy} (HTTPS_PROXY) refuses to connect to the server."),
            "plain": (0, "(HTTPS_PROXY) refuses to connect"),
        },
        new=False,
    ),
    Odd(
        "what disturbs nothing: proxies that aren't used, a size that a shell has exported, a folder that is gone, "
        "a log of TLS keys that can't be written, a byte order mark, and what was around a key",
        {
            "COLUMNS": "200",
            "LINES": "7",
            "HTTP_PROXY": "socks5://proxy.example",
            "HTTPS_PROXY": '"http://user:pa#ss@proxy.example"',
            "NO_PROXY": "[::1],fd00::/8,::1/128,bücher.example,127.0.0.1/8,thethings.example.com",
            "SSLKEYLOGFILE": "/dev/full/log",
        },
        before=GONE,
        more='ca_file = "ca.pem"\n',
        mark=codecs.BOM_UTF8,
        key='\ufeffAuthorization: "Bearer {key}"',
        ends={"doctor": (0, "The server's CA file can be read.")},
    ),
    Odd(
        "a user without a home, whom no passwd knows",
        NO_HOME,
        before=HOMELESS,
        ends={
            "doctor": (1, "The list of servers can't be read."),
            "servers": (1, NO_FOLDER),
            "login": (2, NO_FOLDER),
            "plain": (2, NO_FOLDER),
        },
    ),
    Odd(
        "closed stdin",
        redirected="<&-",
        ends={
            "login": (1, NO_KEY),
            "demo": NEEDS_A_TERMINAL,
            "plain": NEEDS_A_TERMINAL,
        },
    ),
    Odd("closed stdout", redirected=">&-", ends={"doctor": NO_STDOUT, "servers": NO_STDOUT, "login": NO_STDOUT}),
    Odd(
        "full stdout",
        redirected=">/dev/full",
        ends={"doctor": FULL, "servers": FULL, "login": FULL},
        commands=("plain", "doctor", "servers", "login"),
    ),
    Odd(
        "stdout that nobody reads",
        before=UNREAD,
        ends={"doctor": (1, ""), "servers": (1, ""), "login": (1, "")},
        commands=("demo", "doctor", "servers", "login"),
    ),
    Odd("closed stderr", redirected="2>&-", ends={"demo": (2, ""), "plain": (2, "")}),
    Odd(
        "a system that is neither Linux nor macOS",
        before=ELSEWHERE,
        ends=all_of(2, NOT_HERE),
    ),
    Odd(
        "a terminal that can't draw",
        {"TERM": "dumb"},
        ends={
            "demo": (2, "TERM is dumb, so no screen can be drawn."),
            "doctor": (1, "TERM is dumb"),
            "plain": (2, "TERM is dumb, so no screen can be drawn."),
        },
        new=False,
    ),
    Odd(
        "text that is no UTF-8",
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        ends={
            "demo": (2, "the screen needs UTF-8"),
            "doctor": (1, "not UTF-8: no screen can be drawn."),
            "plain": (2, "the screen needs UTF-8"),
        },
    ),
)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, str]]:
    """A sandbox's address, and a key of alice's."""
    sandbox = Sandbox()
    sandbox.add_user("alice")
    key = sandbox.add_key("user", "alice")
    with in_thread(sandbox) as url:
        yield url, key


@pytest.fixture(scope="module")
def proxy(served: tuple[str, str]) -> Iterator[str]:
    """Where a proxy is that lets nobody through."""
    with proxying("http", served[0]) as found:
        found.user, found.status = "me:HIDDEN", "403 Forbidden"
        yield found.address


@pytest.fixture(scope="module")
def authority() -> bytes:
    return trustme.CA().cert_pem.bytes()


def flat(written: str) -> str:
    """What was written, without the sequences that steer a terminal, and however its lines were broken."""
    said = re.sub(r"\x1b\[[0-9;:?<>=]*[ -/]*[@-~]|\x1b[()][0-9A-B]|\x1b[=>78]", " ", written)
    return " ".join(said.replace("│", " ").split())


def left_set(written: str) -> set[str]:
    """The modes that the terminal was left in and wasn't in before: a cursor that is hidden is one."""
    last = {
        mode: state for modes, state in re.findall(r"\x1b\[\?([0-9;]+)([hl])", written) for mode in modes.split(";")
    }
    return {mode for mode, state in last.items() if state == ("l" if mode in ("25", "7") else "h")}


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_whatever_the_machine_is_like_there_is_a_sentence(
    odd: Odd, served: tuple[str, str], proxy: str, authority: bytes, tmp_path: Path
) -> None:
    url, key = served
    server = odd.server or url
    settings = tmp_path / "home" / "config" / "tts-tui"
    settings.mkdir(parents=True)
    (settings / "ca.pem").write_bytes(authority)
    file = f'default = "prod"\n[servers.prod]\nidentity_server = "{server}"\n{odd.more}'
    (settings / "servers.toml").write_bytes(odd.mark + file.encode())
    variables = {name: value and value.format(proxy=proxy) for name, value in odd.variables.items()}
    for command in odd.commands:
        status, says = {**USUAL, **odd.ends}[command]
        says = says.format(server=server, proxy=proxy)
        script = START.format(before=odd.before)
        with Terminal(
            "-c", script, *COMMANDS[command], environment=variables, redirected=odd.redirected, new=odd.new
        ) as terminal:
            before = terminal.modes
            if command == "login" and odd.ends.get("login", USUAL["login"]) not in UNASKED:
                terminal.until("NNSXS")
                terminal.press(odd.key.format(key=key) + "\r")
            stays = command in ON_THE_SCREEN and status == 0
            if stays:
                terminal.until_shown(says)
                terminal.press("\x11")
            ended = terminal.end()
            after = terminal.modes
        said = flat(terminal.text)
        where = f"{odd.name}, {command}: {said[-2000:]}"
        assert "Traceback" not in said, where
        assert "because of a defect" not in said, where
        assert not any(secret in said for secret in ("TOPSECRET", "HIDDEN", key)), where
        assert stays or says in said, where
        assert ended == status, where
        assert after == before, where
        assert left_set(terminal.text) == set(), where
        if command == "demo" and status == 2:
            assert "\x1b" not in terminal.text, where  # it is refused before anything is drawn
