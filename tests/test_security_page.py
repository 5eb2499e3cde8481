"""SECURITY.md names tests that there are, and every promise has one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::((?:\w+::)?\w+)`", PAGE)
PROMISES = [line for line in PAGE.splitlines() if line.startswith("| ") and not re.match(r"\| (promise|---) ", line)]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_each_test_that_is_named_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    functions = {
        *_functions(tree.body),
        *(f"{each.name}::{test}" for each in classes for test in _functions(each.body)),
    }
    assert name in functions


def _functions(body: list[ast.stmt]) -> list[str]:
    return [each.name for each in body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_each_promise_names_a_test() -> None:
    assert len(PROMISES) > 20
    assert [line for line in PROMISES if "::test_" not in line] == []


def test_it_is_said_how_to_report_without_an_address_that_nobody_reads() -> None:
    assert "private vulnerability reporting" in PAGE
    assert "@" not in PAGE
