"""How to connect to the Application Server's MQTT."""

from __future__ import annotations

import pytest

from tests.api.recordings import recorded
from tests.api.seam import Script, ok
from tts_tui.api.errors import NotTheAPI


async def test_it_is_read_as_recorded() -> None:
    found = await recorded("08", "mqtt connection info").client().mqtt.get("my-test-app")
    assert found.model_dump() == {
        "public_address": "localhost:1883",
        "public_tls_address": "localhost:8883",
        "username": "my-test-app",
    }


async def test_something_else_is_no_answer() -> None:
    with pytest.raises(NotTheAPI):
        await Script(ok({"status": "ok"})).client().mqtt.get("a")
