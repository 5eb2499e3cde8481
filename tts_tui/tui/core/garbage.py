"""When garbage is looked for: not while the program starts, and not in the middle of a drawing."""

from __future__ import annotations

import gc
from typing import Final

__all__ = ["begin", "look_now"]

_SELDOM: Final = 60
"""Looks in what is not quite new, between two in everything: five times as many drawings."""


def begin() -> None:
    """Look for garbage from now on, but not in what was imported, which stays."""
    if not gc.isenabled():
        gc.freeze()
        # As they are by default, looking for cycles takes half of the time in which 100,000 rows are read.
        gc.set_threshold(10_000, 4, 1_000)
        gc.enable()


def look_now() -> None:
    """Look in what is new, so that the drawing that follows is not held up by it; now and then in everything.

    What lives from one drawing to the next counts as old, where garbage is seldom looked for: what piles up there over
    an hour takes seconds to look through, a few minutes' worth 40 ms.
    """
    _, middle, old = gc.get_count()
    gc.collect(2 if old >= _SELDOM else 1 if middle >= gc.get_threshold()[1] else 0)
