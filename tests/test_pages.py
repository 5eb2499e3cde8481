"""What the pages for maintainers name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`([\w./]+\.(?:py|tcss))`")
ANY = "X"
"""Stands for the name of a resource."""


def names(page: str) -> list[str]:
    """The files of the project that a page names."""
    found = sorted(set(NAMED.findall((ROOT / page).read_text(encoding="utf-8"))))
    return [each for each in found if ANY not in Path(each).stem]


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    files = [f"/{each.relative_to(ROOT)}" for room in ("tts_tui", "tests") for each in (ROOT / room).rglob("*.*")]
    assert names(page)
    gone = [each for each in names(page) if not any(file.endswith(f"/{each}") for file in files)]
    assert gone == []
