"""The rights that webhooks and pub/subs need."""

from __future__ import annotations

from tts_tui.services.integrations import rights


def test_every_lacking_right_is_named() -> None:
    assert rights.why_not_changed(None) is None
    assert rights.why_not_changed(frozenset(rights.WRITE)) is None
    told = str(rights.why_not_changed(frozenset({rights.READ})))
    assert told.startswith("You lack the rights")
    assert "RIGHT_APPLICATION_SETTINGS_BASIC" in told
    assert rights.READ not in told
