"""The formats that messages can have."""

from __future__ import annotations

from tts_tui.services.integrations.formats import with_given

FORMATS = {"json": "JSON", "protobuf": "Protocol Buffers"}


def test_the_one_that_is_set_comes_first_and_is_known_or_not() -> None:
    assert with_given(FORMATS, "") == FORMATS
    assert list(with_given(FORMATS, "protobuf").items()) == [("protobuf", "Protocol Buffers"), ("json", "JSON")]
    assert next(iter(with_given(FORMATS, "old\x07").items())) == ("old\x07", "old␇ (unknown here)")
