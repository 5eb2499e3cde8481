"""What the README says of keys is what the program does."""

from __future__ import annotations

from scripts import keys


def test_the_table_of_keys_is_the_one_that_the_commands_make():
    readme = keys.README.read_text(encoding="utf-8")
    assert keys.written(readme) == readme, "run: make docs"
