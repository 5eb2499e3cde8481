"""Writes to the terminal only what differs from what it shows.

Textual draws a screen whole three or four times while it opens, as its widgets find their sizes: over a slow
connection, a person waits for that. TTS_TUI_PLAIN_PAINT=1 leaves the writing to Textual, for a terminal that doesn't
show what was written to it.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from rich.console import COLOR_SYSTEMS
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tts_tui.tui.core.paint_order import PlacedStrip, by_style, in_lines
from tts_tui.tui.core.textual_private import CompositorUpdate, LayoutUpdate, OpenApp, lowest_seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from textual.screen import Screen

    from tts_tui.tui.core.textual_private import ChopsUpdate

__all__ = ["Painted", "PaintsChanges"]

Result = TypeVar("Result")

_PLAIN: Final = "TTS_TUI_PLAIN_PAINT"

_CERTAIN: Final = re.compile(r"[ -~\u00a0-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25ff✓✗]*")
"""Letters that take one cell on every terminal. After any other, the position of what follows is uncertain."""

_MOVE: Final = 8
"""Up to so many unchanged letters are written again: moving the cursor over them would take as many bytes."""

Look = tuple[Style, str | None]
"""How a cell looks: its style without Textual's metadata, and the address of its hyperlink."""

Cell = tuple[object, object]
"""A letter and its look. Where widths are uncertain: the position and the content of the whole strip."""


class Painted:
    """What the terminal shows, as far as this program has written it."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Cell | None]] = {}

    def write(self, y: int, x: int, strip: Strip) -> Iterator[tuple[int, Strip]]:
        """The parts of a strip at this place that the terminal doesn't show yet, each with its first cell."""
        line = self._lines.setdefault(y, [])
        if len(line) < (end := x + strip.cell_length):
            line += [None] * (end - len(line))
        fresh: list[Segment] = []
        begin = x
        for cells, part in _parts(x, strip):
            there = line[x : x + len(cells)]
            line[x : x + len(cells)] = cells
            if len(part) == 1 and _is_certain(part[0]):
                runs = _differences(there, cells)
            else:
                runs = [] if there == cells else [(0, len(cells))]
            end = 0
            for first, last in runs:
                if first > end and fresh:
                    yield begin, Strip(fresh)
                    fresh = []
                if not fresh:
                    begin = x + first
                whole = last - first == len(cells)
                fresh += part if whole else [Segment(part[0].text[first:last], part[0].style)]
                end = last
            if end < len(cells) and fresh:
                yield begin, Strip(fresh)
                fresh = []
            x += len(cells)
        if fresh:
            yield begin, Strip(fresh)


def _parts(x: int, strip: Strip) -> Iterator[tuple[list[Cell], list[Segment]]]:
    """PlacedStrips that can be written separately, with their cells: each segment, unless its position is uncertain."""
    if all(map(_is_certain, strip)):
        for segment in strip:
            if segment.text:
                look, blank = _look(segment.style), _blank(segment.style)
                yield [(letter, blank if letter == " " else look) for letter in segment.text], [segment]
    else:
        whole = (x, [(segment.text, _look(segment.style)) for segment in strip])
        yield [whole] * strip.cell_length, list(strip)


@lru_cache(maxsize=1_000)
def _look(style: Style | None) -> Look:
    return (style.clear_meta_and_links(), style.link) if style is not None else (Style.null(), None)


@lru_cache(maxsize=1_000)
def _blank(style: Style | None) -> Look:
    """How a blank looks: only its background counts, unless it is underlined or the like."""
    look, link = _look(style)
    if look.underline or look.underline2 or look.strike or look.overline or look.reverse or look.blink or link:
        return look, link
    return Style(bgcolor=look.bgcolor), None


def _differences(there: Sequence[Cell | None], cells: Sequence[Cell]) -> list[tuple[int, int]]:
    """The ranges of cells to write. Unchanged cells are left out where moving the cursor takes fewer bytes."""
    if there == cells:
        return []
    runs: list[tuple[int, int]] = []
    begin = end = 0
    for at, (one, other) in enumerate(zip(there, cells, strict=True)):
        if one == other:
            continue
        if at - end > _MOVE:
            if end:
                runs.append((begin, end))
            begin = at
        end = at + 1
    return [*runs, (begin, end if len(cells) - end > _MOVE else len(cells))]


def _is_certain(segment: Segment) -> bool:
    return _CERTAIN.fullmatch(segment.text) is not None


class PaintsChanges(OpenApp[Result]):
    """An App that writes only what differs from what the terminal shows.

    A screen is written whole each time it is shown, which overwrites what other programs have left on the terminal. For
    a dialog, only its own area is written, when it opens and when it has closed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._painted = Painted()
        self._painted_screen: Screen[object] | None = None
        self._plain = os.environ.get(_PLAIN, "") not in {"", "0"}

    def on_resize(self) -> None:
        """Draw the screen anew: after a resize, or back from the background, what the terminal shows is unknown."""
        if self._painted_screen is not None:
            self.action_draw_anew()

    def action_draw_anew(self) -> None:
        """Write the whole screen, whatever the terminal shows."""
        self._painted_screen = None
        self.screen.refresh()

    def to_write(self, screen: Screen[object], update: LayoutUpdate | ChopsUpdate) -> CompositorUpdate:
        if self._plain:
            return update
        if (lowest := lowest_seen(self, screen)) is not self._painted_screen:
            self._painted, self._painted_screen = Painted(), lowest
        return _Changes(update, self._painted)


class _Changes(CompositorUpdate):
    """The part of an update that the terminal doesn't show; computed when it is written, which may never happen."""

    def __init__(self, update: LayoutUpdate | ChopsUpdate, painted: Painted) -> None:
        self._update = update
        self._painted = painted

    def render_segments(self, console: Console) -> str:
        """The escape sequences, in whichever order takes fewer bytes."""
        colours, parts = COLOR_SYSTEMS[console.color_system or "truecolor"], self.parts()
        return min(in_lines(parts, colours), by_style(parts, colours), key=len)

    def parts(self) -> list[PlacedStrip]:
        """The strips that the terminal doesn't show; from now on they count as shown."""
        return [
            PlacedStrip(y, begin, part, all(map(_is_certain, part)))
            for y, x, strip in _strips(self._update)
            for begin, part in self._painted.write(y, x, strip)
        ]


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
