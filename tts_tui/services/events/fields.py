"""An event as lines of JSON, each of which knows the field that it shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from tts_tui.api.resources.events import Event
from tts_tui.services.events.buffer import as_received, event_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.services.events.buffer import KeptEvent

__all__ = ["FieldLine", "field_lines", "field_text"]

_DECODED = ("normalized_payload", "decoded_payload")


class FieldLine(msgspec.Struct, frozen=True):
    """A line: how far it is indented, a field's name with its colon, what stands behind it, and the field itself.

    `path` is empty where it belongs to no field, `value` is then the whole event. Server text: not safe to show.
    """

    indent: int
    name: str
    text: str
    path: str
    value: Any


def field_lines(event: KeptEvent) -> list[FieldLine]:
    """What was decoded, if anything, then the whole event."""
    if not isinstance(event.what, Event):
        text = as_received(event) or event_words(event)[1]
        return [FieldLine(0, "", text, "", text)]
    whole = event.what.json
    decoded = _decoded(whole.get("data"), "data")
    first = [*_object(*decoded, 0), FieldLine(0, "", "", "", whole)] if decoded is not None else []
    return [*first, *_lines("", whole, "", 0, "")]


def _object(path: str, value: Mapping[str, Any], indent: int) -> Iterator[FieldLine]:
    for name, inner in value.items():
        yield from _lines(f"{json.dumps(name, ensure_ascii=False)}: ", inner, _below(path, name), indent, "")


def _lines(name: str, value: Any, path: str, indent: int, end: str) -> Iterator[FieldLine]:
    if isinstance(value, Mapping | list) and value:
        brackets = "[]" if isinstance(value, list) else "{}"
        yield FieldLine(indent, name, brackets[0], path, value)
        last = len(value) - 1
        if isinstance(value, Mapping):
            for index, (key, inner) in enumerate(value.items()):
                named = f"{json.dumps(key, ensure_ascii=False)}: "
                yield from _lines(named, inner, _below(path, key), indent + 1, "," if index < last else "")
        else:
            for index, inner in enumerate(value):
                yield from _lines("", inner, f"{path}[{index}]", indent + 1, "," if index < last else "")
        yield FieldLine(indent, "", brackets[1] + end, path, value)
    else:
        yield FieldLine(indent, name, json.dumps(value, ensure_ascii=False) + end, path, value)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _decoded(data: Any, path: str) -> tuple[str, Mapping[str, Any]] | None:
    """What a formatter made of the payload, wherever the event has it, and where that is."""
    if not isinstance(data, Mapping):
        return None
    for name in _DECODED:
        if isinstance(found := data.get(name), Mapping) and found:
            return _below(path, name), found
    inner = (_decoded(value, _below(path, name)) for name, value in data.items())
    return next((found for found in inner if found is not None), None)


def field_text(value: Any) -> str:
    """A field's value as it is copied: a text as it is, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
