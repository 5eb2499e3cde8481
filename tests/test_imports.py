"""What a start imports, seen from outside: each import is time that somebody waits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tts_tui.sandbox.server import in_thread

if TYPE_CHECKING:
    from tts_tui.sandbox.app import Sandbox

START = """
import asyncio, os, sys
from tts_tui import cli
from tts_tui.cli import client

there_with_the_frame, there_with_the_list = [], []

def run(prepare, theme=""):
    from tts_tui.tui.app import TTSApp

    def answer(request):
        import httpx
        if request.url.path.endswith("/auth_info"):
            key = {"api_key": {"rights": ["RIGHT_USER_ALL"]}, "entity_ids": {"user_ids": {"user_id": "me"}}}
            return httpx.Response(200, json={"api_key": key})
        rows = [{"ids": {"application_id": f"app-{number}"}} for number in range(100)]
        return httpx.Response(200, json={"applications": rows}, headers={"X-Total-Count": "100"})

    async def prepared():
        there_with_the_frame.extend(each for each, module in sys.modules.items() if module)
        from tts_tui.tui.base import long_list
        long_list._IDLE = 3600  # what a list gets ready once nobody does anything is no part of the start
        start = await prepare()
        from tts_tui.session.sign_in import Outside
        import httpx
        start.manager.outside = Outside(httpx.MockTransport(answer))
        return start

    async def main():
        app = TTSApp(prepared, theme=theme)
        async with app.run_test() as pilot:
            for _ in range(100):
                await pilot.pause()
                if app.screen.query("ApplicationTable") and app.screen.query_one("ApplicationTable").row_count:
                    there_with_the_list.extend(each for each, module in sys.modules.items() if module)
                    return
            raise SystemExit("the list never came")

    asyncio.run(main())
    return 0

client.run = run
cli.main(sys.argv[1:])
print(*sorted(there_with_the_list), "", *sorted(there_with_the_frame), sep="\\n")
"""


def imported(script: str, *arguments: str, **environment: str) -> set[str]:
    """The modules that are there when the script has ended well."""
    return set(printed(script, *arguments, **environment).splitlines())


def printed(script: str, *arguments: str, **environment: str) -> str:
    """What a script prints that ends well."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def below(modules: set[str], *packages: str) -> set[str]:
    """Those that belong to one of the packages."""
    return {each for each in modules for package in packages if each == package or each.startswith(f"{package}.")}


@pytest.fixture(scope="module")
def _moments() -> dict[str, set[str]]:
    return {}


@pytest.fixture
def moments(_moments: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is imported at two moments of a start with a token of the environment."""
    if not _moments:
        text = printed(START, TTS_TUI_TOKEN="NNSXS.KEYID.SECRET", TTS_TUI_SERVER="https://thethings.example.com")
        list_, _, frame = text.partition("\n\n")
        _moments.update(list=set(list_.splitlines()), frame=set(frame.splitlines()))
    return _moments


@pytest.fixture
def started(moments: dict[str, set[str]]) -> set[str]:
    """What is imported when the first page of the list is on the screen."""
    return moments["list"]


@pytest.fixture
def frame(moments: dict[str, set[str]]) -> set[str]:
    """What is imported when the first frame is on the screen, and before anything else is done."""
    return moments["frame"]


def test_the_start_got_as_far_as_the_list(started: set[str]) -> None:
    assert {
        "tts_tui.tui.widgets.application_table",
        "tts_tui.api.resources.applications",
        "textual",
        "httpx",
    } <= started


def test_the_first_frame_shows_its_keys(frame: set[str]) -> None:
    assert {"tts_tui.tui.screens.sign_in.opening", "tts_tui.tui.widgets.key_bar", "textual"} <= frame


@pytest.mark.parametrize("package", ["httpx", "tomllib", "tts_tui.session.manager", "tts_tui.servers.model"])
def test_the_first_frame_waits_for_nothing_that_a_server_needs(
    frame: set[str], started: set[str], package: str
) -> None:
    assert below(started, package)
    assert not below(frame, package)


@pytest.mark.parametrize("package", ["tts_tui.sandbox", "starlette", "hypercorn", "click"])
def test_a_start_imports_nothing_of_the_demo_nor_what_httpx_takes_for_its_own_command_line(
    started: set[str], package: str
) -> None:
    assert not below(started, package)


def test_click_is_there_to_be_imported() -> None:
    pytest.importorskip("click")  # else the test above could not fail


def test_the_keyring_is_not_imported_when_a_token_is_given(started: set[str]) -> None:
    assert not below(started, "keyring")


def test_the_keyring_is_imported_when_there_is_none() -> None:
    script = START.replace("ApplicationTable", "TokenInput").replace(".row_count", ".display")
    assert below(imported(script, "https://thethings.example.com"), "keyring")


@pytest.mark.parametrize(
    "module",
    [
        "pydantic",
        "pydantic_core",
        "h2",
        "html",
        "stamina",
        "textual.widgets._text_area",
        "tts_tui.api.models",
        "tts_tui.api.oauth",
        "tts_tui.tui.screens.applications.create",
        "tts_tui.tui.screens.applications.settings",
        "tts_tui.tui.screens.api_keys.list",
        "tts_tui.tui.base.help",
        "tts_tui.services.shell_export",
    ],
)
def test_what_the_first_page_does_not_need_is_not_there_yet(started: set[str], module: str) -> None:
    assert not below(started, module)


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_import_next_to_nothing(word: str) -> None:
    script = """
import sys
from tts_tui.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    print(*sorted(name for name, module in sys.modules.items() if module), sep="\\n")
"""
    modules = imported(script, word)
    assert "tts_tui.cli" in modules
    assert not below(modules, "textual", "rich", "httpx", "pydantic", "keyring", "starlette", "asyncio")


ROOMS = """
import importlib, pkgutil, sys
for room in sys.argv[1:]:
    package = importlib.import_module(f"tts_tui.{room}")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    print(room, *(name for name, module in sys.modules.items() if module))
"""


def test_no_room_but_the_programs_own_imports_textual_and_the_adapter_nothing_of_the_machine() -> None:
    rooms = ["api", "text", "servers", "session", "services", "doctor", "sandbox", "cli"]
    for line in printed(ROOMS, *rooms).splitlines():  # each has what those before it imported, too
        room, *names = line.split()
        modules = set(names)
        assert len(below(modules, f"tts_tui.{room}")) > 1
        assert not below(modules, "textual"), room
        if room == rooms[0]:
            assert {"httpx", "tts_tui.api.client", "tts_tui.api.resources.applications"} <= modules
            assert not below(modules, "keyring", "platformdirs", "tts_tui.servers", "tts_tui.session")
    assert room == rooms[-1]


WITHOUT_A_SCREEN = """
import io, json, sys
from tts_tui.cli import main
said, sys.stderr = sys.stderr, sys.stdout
for words in json.loads(sys.argv[1]):
    sys.stdin = io.StringIO(sys.argv[2])
    status = main(words)
    there = [each for each in ("textual", "rich") if each in sys.modules]
    if there or (status and words[0] != "doctor"):  # which finds faults of this machine
        said.write(f"{words} ended with {status} and {there}")
        break
"""


def test_words_of_the_command_line_that_need_no_screen_import_no_textual(sandbox: Sandbox) -> None:
    """They are run one after another, on a server that answers."""
    key = sandbox.add_key("user", "alice", rights=["RIGHT_ALL"])
    with in_thread(sandbox) as url:
        words = [
            ["servers", "add", "farm", url],
            ["servers"],
            ["servers", "edit", "farm", "--token", "file"],
            ["login", "farm", "--key", "--keep", "file"],
            ["apps", "list", "--server", "farm"],
            ["audit", "--server", "farm"],
            ["completion", "bash"],
            ["doctor", "farm"],
            ["logout", "farm", "--forget"],
            ["servers", "remove", "farm", "--yes"],
        ]
        assert "Removed farm." in printed(WITHOUT_A_SCREEN, json.dumps(words), key)
