"""The side panel of live data: the selected event as JSON, decoded payload first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tts_tui.services.events.buffer import event_words
from tts_tui.services.events.fields import field_lines
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import SideText

if TYPE_CHECKING:
    from tts_tui.services.events.buffer import KeptEvent
    from tts_tui.services.events.fields import FieldLine

__all__ = ["EventPanel"]

_LINES = 200
"""Lines that are drawn at most: more than any terminal has."""
_WIDE = 160
"""Width of the terminal, in cells, from which the panel is wider: the table needs no more room."""


class EventPanel(SideArea):
    """Shows an event as JSON, one field a line. Long lines are cut; opening the event shows them whole."""

    DEFAULT_CSS = """
    EventPanel.-wide {
        width: 36%;
    }

    EventPanel SideText {
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self, *, wanted: bool) -> None:
        self._text = SideText()
        self._shown: tuple[KeptEvent | None, int] = (None, 0)
        super().__init__(self._text, id="panel", wanted=wanted)

    def fit(self) -> None:
        super().fit()
        self.set_class(self.app.size.width >= _WIDE, "-wide")

    def show_event(self, event: KeptEvent | None, *, whole: bool) -> None:
        """Show an event: all of it if `whole`, to be scrolled, else only as many lines as the panel has.

        While events are followed, a text of another height for each would lay out the screen each time.
        """
        room = self._text.container_size.height
        most = _LINES if whole or not room else min(_LINES, room)
        if self.display and (event, most) != self._shown:
            self._shown = event, most
            self.rule.show(plain(event_words(event)[0]) if event is not None else "")
            lines = field_lines(event)[:most] if event is not None else []
            self._text.show(Content("\n").join(map(_drawn, lines)))


def _drawn(line: FieldLine) -> Content:
    """A line of JSON with its name in another colour than its value."""
    return Content.assemble(" " * line.indent, plain(line.name, "$accent"), plain(line.text))
