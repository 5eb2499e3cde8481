"""What a change would change, field by field, for a review before it is sent."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Difference", "Line"]


class Line(NamedTuple):
    """One line: removed, added, unchanged, or standing for several unchanged ones. `text` is safe to show."""

    mark: Literal["-", "+", " ", "…"]
    text: str


class Difference(NamedTuple):
    """What changes in one field."""

    label: str
    lines: tuple[Line, ...]
