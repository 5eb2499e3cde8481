"""What a screen can be waiting for."""

from __future__ import annotations

import pytest

from tts_tui.tui.base.reading import Reading


@pytest.mark.parametrize("reading", Reading)
def test_everything_that_is_read_has_words(reading) -> None:
    assert reading.words()


def test_what_is_read_before_a_server_is_open_says_where() -> None:
    assert Reading.SERVER.words("https://tts.example.com") == "the server at https://tts.example.com"
