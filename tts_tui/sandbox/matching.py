"""How the server's searches compare parts of texts, as PostgreSQL's ILIKE does for it.

Source: `pkg/identityserver/bunstore/entity_search.go`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ilike", "with_attributes"]

_WILD: Final = {"%": ".*", "_": "."}


def ilike(pattern: str) -> Callable[[str], bool]:
    """A part of the text in any case. `%` and `_` are wildcards, a backslash takes that from them."""
    signs = re.findall(r"\\.|.", pattern, re.DOTALL)
    if not any(sign in _WILD or len(sign) > 1 for sign in signs):
        plain = pattern.lower()
        return lambda value: plain in value.lower()
    written = "".join(_WILD.get(sign) or re.escape(sign[-1]) for sign in signs)
    compiled = re.compile(written, re.IGNORECASE | re.DOTALL)
    return lambda value: compiled.search(value) is not None


def with_attributes(wanted: dict[str, str]) -> Callable[[dict[str, Any]], bool]:
    """Fields whose attribute of that key contains that value. Two at once find nothing, as on the real server.

    There both conditions have to hold for one and the same attribute. (`bunstore/entity_search.go` 95-107)
    """
    if len(wanted) > 1:
        return lambda _: False
    ((key, value),) = wanted.items()
    contains = ilike(value)

    def matches(fields: dict[str, Any]) -> bool:
        held = fields.get("attributes", {})
        return key in held and contains(held[key])

    return matches
