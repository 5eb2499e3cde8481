"""What a change changes, field by field, for a review before it is sent."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Difference", "Line", "compared"]

_CONTEXT: Final = 1
"""Unchanged lines that are shown before and after changed ones."""


class Line(NamedTuple):
    """One line: removed, added, unchanged, or standing for several unchanged ones. `text` is safe to show."""

    mark: Literal["-", "+", " ", "…"]
    text: str


class Difference(NamedTuple):
    """What changes in one field."""

    label: str
    lines: tuple[Line, ...]


def compared(before: list[str], after: list[str]) -> Iterator[Line]:
    """The lines that differ, and of the others those next to them. The lines are safe to show."""
    parts = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for index, (kind, a, b, c, d) in enumerate(parts):
        if kind == "equal":
            yield from _kept(before[a:b], first=index == 0, last=index == len(parts) - 1)
        else:
            yield from (Line("-", text) for text in before[a:b])
            yield from (Line("+", text) for text in after[c:d])


def _kept(lines: list[str], *, first: bool, last: bool) -> Iterator[Line]:
    head = 0 if first else _CONTEXT
    tail = 0 if last else _CONTEXT
    hidden = len(lines) - head - tail
    if hidden <= 1:
        yield from (Line(" ", text) for text in lines)
        return
    yield from (Line(" ", text) for text in lines[:head])
    yield Line("…", f"{hidden:,} unchanged lines")
    yield from (Line(" ", text) for text in lines[len(lines) - tail :])
