"""Copying to the clipboard, over SSH, too: by tmux where it runs, else by OSC 52. Neither confirms it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any, Final

from tts_tui.text.tmux import run
from tts_tui.tui.core.textual_private import forget_copied

if TYPE_CHECKING:
    from textual.app import App

__all__ = ["copy"]

PATIENCE: Final = 2.0
"""Seconds that tmux may take."""


async def copy(app: App[Any], text: str, *, secret: bool = False) -> str:
    """Send `text` towards the person's clipboard. Returns a sentence about where it was sent.

    tmux drops OSC 52 by default, while `tmux load-buffer -w` passes the text on and keeps it in a buffer. A `secret`
    never stays in the program's own clipboard.
    """
    if os.environ.get("TMUX") and (tmux := shutil.which("tmux")) and await _tmux(tmux, text):
        return "tmux, which keeps it in its paste buffer and passes it to your terminal"
    app.copy_to_clipboard(text)
    if secret:
        forget_copied(app)
    return "your terminal, which may ignore it"


async def _tmux(tmux: str, text: str, patience: float = PATIENCE) -> bool:
    """Whether tmux took the text."""
    return await run(tmux, "load-buffer", "-w", "-", given=text.encode(), patience=patience) is not None
