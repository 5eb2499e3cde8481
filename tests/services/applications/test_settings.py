"""What is said where the look before a change of settings fails, against the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import PermissionDenied
from tts_tui.api.models import Application
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.services.applications import settings
from tts_tui.services.applications.settings import SKIP, Settings

WATER = Application(id="water", name="Water")
AFTER = Settings(WATER.model_copy(update={"name": "River"}), skip_payload_crypto=True)


@pytest.mark.parametrize(("user", "gone"), [("bob", False), ("alice", True)])
async def test_where_the_look_before_fails_nothing_is_sent_and_all_is_said_to_be_unsent(user, gone) -> None:
    sandbox = Sandbox(clock=lambda: datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    for each in ("alice", "bob"):
        sandbox.add_user(each)
    application = sandbox.add_application("water", owner="alice", name="Water")
    if gone:
        application.deleted_at = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    token = SecretStr(sandbox.add_key("user", user, rights=("RIGHT_ALL",)))
    async with Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi())) as client:
        outcome = await settings.save(client, Settings(WATER), AFTER)
    assert isinstance(outcome.error, PermissionDenied)
    assert (outcome.saved, outcome.failed, outcome.unsent) == ((), (), ("name", SKIP))
    assert {each.method for each in sandbox.requests} == {"GET"}
