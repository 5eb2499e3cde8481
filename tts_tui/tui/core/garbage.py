"""When Python collects garbage: not while the program starts, and not in the middle of a drawing."""

from __future__ import annotations

import gc
from typing import Final

__all__ = ["begin", "look_now"]

_SELDOM: Final = 60
"""Collections of the middle generation between two full ones, which is about 300 drawings."""


def begin() -> None:
    """Turn the garbage collector on, without the imported modules, which stay anyway."""
    if not gc.isenabled():
        gc.freeze()
        # With Python's defaults, collecting takes half of the time in which 100,000 rows are read.
        gc.set_threshold(10_000, 4, 1_000)
        gc.enable()


def look_now() -> None:
    """Collect garbage before a drawing, so that none is collected during it; now and then a full collection.

    What lives from one drawing to the next ends up in the oldest generation. Collected every few minutes, that takes
    40 ms; what piles up there in an hour would take seconds.
    """
    _, middle, old = gc.get_count()
    gc.collect(2 if old >= _SELDOM else 1 if middle >= gc.get_threshold()[1] else 0)
