"""A count with its noun."""

from __future__ import annotations

import pytest

from tts_tui.text.quantity import quantity


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 end devices"), (1, "1 end device"), (2, "2 end devices"), (1_200, "1,200 end devices")]
)
def test_only_one_is_singular(count: int, words: str) -> None:
    assert quantity(count, "end device") == words
