from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.tls import served
from tts_tui.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def sandbox() -> Sandbox:
    """A server with a user `alice`, where it is always the same moment."""
    made = Sandbox(clock=lambda: NOW)
    made.add_user("alice")
    return made


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def over_tls(tmp_path: Path) -> Callable[[Sandbox, trustme.LeafCert], contextlib.AbstractContextManager[str]]:
    """Serves a sandbox over TLS with that certificate while the block runs; gives the base URL."""

    return partial(served, folder=tmp_path)
