"""Where in a script something is wrong, as whoever wrote the script counts.

The server runs a script inside one of its own, of which a line break and two tabs stand before it. What it says of
lines is therefore one too high, and of the columns of the first line two. (`pkg/messageprocessors/javascript`;
recordings/self-contained/18_formatters.json)
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["as_written"]

_POSITION: Final = re.compile(r"(?:\(anonymous\): Line |<eval>:)([0-9]{1,9}):([0-9]{1,9})(?:\([0-9]{1,9}\))?")
_LINES_BEFORE: Final = 1
_TABS_BEFORE: Final = 2
_TWICE: Final = re.compile(r"^(\w+Error): \1: ")


def as_written(message: str, script: str | None = None) -> str:
    """The server's words about a script with its lines and columns as the script has them.

    What is wrong behind the end of the `script` is said to be there, where the script is given.
    """
    last = script.count("\n") + 1 if script is not None else None

    def position(found: re.Match[str]) -> str:
        line, column = int(found[1]) - _LINES_BEFORE, int(found[2])
        if line < 1:
            return found[0]
        if last is not None and line > last:
            return "after the end of the script"
        if line == 1:
            column = max(1, column - _TABS_BEFORE)
        return f"line {line}, column {column}"

    words = _POSITION.sub(position, _TWICE.sub(r"\1: ", message))
    return re.sub(r"(line [0-9]+, column [0-9]+|after the end of the script) (?=\w)", r"\1: ", words)
