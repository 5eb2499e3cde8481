"""What a screen can be waiting for, and what stands there if it doesn't come."""

from __future__ import annotations

import msgspec
import pytest

from tts_tui.tui.base.reading import NOT_READ, Reading, without_waiting


@pytest.mark.parametrize("reading", Reading)
def test_everything_that_is_read_has_words(reading) -> None:
    assert reading.words()


def test_what_is_read_before_a_server_is_open_says_where() -> None:
    assert Reading.SERVER.words("https://tts.example.com") == "the server at https://tts.example.com"


class Read(msgspec.Struct, frozen=True):
    """What a screen has read; None is waited for."""

    name: str | None = None
    count: int | None = None
    rights: frozenset[str] | None = None


def test_only_what_was_still_waited_for_was_not_read() -> None:
    assert without_waiting(Read("One", 0)) == Read("One", 0, NOT_READ)
