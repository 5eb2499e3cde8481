"""One line above the events: how many messages there were each minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widget import Widget

from tts_tui.services.events.rates import MINUTES, sparkline
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from tts_tui.services.events.rates import MessageRates

__all__ = ["RateLine"]

_LABEL: Final = "Messages a minute"
_DEVICE: Final = 20
"""Cells of a device's ID at most."""
_COUNT: Final = 6
_NARROW: Final = 72
"""Columns below which the label is its first word."""


class RateLine(Widget):
    """Bars for all messages and for those of one device, the newest minute at the right with its number.

    It is painted only where that differs.
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
        """Show all, and those of the device."""
        name, of_device = (device[1], rates.of(device)) if device is not None else ("", ())
        if self._shown != (shown := (rates.of(), name, of_device)):
            self._shown = shown
            self.refresh()

    def render(self) -> Content:
        total, name, of_device = self._shown
        if not total:
            return Content(f" {_LABEL}: none yet")
        words = _LABEL.split()[0] if self.size.width < _NARROW else _LABEL
        name = name if len(name) <= _DEVICE else f"{name[: _DEVICE - 1]}…"
        room = self.size.width - len(words) - 3 - _COUNT
        if name:
            room = (room - len(name) - 4 - _COUNT) // 2
        minutes = max(0, min(MINUTES, room))
        parts = [Content(f" {words} "), *_bars(total, minutes)]
        if name:
            parts += [Content("   "), plain(name), Content(" "), *_bars(of_device, minutes)]
        return Content.assemble(*parts)


def _bars(counts: tuple[int, ...], minutes: int) -> tuple[Content, Content]:
    shown = counts[-minutes:] if minutes else ()
    return Content.styled(sparkline(shown), "$accent"), Content.styled(
        f" {counts[-1] if counts else 0:,}", "$foreground"
    )
