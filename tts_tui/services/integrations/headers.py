"""HTTP headers that the server sends to a webhook, or where it connects a pub/sub over WebSockets.

Source: `applicationserver_web.proto`, whose limits hold for webhooks; recordings/self-contained/15_webhooks.json.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MAX_HEADERS", "header_problem", "header_warning"]

MAX_HEADERS: Final = 50
MAX_HEADER_NAME: Final = 64
MAX_HEADER_VALUE: Final = 4096
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The characters of a header's name. (RFC 9110)"""


def header_problem(name: str, value: str) -> str | None:
    """Why the server would refuse a header, or None. The words may hold the name."""
    if not name:
        return "Enter a name before the =." if value else None
    if len(name) > MAX_HEADER_NAME:
        return f"Name: {len(name)} characters; the limit is {MAX_HEADER_NAME}."
    if len(value) > MAX_HEADER_VALUE:
        return f"Value of “{name}”: {len(value):,} characters; the limit is {MAX_HEADER_VALUE:,}."
    return None


def header_warning(headers: Mapping[str, str]) -> str | None:
    """Why the server stores these headers but can't send them, or None. The words may hold names."""
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name):
            return f"“{name}” can't be sent as the name of a header: nothing would be delivered."
        if any(ord(letter) < ord(" ") and letter != "\t" for letter in value):
            return f"“{name}” has a line break or control character: nothing would be delivered."
    return None
