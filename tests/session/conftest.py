"""A session that a manager has opened on the sandbox. Fixtures."""

from __future__ import annotations

import httpx
import pytest

from tests.session.credentials.backends import Works
from tts_tui.sandbox.app import Sandbox
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside


@pytest.fixture
def manager(sandbox: Sandbox) -> SessionManager:
    return SessionManager(outside=Outside(httpx.ASGITransport(sandbox.asgi())))


@pytest.fixture
def works(use) -> Works:
    return use(Works())
