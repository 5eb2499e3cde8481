"""Nothing private in Textual is used but by `textual_private.py` and `textual_private_driver.py`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import tts_tui.tui
from tests.tui.core.private_parts import HERE
from tts_tui.tui.core import textual_private, textual_private_driver

if TYPE_CHECKING:
    from collections.abc import Iterator

THERE = (textual_private.__name__, textual_private_driver.__name__)
IMPORTS = re.compile(r"^\s*(?:from|import) textual(?:\.\w+)*\._.*|^\s*from textual\S* import .*\b_\w+.*", re.MULTILINE)
PRIVATE = re.compile(r"\b(?:self|cls|super\(\))\.(_[a-z]\w*)|\bdef (_[a-z]\w*)")


def ours() -> Iterator[type[Any]]:
    for found in pkgutil.walk_packages(tts_tui.tui.__path__, "tts_tui.tui."):
        for each in vars(importlib.import_module(found.name)).values():
            if isinstance(each, type) and each.__module__ == found.name not in THERE:
                yield each


@cache
def names(kind: type[Any]) -> set[str]:
    """The private names that a class mentions of itself, or has."""
    mentioned = {one or two for one, two in PRIVATE.findall(inspect.getsource(kind))}
    return mentioned | {each for each in vars(kind) if re.match(r"_[a-z]", each)}


def test_no_class_has_or_calls_what_is_private_in_textual() -> None:
    found = {}
    for kind in ours():
        theirs = [each for each in kind.__mro__ if each.__module__.partition(".")[0] == "textual"]
        taken = {one or two for one, two in PRIVATE.findall(inspect.getsource(kind))}
        found[kind.__name__] = set().union(*map(names, theirs)) & taken
    assert len(found) > 200
    taken = {name: each for name, each in found.items() if each}
    assert not taken, f"{taken} are Textual's own; give them public names in {HERE}, with a test here"


def test_no_module_imports_what_is_private_in_textual() -> None:
    for found in pkgutil.walk_packages(tts_tui.tui.__path__, "tts_tui.tui."):
        if found.name not in THERE:
            source = inspect.getsource(importlib.import_module(found.name))
            private = IMPORTS.findall(source)
            assert not private, f"{found.name}: {private}: import it in {HERE}, with a test here"
