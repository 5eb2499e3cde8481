"""When garbage is looked for: not while the program starts, and not in the middle of a drawing."""

from __future__ import annotations

import gc

__all__ = ["begin", "look_now"]


def begin() -> None:
    """Look for garbage from now on, but not in what was imported, which stays."""
    if not gc.isenabled():
        gc.freeze()
        # As they are by default, looking for cycles takes half of the time in which 100,000 rows are read.
        gc.set_threshold(10_000, 4, 1_000)
        gc.enable()


def look_now() -> None:
    """Look in what is new, so that the drawing that follows is not held up by it."""
    gc.collect(1 if gc.get_count()[1] >= gc.get_threshold()[1] else 0)
