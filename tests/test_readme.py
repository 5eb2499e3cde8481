"""Every page and picture that a page of the project names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    *(f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")),
]
_NAMED = re.compile(r'\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"')


def named(page: str) -> list[str]:
    return [link or picture for link, picture in _NAMED.findall((ROOT / page).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_exists(page):
    missing = [
        each
        for each in named(page)
        if not each.startswith(("https://", "#")) and not (ROOT / page).parent.joinpath(each.partition("#")[0]).exists()
    ]
    assert missing == []


def test_every_picture_of_the_readme_is_there_in_dark_and_in_light_and_no_other():
    pictures = {Path(each).name for each in named("README.md") if each.endswith(".svg")}
    assert {each.replace("-dark", "-light") for each in pictures if "-dark" in each} == {
        each for each in pictures if "-light" in each
    }
    assert pictures == {each.name for each in (ROOT / "screenshots").glob("*.svg")}
