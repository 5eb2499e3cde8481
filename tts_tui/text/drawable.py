"""Whether a screen can be drawn on this terminal at all, and how large it is."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["is_utf8", "terminal_size", "why_undrawable"]

_USUAL: Final = (80, 24)


def is_utf8(encoding: str | None) -> bool:
    """Whether text in this encoding, as a stream names it, is UTF-8."""
    return (encoding or "").lower().replace("-", "").replace("_", "") == "utf8"


def why_undrawable(environ: Mapping[str, str], encoding: str | None) -> str | None:
    """Why no screen can be drawn, as a sentence that says what to set; None where one can.

    Tried: in ISO-8859-1 or ASCII the frames, marks and names don't arrive, columns shift, and typed letters are lost.
    """
    kind = environ.get("TERM", "")
    if kind in ("", "dumb", "unknown"):
        said = f"TERM is {kind}" if kind else "TERM is not set"
        return f"{said}, so no screen can be drawn. Set it to what your terminal is, such as TERM=xterm-256color."
    if not is_utf8(encoding):
        return (
            f"text goes to this terminal as {encoding or 'an unknown encoding'}, and the screen needs UTF-8. Set "
            "LC_ALL=C.UTF-8, or PYTHONUTF8=1, in a terminal that shows UTF-8."
        )
    return None


def terminal_size() -> tuple[int, int] | None:
    """Columns and lines of the terminal that the program is drawn on, or None if there is none.

    A terminal that doesn't know its size, as on a serial line, counts as 80×24. COLUMNS and LINES are not used: they
    may be out of date, such as after `docker exec -e`.
    """
    for stream in (sys.__stderr__, sys.__stdin__, sys.__stdout__):  # the screen is drawn on the first
        with contextlib.suppress(AttributeError, OSError, ValueError):  # no stream; no terminal; closed
            columns, lines = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
            return (columns, lines) if columns and lines else _USUAL
    return None
