"""Output of words for scripts: one JSON document, or a table for people. Server text is safe in both."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from datetime import UTC
from typing import TYPE_CHECKING, Any

from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

__all__ = ["answer_lost", "document", "instant", "line", "say", "table", "warn"]

_BEYOND_ASCII = re.compile(r"[^\n -~]")


def document(value: Mapping[str, Any]) -> None:
    """Print one JSON document. What a terminal could act on is escaped, and so is what stdout's encoding lacks."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    print(_BEYOND_ASCII.sub(_escaped, text))


def line(text: str) -> None:
    """Print one line of JSON at once, for what goes on: escaped as `document` does."""
    print(_BEYOND_ASCII.sub(_escaped, text), flush=True)


def instant(value: datetime | None) -> str | None:
    """An instant as JSON has it: UTC, such as `2027-01-31T22:59:59.000Z`, or null."""
    return (
        None if value is None else f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table whose columns are two blanks apart."""
    cells = [tuple(header), *(tuple(visible(cell) for cell in row) for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print(
            _encodable(
                "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
            )
        )


def say(words: str) -> None:
    """Print a sentence, or some, that may hold text from the server."""
    print(_encodable(visible(words, lines=True)))


def warn(words: str) -> None:
    """Say something to a person beside what is printed: on stderr."""
    print(_encodable(visible(words, lines=True)), file=sys.stderr, flush=True)


def answer_lost(was: bool) -> str:
    """The sentence to add to an outcome if its answer was lost and looked up, or an empty string."""
    return " (The answer was lost, so tts-tui checked.)" if was else ""


def _escaped(found: re.Match[str]) -> str:
    letter = found[0]
    if letter.isprintable() and _encodable(letter) == letter:
        return letter
    return json.dumps(letter)[1:-1]


def _encodable(text: str) -> str:
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
