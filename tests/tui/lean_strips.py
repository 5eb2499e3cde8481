"""Lines of the screen without the seven caches that Textual makes for each: a sixth of what tests of screens took.

A test cuts a line once and looks at it once. A cache is made when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.cache import FIFOCache
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.segment import Segment

CACHES = {name for name in Strip.__slots__ if name.endswith("_cache")} - {"_render_cache"}


def begin(self: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    """In place of `Strip.__init__`."""
    self._segments = list(segments)
    self._cell_length = cell_length
    self._render_cache = self._link_ids = self._cell_count = None


def cache_of(self: Strip, name: str) -> FIFOCache[object, object]:
    """In place of nothing: what a strip does not have yet.

    Raises:
        AttributeError: it is no cache.
    """
    if name not in CACHES:
        raise AttributeError(name)
    cache: FIFOCache[object, object] = FIFOCache(4)
    setattr(self, name, cache)
    return cache
