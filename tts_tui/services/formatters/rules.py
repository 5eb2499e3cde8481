"""Which formatters the server accepts, and which of those can't work.

A script has two limits of the same number: the server counts characters first, and then bytes. (recordings/
self-contained/18_formatters.json: a script of 40961 characters; a script of 20481 characters of two bytes)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.field_rules import ADDRESS_RULE
from tts_tui.api.resources.formatters import GRPC_SERVICE, JAVASCRIPT

if TYPE_CHECKING:
    from tts_tui.api.resources.formatters import Direction, Formatter

__all__ = ["MAX_PARAMETER", "problem", "size_words", "warning"]

MAX_PARAMETER: Final = 40960
"""Characters, and bytes in UTF-8."""

_FUNCTIONS: Final = {"up": ("decodeUplink", "Decoder"), "down": ("encodeDownlink", "Encoder")}


def problem(formatter: Formatter) -> str | None:
    """Why the formatter can't be saved, in sentences, or None."""
    characters, size = len(formatter.parameter), _size(formatter.parameter)
    if characters > MAX_PARAMETER:
        return f"{characters:,} characters; the limit is {MAX_PARAMETER:,}."
    if size > MAX_PARAMETER:
        return f"{size:,} bytes; the limit is {MAX_PARAMETER:,}. Letters beyond ASCII take two to four bytes each."
    if formatter.kind == GRPC_SERVICE:
        return _address_problem(formatter.parameter)
    return None


def warning(direction: Direction, formatter: Formatter) -> str:
    """Why a formatter that the server accepts can't work; empty if it can."""
    if formatter.kind != JAVASCRIPT:
        return ""
    names = _FUNCTIONS[direction]
    if any(name in formatter.parameter for name in names):
        return ""
    fails = "no uplink will be decoded" if direction == "up" else "no downlink will be encoded"
    return f"The script has no function {names[0]}: {fails}."


def size_words(parameter: str) -> str:
    """How much of both limits a script takes."""
    limit = f"{MAX_PARAMETER:,}"
    return f"{len(parameter):,} of {limit} characters, {_size(parameter):,} of {limit} bytes"


def _address_problem(address: str) -> str | None:
    if not address:
        return "Enter the host and port of the service."
    if "://" in address:
        return "Host or host:port only, without http:// or https://."
    return None if ADDRESS_RULE.fullmatch(address) else "Not a valid address. Example: formatter.example.com:443."


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
