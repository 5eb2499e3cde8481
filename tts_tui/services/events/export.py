"""Events as files: as the server sent them, one a line, or as a table for a spreadsheet."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Final

from tts_tui.api.resources.events import Event, RawEvent
from tts_tui.services.events.buffer import as_received, event_words
from tts_tui.services.events.in_words import KINDS
from tts_tui.services.spreadsheet import csv_text
from tts_tui.text.instants import in_utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tts_tui.services.events.buffer import KeptEvent

__all__ = ["as_csv", "as_file", "as_ndjson", "size", "size_in_words"]

_COLUMNS: Final = ("time", "application", "device", "kind", "event", "what happened", "data", "unique_id")
_KILO: Final = 1_000
_PIECE: Final = 500
"""Events that are written at once."""


def as_file(path: str, events: Iterable[KeptEvent]) -> Iterator[str]:
    """The file in pieces: CSV where the path ends in `.csv`, else NDJSON."""
    rest = iter(events)
    table = path.lower().endswith(".csv")
    if table:
        yield csv_text(_COLUMNS, ())
    while piece := tuple(islice(rest, _PIECE)):
        yield as_csv(piece) if table else as_ndjson(piece)


def as_ndjson(events: Iterable[KeptEvent]) -> str:
    """Each event as it was received, one a line. What can't be read is the text of `unreadable`; gaps are left out."""
    return "".join(f"{_line(each)}\n" for each in events if isinstance(each.what, Event | RawEvent))


def _line(event: KeptEvent) -> str:
    received = as_received(event)
    return received if isinstance(event.what, Event) else json.dumps({"unreadable": received}, ensure_ascii=False)


def size(events: Iterable[KeptEvent]) -> int:
    """The bytes of so many events as they were received."""
    return sum(len(each.what.content) + 1 for each in events if isinstance(each.what, Event | RawEvent))


def size_in_words(count: int) -> str:
    """A number of bytes for people: two digits, or more where it is less than a thousand."""
    if count < _KILO:
        return f"{count} bytes"
    value, unit = (count / _KILO, "kB") if count < _KILO**2 else (count / _KILO**2, "MB")
    return f"{value:.1f} {unit}" if value < 10 else f"{value:,.0f} {unit}"  # noqa: PLR2004 - a second digit


def as_csv(events: Iterable[KeptEvent]) -> str:
    """The rows of a table whose times are UTC."""
    return csv_text((), map(_row, events))


def _row(event: KeptEvent) -> list[str]:
    happened, held = event_words(event)
    match event.what:
        case Event() as what:
            time = in_utc(what.time).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
            ids = [time, what.application_id, what.device_id, KINDS[event.kind], what.name]
            return [*ids, happened, held, what.unique_id]
        case _:
            return ["", "", "", KINDS[event.kind], "", happened, held, ""]
