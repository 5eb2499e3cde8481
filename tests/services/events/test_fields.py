"""An event as lines, each of which knows its field."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tts_tui.api.resources.events import Event, RawEvent
from tts_tui.services.events.buffer import KeptEvent
from tts_tui.services.events.fields import field_lines, field_text
from tts_tui.services.events.follow import Gap


def kept(content: Any) -> KeptEvent:
    return KeptEvent.of(0, Event("x", datetime(2026, 11, 28, tzinfo=UTC), "", "", "", json.dumps(content).encode()))


def test_the_lines_are_the_event_as_json() -> None:
    whole = {"name": "x", "identifiers": [{"a": 1}, 2], "none": {}, "data": {"value": "Grüße"}}
    lines = field_lines(kept(whole))
    assert json.loads("".join(each.name + each.text for each in lines)) == whole
    assert [(each.path, each.value) for each in lines if each.path.startswith("identifiers[")] == [
        ("identifiers[0]", {"a": 1}),
        ("identifiers[0].a", 1),
        ("identifiers[0]", {"a": 1}),
        ("identifiers[1]", 2),
    ]


def test_what_was_decoded_comes_first() -> None:
    lines = field_lines(kept({"data": {"uplink_message": {"f_port": 1, "decoded_payload": {"temperature": 21.5}}}}))
    assert (lines[0].path, lines[0].value) == ("data.uplink_message.decoded_payload.temperature", 21.5)
    assert lines[1].path == ""


@pytest.mark.parametrize("what", [RawEvent(b"odd"), Gap(3.0)])
def test_what_is_no_event_is_one_line(what: RawEvent | Gap) -> None:
    (line,) = field_lines(KeptEvent.of(0, what))
    assert line.text


@pytest.mark.parametrize(
    ("value", "text"), [("A2cBEA==", "A2cBEA=="), (21.5, "21.5"), ({"a": ["b"]}, '{\n "a": [\n  "b"\n ]\n}')]
)
def test_a_field_is_copied_as_it_is(value: Any, text: str) -> None:
    assert field_text(value) == text
