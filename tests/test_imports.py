"""What a start imports, seen from outside: each import is time that somebody waits."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

START = """
import asyncio, os, sys
from tts_tui import cli
from tts_tui.cli import client

def run(start):
    from tts_tui.app import TTSApp
    from tts_tui.signing_in import Surroundings
    import httpx

    def answer(request):
        if request.url.path.endswith("/auth_info"):
            key = {"api_key": {"rights": ["RIGHT_USER_ALL"]}, "entity_ids": {"user_ids": {"user_id": "me"}}}
            return httpx.Response(200, json={"api_key": key})
        rows = [{"ids": {"application_id": f"app-{number}"}} for number in range(100)]
        return httpx.Response(200, json={"applications": rows}, headers={"X-Total-Count": "100"})

    async def main():
        start.gate.surroundings = Surroundings(httpx.MockTransport(answer))
        app = TTSApp(start)
        async with app.run_test() as pilot:
            for _ in range(100):
                await pilot.pause()
                if app.screen.query("ApplicationTable") and app.screen.query_one("ApplicationTable").row_count:
                    return
            raise SystemExit("the list never came")

    asyncio.run(main())
    return 0

client.run = run
cli.main(sys.argv[1:])
print(*sorted(sys.modules), sep="\\n")
"""


def imported(script: str, *arguments: str, **environment: str) -> set[str]:
    """The modules that are there when the script has ended well."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return set(done.stdout.splitlines())


def below(modules: set[str], *packages: str) -> set[str]:
    """Those that belong to one of the packages."""
    return {each for each in modules for package in packages if each == package or each.startswith(f"{package}.")}


@pytest.fixture(scope="module")
def _started() -> dict[str, set[str]]:
    return {}


@pytest.fixture
def started(_started: dict[str, set[str]]) -> set[str]:
    """What is imported when the first page of the list is on the screen, with a token of the environment."""
    if not _started:
        _started["with a token"] = imported(
            START, TTS_TUI_TOKEN="NNSXS.KEYID.SECRET", TTS_TUI_SERVER="https://thethings.example.com"
        )
    return _started["with a token"]


def test_the_start_got_as_far_as_the_list(started: set[str]) -> None:
    assert {"tts_tui.widgets.application_table", "tts_tui.api.applications", "textual", "httpx"} <= started


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
        "stamina",
        "tts_tui.screens.new_application",
        "tts_tui.screens.settings",
        "tts_tui.screens.api_keys",
        "tts_tui.screens.help",
        "tts_tui.as_commands",
    ],
)
def test_what_the_first_page_does_not_need_is_not_there_yet(started: set[str], module: str) -> None:
    assert module not in started


@pytest.mark.parametrize("word", ["--help", "--version"])
@pytest.mark.parametrize("package", ["textual", "rich", "httpx", "pydantic", "keyring", "starlette", "asyncio"])
def test_help_and_version_import_next_to_nothing(word: str, package: str) -> None:
    script = """
import sys
from tts_tui.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    print(*sorted(sys.modules), sep="\\n")
"""
    modules = imported(script, word)
    assert "tts_tui.cli" in modules
    assert not below(modules, package)


def test_the_adapter_needs_no_screen() -> None:
    modules = imported("import sys, tts_tui.api.client, tts_tui.api.applications; print(*sys.modules, sep='\\n')")
    assert "httpx" in modules
    assert not below(modules, "textual", "rich", "keyring", "click", "platformdirs")
