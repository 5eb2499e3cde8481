"""What is known of a desktop's keyring. (The rest needs a real one: test_real_keyrings.)"""

from __future__ import annotations

import pytest

from tts_tui.session.credentials.secret_service import prompts_are_seen


@pytest.mark.parametrize(
    ("environment", "seen"),
    [({}, False), ({"DISPLAY": ""}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_a_prompt_needs_a_display(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], *, seen: bool) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert prompts_are_seen() is seen
