"""The terminal: what it can show, and how the clipboard is reached from it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from tts_tui.doctor.findings import Finding
from tts_tui.text.drawable import is_utf8
from tts_tui.text.safe_text import visible
from tts_tui.text.tmux import run

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["check"]

SMALLEST: Final = (60, 16)
COMFORTABLE: Final = (80, 24)
_PATIENCE: Final = 2.0


async def check(environ: Mapping[str, str], size: tuple[int, int] | None, encoding: str) -> tuple[Finding, ...]:
    """What can be said of a terminal of `size` columns and lines (None: there is none) that takes `encoding`."""
    return (
        _kind(environ),
        _colours(environ),
        _size(size),
        _letters(encoding),
        _far(environ),
        await _clipboard(environ),
    )


def _kind(environ: Mapping[str, str]) -> Finding:
    kind = visible(environ.get("TERM", ""))
    if kind in ("", "dumb", "unknown"):
        advice = "Start it in a terminal emulator, or set TERM to its type, such as xterm-256color."
        return Finding("broken", f"TERM is {kind or 'not set'}: no screen can be drawn.", advice=advice)
    return Finding("ok", f"TERM is {kind}.")


def _colours(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return Finding("note", "No colours: NO_COLOR is set.", advice="Unset NO_COLOR to get colours.")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Finding("ok", "All colours (COLORTERM).")
    kind = environ.get("TERM", "")
    if "256" in kind or kind.endswith("-direct"):
        return Finding("ok", "256 colours.")
    advice = "If your terminal has more, set TERM=xterm-256color or COLORTERM=truecolor."
    return Finding("note", "16 colours.", advice=advice)


def _size(size: tuple[int, int] | None) -> Finding:
    if size is None:
        advice = "Start tts-tui with input, output and stderr on a terminal."
        return Finding("note", "Size unknown: no terminal here.", advice=advice)
    columns, lines = size
    what = f"{columns} columns and {lines} lines."
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        return Finding("warn", what, "60 and 16 are the least.", "Enlarge the window, or use a smaller font.")
    if columns < COMFORTABLE[0] or lines < COMFORTABLE[1]:
        return Finding("note", what, "Everything fits in 80 columns and 24 lines.", "Enlarge the window if you can.")
    return Finding("ok", what)


def _letters(encoding: str) -> Finding:
    if is_utf8(encoding):
        return Finding("ok", "Text is UTF-8.")
    return Finding(
        "broken",
        f"Text is {visible(encoding) or 'in no known encoding'}, and not UTF-8: no screen can be drawn.",
        advice="Set LC_ALL to a UTF-8 locale, such as C.UTF-8, or PYTHONUTF8=1, in a terminal that shows UTF-8.",
    )


def _far(environ: Mapping[str, str]) -> Finding:
    seen = [
        word
        for word, there in {
            "tmux": environ.get("TMUX"),
            "screen": environ.get("STY"),
            "SSH": environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"),
        }.items()
        if there
    ]
    if environ.get("STY"):
        advice = "Copy with screen's own Ctrl+A [."
        return Finding("note", f"Within {' and '.join(seen)}.", "screen doesn't pass the clipboard on.", advice)
    return Finding("ok", f"Within {' and '.join(seen)}." if seen else "On this machine: neither tmux, screen nor SSH.")


async def _clipboard(environ: Mapping[str, str]) -> Finding:
    if not environ.get("TMUX"):
        detail = "Terminals don't confirm it: paste to check."
        return Finding("ok", "Copying uses the terminal (OSC 52).", detail)
    tmux = shutil.which("tmux")
    allows = await _tmux_option(tmux) if tmux else None
    if allows is None:
        return Finding(
            "warn",
            "Copying uses the terminal (OSC 52), which tmux drops.",
            "tmux can't be asked.",
            "Put tmux into PATH, or select with the mouse.",
        )
    if allows == "off":
        return Finding(
            "note",
            "Copying goes to tmux, which may not pass it on.",
            "tmux: set-clipboard is off.",
            "Paste within tmux, or: tmux set -s set-clipboard on",
        )
    return Finding("ok", "Copying uses tmux load-buffer.", f"tmux: set-clipboard is {visible(allows)}.")


async def _tmux_option(tmux: str) -> str | None:
    """What set-clipboard is, or None where tmux doesn't say."""
    said = await run(tmux, "show", "-sv", "set-clipboard", patience=_PATIENCE)
    return None if said is None else said.decode(errors="replace").strip()
