"""An application whose live data is watched."""

from __future__ import annotations

import pytest

from tests.tui.screens.events.happening import APP
from tts_tui.tui.screens.events.list import LiveDataScreen


@pytest.fixture(autouse=True)
def drawn_at_once(monkeypatch):
    monkeypatch.setattr(LiveDataScreen, "drawn_every", 0.001)


@pytest.fixture
def watched(sandbox, sample):
    """An application with a device whose uplinks are decoded."""
    sandbox.add_application(APP, owner="demo-user")
    sandbox.store.existing("application", APP).link = {"default_formatters": {"up_formatter": "FORMATTER_CAYENNELPP"}}
    sandbox.add_device(APP, "pump-1")
    return sandbox
