"""How the server's searches compare texts, as PostgreSQL does for it.

Source: `pkg/identityserver/bunstore/entity_search.go`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ilike", "words"]

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


def words(pattern: str) -> Callable[[str], bool]:
    """Whole words, all of them, in any order and case: full-text search, but without its stems and stop words."""
    wanted = set(re.findall(r"\w+", pattern.lower()))

    def found(value: str) -> bool:
        lowered = value.lower()  # most texts hold no such letters at all, which is quicker to see
        return all(word in lowered for word in wanted) and wanted <= set(re.findall(r"\w+", lowered))

    return found if wanted else lambda _: False
