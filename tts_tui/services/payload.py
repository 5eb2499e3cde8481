"""Payloads as people write them: hexadecimal, base64, or the data in JSON that a formatter encodes."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any, Final

from tts_tui.text.safe_text import visible

__all__ = ["NotAPayload", "as_hex", "from_base64", "from_hex", "from_json"]

_SEPARATORS: Final = re.compile(r"[\s:,;_-]")
_DIGIT: Final = re.compile(r"[0-9A-Fa-f]")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=\s]")


class NotAPayload(ValueError):
    """What was typed is no payload. Its text is a sentence that says where, safe to show."""


def from_hex(text: str) -> bytes:
    """The bytes of a text such as `01 67 00 EB`, `0167:00eb` or `0x01, 0x67`. Raises NotAPayload."""
    digits = ""
    at = 0
    while at < len(text):
        letter = text[at]
        if letter == "0" and text[at + 1 : at + 2] in ("x", "X") and len(digits) % 2 == 0:
            at += 2
            continue
        if _DIGIT.match(letter):
            digits += letter
        elif not _SEPARATORS.match(letter):
            raise NotAPayload(f"No hex digit at position {at + 1}: “{visible(letter)}”.")
        elif len(digits) % 2:
            raise NotAPayload(f"Half a byte before position {at + 1}: each byte has two hex digits.")
        at += 1
    if len(digits) % 2:
        raise NotAPayload(f"Half a byte at the end, at position {len(text.rstrip())}: each byte has two hex digits.")
    return bytes.fromhex(digits)


def from_base64(text: str) -> bytes:
    """The bytes of a text in base64; blanks and line ends are left out. Raises NotAPayload."""
    for at, letter in enumerate(text, 1):
        if not _BASE64.match(letter):
            raise NotAPayload(f"Not base64 at position {at}: “{visible(letter)}”.")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise NotAPayload("Not base64: a part is missing at the end.") from None


def from_json(text: str) -> dict[str, Any]:
    """The object that a text in JSON is. Raises NotAPayload."""
    try:
        found = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise NotAPayload(f"Not JSON: {error.msg.lower()}, at line {error.lineno}, column {error.colno}.") from None
    except NotAPayload:
        raise
    except (ValueError, RecursionError):
        raise NotAPayload("Not JSON: a number is too long, or it is nested too deeply.") from None
    if not isinstance(found, dict):
        raise NotAPayload('An object is needed, such as {"level": 5}.')
    return found


def _no_number(name: str) -> None:
    raise NotAPayload(f"Not JSON: {name} is not a number there.")


def as_hex(payload: bytes) -> str:
    """The bytes as `01 67 00 EB`."""
    return payload.hex(" ").upper()
