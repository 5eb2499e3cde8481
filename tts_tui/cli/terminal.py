"""Running the program in this terminal."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from tts_tui.text.drawable import why_undrawable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tts_tui.session.start import Start

__all__ = ["run"]


def run(prepare: Callable[[], Awaitable[Start]], *, theme: str = "") -> int:
    """Run the program until it ends; its exit status, 2 where there is no terminal.

    `prepare` is awaited when the screen is there; `theme` is the one to begin with. Raises the CannotStart that
    `prepare` raises, after the terminal has been left.
    """
    # The keyboard is read from the one, the screen is drawn on the other.
    if not (sys.__stdin__ and sys.__stdin__.isatty() and sys.__stderr__ and sys.__stderr__.isatty()):
        print("tts-tui: needs a terminal for input and stderr", file=sys.stderr)
        return 2
    if (why := why_undrawable(os.environ, sys.__stderr__.encoding)) is not None:
        print(f"tts-tui: {why}", file=sys.stderr)
        return 2
    gc.disable()  # nothing of what is imported becomes garbage; the program enables it when it has started
    from tts_tui.tui.app import TTSApp
    from tts_tui.tui.core.ending import say

    app = TTSApp(prepare, theme=theme)
    app.run()
    if app.ender is not None and (reason := app.ender.reason) is not None:
        say(reason)
        return reason.status
    for report in app.reports:
        print(report, file=sys.stderr)
    if app.cannot_start is not None:
        raise app.cannot_start
    return app.return_code or 0
