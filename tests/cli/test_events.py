"""`tts-tui events`: what the server has kept, and what happens while it is followed."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.terminal import Terminal
from tts_tui.cli.exit_codes import NOT_ALLOWED, USAGE

if TYPE_CHECKING:
    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox

UPLINK = {"f_port": 1, "frm_payload": "A2cBEA=="}


@pytest.fixture
def watched(sandbox: Sandbox, url: str, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A server with an application that has a device, and alice's key in the environment."""
    monkeypatch.setenv("TTS_TUI_SERVER", url)
    monkeypatch.setenv("TTS_TUI_TOKEN", sandbox.add_key("user", "alice"))
    monkeypatch.setattr("tts_tui.cli.events._QUIET", 0.2)
    sandbox.add_user("bob")
    sandbox.add_application("private", owner="bob")
    sandbox.add_application("water-meters", owner="alice")
    sandbox.add_device("water-meters", "meter-1")
    return sandbox


def change(url: str, sandbox: Sandbox, name: str) -> None:
    import httpx

    headers = {"authorization": f"Bearer {sandbox.add_key('user', 'alice')}"}
    body = {"application": {"name": name}, "field_mask": {"paths": ["name"]}}
    assert httpx.put(f"{url}/api/v3/applications/water-meters", json=body, headers=headers).is_success
    simulated = f"{url}/api/v3/as/applications/water-meters/devices/meter-1/up/simulate"
    assert httpx.post(simulated, json={"uplink_message": UPLINK}, headers=headers).is_success


def test_what_is_kept_is_told_line_by_line(tts: TTS, url: str, watched: Sandbox) -> None:
    change(url, watched, "Water meters")
    status, out, err = tts("events", "water-meters")
    assert (status, err) == (0, "")
    changed, uplink = out.splitlines()
    assert changed.endswith("–                         Application changed: name")
    assert uplink.endswith("meter-1                   Uplink: 03670110 · port 1 · simulated")


def test_as_json_each_line_is_the_event_as_the_server_has_it(tts: TTS, url: str, watched: Sandbox) -> None:
    change(url, watched, "Water \x1b[31mmeters")
    status, out, _ = tts("events", "water-meters", "--json", "--names", "application.update,/^as\\.up\\./")
    assert status == 0
    assert "\x1b" not in out
    told = [json.loads(line) for line in out.splitlines()]
    assert [each["name"] for each in told] == ["application.update", "as.up.data.forward"]
    assert told[1]["data"]["uplink_message"] == UPLINK


def test_where_nothing_is_kept_it_says_so_and_how_to_wait(tts: TTS, watched: Sandbox) -> None:
    status, out, err = tts("events", "water-meters", "--names", "as.up.join.forward, /fail$/")
    assert (status, out) == (0, "")
    assert err == "The server has kept no such events. --follow waits for new ones.\n"


def test_of_the_last_one_there_is_one(tts: TTS, url: str, watched: Sandbox) -> None:
    change(url, watched, "Water meters")
    _, out, _ = tts("events", "water-meters", "--tail", "1")
    assert len(out.splitlines()) == 1


def test_an_application_that_may_not_be_watched_is_left_out_and_named(tts: TTS, url: str, watched: Sandbox) -> None:
    change(url, watched, "Water meters")
    status, out, err = tts("events", "water-meters", "private", "not-there")
    assert status == 0
    assert "Left out: private." in err
    assert "Left out: not-there." in err
    assert "water-meters/meter-1" in out


def test_where_nothing_may_be_watched_it_says_so(tts: TTS, watched: Sandbox) -> None:
    status, out, err = tts("events", "private")
    assert (status, out) == (NOT_ALLOWED, "")
    assert "nothing to watch" in err
    assert not any(each.path.endswith("/events") for each in watched.requests)


@pytest.mark.parametrize(
    "words", [("--names", "no.such.event"), ("--tail", "5000"), ("--tail", "0"), ("--tail", "-1"), ("--tail", "x")]
)
def test_bad_input_is_told_with_what_was_expected(tts: TTS, watched: Sandbox, words: tuple[str, ...]) -> None:
    status, out, err = tts("events", "water-meters", *words)
    assert (status, out) == (USAGE, "")
    assert err


def test_it_follows_until_ctrl_c(url: str, watched: Sandbox) -> None:
    with Terminal("-m", "tts_tui", "events", "water-meters", "--follow") as terminal:
        while not any(each.path.endswith("/events") for each in watched.requests):
            time.sleep(0)
        change(url, watched, "While it follows")
        terminal.until("Application changed: name", "Uplink: 0367")
        terminal.send(b"\x03")
        assert terminal.end() == 130
