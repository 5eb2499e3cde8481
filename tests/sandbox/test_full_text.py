"""Search in descriptions as PostgreSQL's `websearch_to_tsquery('english', …)` has it."""

from __future__ import annotations

import threading

import pytest

from tts_tui.sandbox.full_text import full_text

TEXT = "Measures the water levels of the up-to-date northern district on example.com daily. Skies are dying and/or red."


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        ("measure", True),
        ("MEASURING water", True),
        ("sky", True),
        ("die", True),
        ("distr", False),
        ("", False),
        ("the", False),
        ("the of", False),
        ("the water", True),
        ("water meters", False),
        ("water -meters", True),
        ("water -levels", False),
        ("water -the", True),
        ("-meters", True),
        ("--water", True),
        ("- meters", True),
        ("meters or water", True),
        ("meters or gas", False),
        ("meters gas or water levels", True),
        ("meters gas or water meters", False),
        ("meters OR water", True),
        ("or water", True),
        ("water or", True),
        ("water or or", True),
        ('"northern district"', True),
        ('"district northern"', False),
        ('"levels of the up-to-date"', True),
        ('"northern district', True),
        ('meters or "water levels"', True),
        ('-"water levels"', False),
        ('-"levels water"', True),
        ("up-to-date", True),
        ("date", True),
        ("water-levels", False),  # a word with a hyphen, which isn't there
        ("example.com", True),
        ("example", False),
        ("and/or", True),
        ("/or", False),
        ("[!]", False),
    ],
)
def test_searches(search: str, is_found: bool) -> None:
    assert full_text(search)(TEXT) == is_found


def test_an_empty_text_holds_nothing_and_lacks_nothing() -> None:
    assert not full_text("water")("")
    assert not full_text("-water")("")


def test_threads_search_at_the_same_time() -> None:
    words = [f"{letter}ation{ending}" for letter in "bcdfgklmnprstvw" for ending in ("s", "al", "ally", "ed", "ing")]
    wrong: list[str] = []

    def search() -> None:
        wrong.extend(word for word in words if not full_text(word)(f"these {word} here"))

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
