"""Running the program in the terminal that there is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tts_tui.app import Start

__all__ = ["run"]


def run(start: Start) -> int:
    """Run the program until it ends; its exit status, 2 where there is no terminal."""
    # The keyboard is read from the one, the screen is drawn on the other.
    if not (sys.__stdin__ and sys.__stdin__.isatty() and sys.__stderr__ and sys.__stderr__.isatty()):
        print("tts-tui: this needs a terminal, for its input and for stderr", file=sys.stderr)
        return 2
    import gc

    gc.disable()  # nothing of what is imported becomes garbage
    from tts_tui.app import TTSApp

    gc.freeze()
    # As they are by default, looking for cycles takes half of the time in which 100,000 rows are read.
    gc.set_threshold(20_000, 10, 1_000)
    gc.enable()
    app = TTSApp(start)
    app.run()
    return app.return_code or 0
