"""How keys, tokens and codes of The Things Stack begin: KIND.ID.SECRET, the kind in base32. (`pkg/auth/auth.go`)"""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "ACCESS_TOKEN",
    "API_KEY",
    "AUTHORIZATION_CODE",
    "REFRESH_TOKEN",
    "SECRET_KINDS",
    "SECRET_PATTERN",
    "SESSION_TOKEN",
    "TOKEN_KINDS",
    "hide_secrets",
]

API_KEY: Final = "NNSXS"
ACCESS_TOKEN: Final = "MFRWG"  # noqa: S105 - a prefix
REFRESH_TOKEN: Final = "OJSWM"  # noqa: S105 - a prefix
SESSION_TOKEN: Final = "ONZW4"  # noqa: S105 - a prefix
AUTHORIZATION_CODE: Final = "MF2XI"

TOKEN_KINDS: Final = (API_KEY, ACCESS_TOKEN, REFRESH_TOKEN, SESSION_TOKEN)
SECRET_KINDS: Final = (*TOKEN_KINDS, AUTHORIZATION_CODE)
"""A code is no token, but for five minutes it buys one."""

SECRET_PATTERN: Final = f"(?:{'|'.join(SECRET_KINDS)})[.]"
"""The beginning of a secret, as a regular expression."""

_SECRET: Final = re.compile(rf"\b{SECRET_PATTERN}[A-Z0-9._-]+", re.IGNORECASE)


def hide_secrets(text: str) -> str:
    """The text with `‹token›` in the place of everything that looks like a key, a token or a code."""
    return _SECRET.sub("‹token›", text)
