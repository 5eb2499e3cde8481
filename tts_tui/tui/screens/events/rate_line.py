"""A line above the table of events: how many messages came each minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widget import Widget

from tts_tui.services.events.rates import MINUTES, sparkline
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from tts_tui.services.events.rates import MessageRates

__all__ = ["RateLine"]

_LABEL: Final = "Messages"
_DEVICE: Final = 20
"""Cells for the ID of a device at most."""


class RateLine(Widget):
    """Shows how many messages came in the newest minute, of all devices and of one, with sparklines of earlier minutes.

    It is drawn only when one of them has changed.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RateLine {
        height: 1;
        color: $foreground-muted;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="rates")
        self._shown: tuple[tuple[int, ...], str, tuple[int, ...]] = ((), "", ())

    def show(self, rates: MessageRates, device: tuple[str, str] | None) -> None:
        """Show the rates of all messages and, if given, of a device (application ID and device ID)."""
        name, of_device = (device[1], rates.of(device)) if device is not None else ("", ())
        if self._shown != (shown := (rates.of(), name, of_device)):
            self._shown = shown
            self.refresh()

    def render(self) -> Content:
        total, name, of_device = self._shown
        if not total:
            return Content(f" {_LABEL}: none yet")
        name = name if len(name) <= _DEVICE else f"{name[: _DEVICE - 1]}…"
        figures = [(Content(f" {_LABEL} "), total)]
        if name:
            figures.append((Content.assemble(" · ", plain(name), " "), of_device))
        counted = [(title, f"{counts[-1]:,}/min ", counts) for title, counts in figures]
        taken = sum(title.cell_length + len(count) for title, count, _ in counted)
        minutes = max(0, min(MINUTES, (self.size.width - taken) // len(counted)))
        return Content.assemble(*(part for each in counted for part in _figure(*each, minutes)))


def _figure(title: Content, count: str, counts: tuple[int, ...], minutes: int) -> tuple[Content, Content, Content]:
    """A title, a count and a sparkline that begins at the first minute with messages."""
    bars = sparkline(counts[-minutes:] if minutes else ()).lstrip()
    return title, Content.styled(count, "$foreground"), Content.styled(bars, "$accent")
