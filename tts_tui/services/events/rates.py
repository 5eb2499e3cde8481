"""Messages a minute, in all and of each device."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tts_tui.api.resources.events import Event

__all__ = ["MINUTES", "MessageRates", "sparkline"]

MINUTES: Final = 30
"""How many minutes are counted."""
_BARS: Final = "▁▂▃▄▅▆▇█"
_OF_ALL: Final = ("", "")


class MessageRates:
    """Counts the messages that the Application Server forwards: uplinks, joins, and what became of downlinks.

    They are counted by the server's time. The last minute is that of the newest message, so that what stands still
    looks the same as long as nothing comes.
    """

    def __init__(self) -> None:
        self._counts: dict[int, Counter[tuple[str, str]]] = {}
        self._newest = 0

    def count(self, event: Event) -> None:
        """Count an event, if it is a message."""
        if not (event.name.startswith("as.") and event.name.endswith(".forward")):
            return
        minute = int(event.time.timestamp()) // 60
        if minute > self._newest:
            self._newest = minute
            self._counts = {each: counts for each, counts in self._counts.items() if minute - each < MINUTES}
        if self._newest - minute < MINUTES:
            counts = self._counts.setdefault(minute, Counter())
            counts[_OF_ALL] += 1
            counts[event.application_id, event.device_id] += 1

    def of(self, device: tuple[str, str] = _OF_ALL, minutes: int = MINUTES) -> tuple[int, ...]:
        """How many there were in each of the last minutes, the newest last: of a device of an application, or in all.

        Empty where there was none at all.
        """
        if not self._newest:
            return ()
        none = Counter[tuple[str, str]]()
        first = self._newest - minutes + 1
        return tuple(self._counts.get(each, none)[device] for each in range(first, self._newest + 1))


def sparkline(counts: tuple[int, ...]) -> str:
    """One bar for each count, the highest for the most; a blank for none."""
    highest = max(counts, default=0)
    return "".join(_BARS[(each * len(_BARS) - 1) // highest] if each else " " for each in counts)
