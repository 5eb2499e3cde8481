"""Stored uplinks in words and as files: as the server sent them, one a line, or as a table for a spreadsheet."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tts_tui.api.resources.storage import StoredUplink  # noqa: TC001 - msgspec reads it
from tts_tui.services.events.in_words import application_up
from tts_tui.services.spreadsheet import csv_text
from tts_tui.text.instants import in_utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["ListedUplink", "as_file", "in_words", "keep", "matching", "port_and_counter", "whole"]

_COLUMNS: Final = ("received_at", "device", "f_port", "f_cnt", "payload", "decoded_payload", "what")
_DECODED: Final = ("normalized_payload", "decoded_payload")


def in_words(uplink: StoredUplink) -> str:
    """Its payload and how well it was heard, in one line. Server text: not safe to show."""
    return application_up(uplink.json)


def port_and_counter(uplink: StoredUplink) -> tuple[str, str]:
    """FPort and frame counter, empty where they are missing (a counter of 0 is)."""
    message = _message(uplink)
    port, counter = message.get("f_port"), message.get("f_cnt")
    return str(port) if isinstance(port, int) else "", str(counter) if isinstance(counter, int) else ""


def whole(uplink: StoredUplink) -> str:
    """What was decoded, if anything, and the whole message, as JSON. Server text: not safe to show."""
    message = _message(uplink)
    decoded = next((message[each] for each in _DECODED if message.get(each)), None)
    parts = [decoded, uplink.json] if decoded is not None else [uplink.json]
    return "\n\n".join(json.dumps(each, indent=2, ensure_ascii=False) for each in parts)


class ListedUplink(msgspec.Struct, frozen=True):
    """An uplink that was read, with what its row shows, worked out once: a filter looks at all with each letter."""

    key: str
    uplink: StoredUplink
    port: str
    counter: str
    words: str


def keep(uplink: StoredUplink, number: int) -> ListedUplink:
    """The uplink with what its row shows; `number` tells it from all others."""
    return ListedUplink(str(number), uplink, *port_and_counter(uplink), in_words(uplink))


def matching(kept: Iterable[ListedUplink], text: str) -> tuple[ListedUplink, ...]:
    """Those whose device, or words, have every word of `text`, whatever the case."""
    words = text.casefold().split()
    return tuple(
        each for each in kept if all(word in f"{each.uplink.device_id}\n{each.words}".casefold() for word in words)
    )


def as_file(path: str, uplinks: Sequence[StoredUplink]) -> Iterator[str]:
    """The file in pieces: CSV where the path ends in `.csv`, else NDJSON, each message as it was received."""
    if path.lower().endswith(".csv"):
        yield csv_text(_COLUMNS, map(_row, uplinks))
    else:
        for each in uplinks:
            yield each.content.decode("utf-8", "replace") + "\n"


def _row(uplink: StoredUplink) -> list[str]:
    message = _message(uplink)
    time = in_utc(uplink.received_at).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    decoded = next((json.dumps(message[each], ensure_ascii=False) for each in _DECODED if message.get(each)), "")
    return [
        time,
        uplink.device_id,
        *port_and_counter(uplink),
        _hexadecimal(message.get("frm_payload")),
        decoded,
        in_words(uplink),
    ]


def _message(uplink: StoredUplink) -> Mapping[str, Any]:
    message = uplink.json.get("uplink_message")
    return message if isinstance(message, dict) else {}


def _hexadecimal(payload: Any) -> str:
    try:
        return base64.b64decode(payload, validate=True).hex().upper() if isinstance(payload, str) else ""
    except ValueError:
        return str(payload)
