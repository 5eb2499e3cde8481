"""Whether the terminal shows hyperlinks (OSC 8). Others may print parts of the sequence, so only known ones count."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["terminal_has_hyperlinks"]

_TERMS: Final = ("alacritty", "foot", "xterm-ghostty", "xterm-kitty", "wezterm")
_PROGRAMS: Final = frozenset({"ghostty", "iTerm.app", "vscode", "WezTerm"})
_VARIABLES: Final = ("KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION")
_VTE_SINCE: Final = 5000
"""The version of VTE (GNOME Terminal and others) that has them, 0.50."""


def terminal_has_hyperlinks(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal is known to show them; not inside tmux or screen, which may drop parts of the sequence."""
    if "TMUX" in environ or "STY" in environ:
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM", "").startswith(_TERMS)
        or environ.get("TERM_PROGRAM") in _PROGRAMS
        or any(environ.get(name) for name in _VARIABLES)
        or (vte.isascii() and vte.isdecimal() and int(vte) >= _VTE_SINCE)
    )
