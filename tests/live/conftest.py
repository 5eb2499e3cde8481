"""The same tests against the sandbox, always, and against a real server, with `pytest -m live`.

A real server is named by TTS_TUI_TEST_SERVER and opened with TTS_TUI_TEST_TOKEN, a user's key with RIGHT_ALL. IDs are
fresh and nothing is taken to be there already; what was made is deleted in the end.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.server import in_thread

if TYPE_CHECKING:
    from collections.abc import Iterator

REAL_SERVER = os.environ.get("TTS_TUI_TEST_SERVER", "")
REAL_TOKEN = os.environ.get("TTS_TUI_TEST_TOKEN", "")


class Server(NamedTuple):
    """Where to go and with what."""

    url: str
    token: SecretStr


@pytest.fixture(params=["sandbox", pytest.param("real", marks=pytest.mark.live)])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server and a token for it."""
    if request.param == "real":
        if not (REAL_SERVER and REAL_TOKEN):
            pytest.skip("TTS_TUI_TEST_SERVER and TTS_TUI_TEST_TOKEN name no server")
        yield Server(REAL_SERVER, SecretStr(REAL_TOKEN))
        return
    sandbox = Sandbox()
    sandbox.add_user("somebody")
    token = sandbox.add_key("user", "somebody", name="test", rights=["RIGHT_ALL"])
    with in_thread(sandbox) as url:
        yield Server(url, SecretStr(token))


@pytest.fixture
def fresh_id() -> str:
    """An ID that nobody has."""
    return f"tts-tui-{secrets.token_hex(8)}"
