"""Whether a screen can be drawn on this terminal at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["is_utf8", "why_undrawable"]


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
