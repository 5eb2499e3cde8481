"""The last column of a table of events: a message's payload, and right-aligned FPort, RSSI, SNR and data rate.

Events that are no messages have the whole column for their words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.tui.core.safe_widgets import cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from tts_tui.services.events.in_words import Message

__all__ = ["data_heading", "data_text"]

_FACTS: Final = {"Port": 4, "RSSI": 4, "SNR": 5, "Rate": 9}
"""Facts about a message, and the cells for each; in a narrow column, the last ones are left out."""
_PAYLOAD: Final = 20
"""Cells that the payload has at least: enough for two decoded values and the beginnings of their names."""


def data_text(message: Message, room: int) -> Text:
    """The column of a message, `room` cells wide."""
    rssi, snr = message.rssi, message.snr
    facts = (
        "" if message.port is None else str(message.port),
        "" if rssi is None else f"{rssi:.0f}",
        "" if snr is None else f"{snr:.3g}",
        message.data_rate,
    )
    at_right = _in_places(facts, room)
    words = cell(message.within(room - len(at_right)))
    words.truncate(max(0, room - len(at_right)), overflow="ellipsis", pad=True)
    return words.append(at_right)


def data_heading(title: str, room: int) -> Text:
    """The column's title with those of the facts, `room` cells wide."""
    at_right = _in_places(tuple(_FACTS), room)
    return cell(title.ljust(max(0, room - len(at_right))) + at_right)


def _in_places(facts: Sequence[str], room: int) -> str:
    """As many facts as leave enough room for the payload, right-aligned; one that is too long becomes an ellipsis."""
    line = ""
    for fact, cells in zip(facts, _FACTS.values(), strict=True):
        if room - len(line) - cells - 1 < _PAYLOAD:
            break
        line += " " + (fact if len(fact) <= cells else "…").rjust(cells)
    return line
