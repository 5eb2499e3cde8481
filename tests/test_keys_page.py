"""The page of keys is what the program does."""

from __future__ import annotations

from scripts import keys


def test_the_table_of_keys_is_the_one_that_the_commands_make() -> None:
    assert keys.PAGE.read_text(encoding="utf-8") == keys.page(), "run: make docs"
