"""What the places of a token are called."""

from __future__ import annotations

from tts_tui.servers.token_stores import STORE_KINDS, STORE_WORDS, in_short


def test_each_place_has_words_of_its_own() -> None:
    assert tuple(STORE_WORDS) == STORE_KINDS
    for words in zip(*((each.short, each.choice, each.source) for each in STORE_WORDS.values()), strict=True):
        assert len(set(words)) == len(STORE_KINDS)


def test_short_words_fit_the_list_of_servers() -> None:
    assert max(len(in_short(kind)) for kind in (None, *STORE_KINDS)) == 13
