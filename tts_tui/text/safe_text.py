"""Text from a server, with whatever a terminal could act on made visible."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["hidden_in", "visible"]

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that steer a terminal or change how a text looks: controls, bidi, zero width, separators."""

_FEW: Final = 6
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters and marks that show nothing, so that a name of them looks empty or like another."""


def visible(value: str, *, lines: bool = False) -> str:
    """`value` with its control, bidi and zero-width characters shown: ESC as ␛, U+202E as ‹U+202E›.

    With `lines`, line breaks and tabs stay what they are.
    """
    if value.isascii() and value.isprintable():
        return value
    return "".join(_shown(letter, lines=lines) for letter in value)


def hidden_in(value: str) -> str:
    """The first few characters of `value` that a terminal can't show, each once, as `visible` shows them."""
    shown = ((letter, _shown(letter, lines=True)) for letter in dict.fromkeys(value))
    return " ".join([picture for letter, picture in shown if picture != letter][:_FEW])


def _shown(letter: str, *, lines: bool) -> str:
    if lines and letter in "\n\t":
        return letter
    if unicodedata.category(letter) not in _HIDDEN and letter not in _BLANK:
        return letter
    code = ord(letter)
    if code < 0x20:  # noqa: PLR2004 - the C0 controls have pictures
        return chr(0x2400 + code)
    return f"‹U+{code:04X}›"
