"""What a screen has sent to change something, as the sandbox received it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tts_tui.sandbox import Sandbox

__all__ = ["written"]

_ONLY_READ = ("GET", "/api/v3/events")


def written(sandbox: Sandbox) -> list[tuple[str, str]]:
    """The methods and paths of those requests, without /api/v3. Opening a stream of events changes nothing."""
    sent = [each for each in sandbox.requests if each.method not in _ONLY_READ and each.path not in _ONLY_READ]
    return [(each.method, each.path.removeprefix("/api/v3")) for each in sent]
