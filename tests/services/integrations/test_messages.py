"""Message types in words."""

from __future__ import annotations

from tts_tui.services.integrations.messages import MESSAGE_WORDS, types_in_words


def test_message_types_are_named() -> None:
    assert types_in_words(MESSAGE_WORDS) == "all"
    assert types_in_words(()) == "none"
    assert types_in_words({"join_accept": "", "uplink_message": ""}) == "Uplink message, Join accept"
    assert types_in_words({"a": ""}, {"a": "A", "b": "B"}) == "A"
