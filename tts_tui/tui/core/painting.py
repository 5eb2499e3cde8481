"""Writing to the terminal only what is not there already.

Textual draws a screen three or four times while it opens, as its widgets find their sizes, and each time whole: on a
slow line, that is what a person waits for. Where a terminal should not show what was written to it,
TTS_TUI_PLAIN_PAINT=1 leaves the writing to Textual.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, TypeVar

from rich.control import Control
from textual.strip import Strip

from tts_tui.tui.core.textual_private import CompositorUpdate, LayoutUpdate, OpenApp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.segment import Segment
    from textual.screen import Screen

    from tts_tui.tui.core.textual_private import ChopsUpdate

__all__ = ["Painted", "PaintsChanges"]

Result = TypeVar("Result")

_PLAIN: Final = "TTS_TUI_PLAIN_PAINT"

_CERTAIN: Final = re.compile(r"[ -~\u00a0-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25ff]*")
"""Letters that every terminal gives one cell. Behind others, what follows may stand elsewhere than it is thought to."""


class Painted:
    """What the terminal shows, as far as it was written here."""

    def __init__(self) -> None:
        self._lines: dict[int, list[tuple[int, list[Segment]] | None]] = {}
        """For each cell of a line, what was written over it last: from which cell on, and which segments."""

    def write(self, y: int, x: int, strip: Strip) -> Iterator[tuple[int, Strip]]:
        """Write a strip from a cell on: what of it isn't there yet, each part with the cell that it begins at."""
        line = self._lines.setdefault(y, [])
        if len(line) < (end := x + strip.cell_length):
            line += [None] * (end - len(line))
        fresh: list[Segment] = []
        begin = x
        for width, part in _parts(strip):
            what, there = (x, part), line[x : x + width]
            if there and there[0] == what and there == there[:1] * width:
                if fresh:
                    yield begin, Strip(fresh)
                fresh, begin = [], x + width
            else:
                line[x : x + width] = [what] * width
                fresh += part
            x += width
        if fresh:
            yield begin, Strip(fresh)


def _parts(strip: Strip) -> Iterator[tuple[int, list[Segment]]]:
    """What can be written on its own, with its width: each segment, unless there is doubt about where it stands."""
    if all(_CERTAIN.fullmatch(segment.text) for segment in strip):
        yield from ((segment.cell_length, [segment]) for segment in strip if segment.text)
    else:
        yield strip.cell_length, list(strip)


class PaintsChanges(OpenApp[Result]):
    """An App that writes what differs from what its screen has written before.

    A screen is written whole when it comes or comes back, which mends what something else has left on the terminal.
    """

    def __init__(self) -> None:
        super().__init__()
        self._painted = Painted()
        self._painted_screen: Screen[object] | None = None
        self._plain = os.environ.get(_PLAIN, "") not in {"", "0"}

    def on_resize(self) -> None:
        """The terminal has another size, or comes back from the background: nobody knows what it shows."""
        if self._painted_screen is not None:
            self.action_draw_anew()

    def action_draw_anew(self) -> None:
        """Write the whole screen, whatever the terminal shows by now."""
        self._painted_screen = None
        self.screen.refresh()

    def to_write(self, screen: Screen[object], update: LayoutUpdate | ChopsUpdate) -> CompositorUpdate:
        if self._plain:
            return update
        if screen is not self._painted_screen:
            self._painted, self._painted_screen = Painted(), screen
        return _Changes(update, self._painted)


class _Changes(CompositorUpdate):
    """What of an update is not on the terminal. That is found when it is written, as it may not be, in the end."""

    def __init__(self, update: LayoutUpdate | ChopsUpdate, painted: Painted) -> None:
        self._update = update
        self._painted = painted

    def render_segments(self, console: Console) -> str:
        """The escape sequences that write it."""
        return "".join(
            f"{Control.move_to(begin, y).segment.text}{part.render(console)}"
            for y, x, strip in _strips(self._update)
            for begin, part in self._painted.write(y, x, strip)
        )


def _strips(update: LayoutUpdate | ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The strips of an update, each with its line and the cell that it begins at."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield y, x, strip
                x += strip.cell_length
        return
    for y, first, last in update.spans:
        for end, (x, found) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if found is not None and x <= last and end > first:
                yield y, x, found.crop(0, min(end, last) - x)
