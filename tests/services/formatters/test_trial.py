"""Trying a formatter out: results, what the script fails with, and what is no outcome but an error of the call."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.api.recordings import alone
from tests.api.seam import Script, body_of, clocked, run
from tts_tui.api.errors import AnswerLost, PermissionDenied
from tts_tui.api.resources.formatters import JAVASCRIPT, Formatter, Uplink
from tts_tui.services.formatters.last_uplink import last_uplink
from tts_tui.services.formatters.trial import DownlinkData, DownlinkPayload, Input, TrialOutcome, tried

UPLINK = Uplink(b"\x01\x02\x03", 2, "meter-1")


def recorded(name: str, given: Input = UPLINK) -> TrialOutcome:
    exchange = next(each for each in alone("18_formatters") if each.name == name)
    formatter = Formatter(JAVASCRIPT, exchange.sent.get("parameter", ""))
    return run(tried(exchange.client(), "form-app", formatter, given))


def test_a_result_is_json_in_lines_with_its_warnings() -> None:
    found = recorded("a decoder that returns warnings")
    assert found == TrialOutcome('{\n  "a": 1\n}', ("low battery", "old firmware"))
    normalized = recorded("a decoder that normalizes")
    assert '"temperature": 21.5' in normalized.normalized
    assert "air.relativeHumidity" in normalized.warnings[0]


@pytest.mark.parametrize(
    ("name", "words", "advice"),
    [
        ("a decoder that throws", "Error: broken sensor at decodeUplink (line 1, column 38)", "Fix the script"),
        ("a decoder that returns errors", "too short, bad checksum", "script itself"),
        ("a decoder that doesn't compile", "after the end of the script: Unexpected end of input", "Fix the script"),
        ("a decoder that runs too long", "script timeout", "100 ms"),
        ("a decoder that returns text", "could not convert", "returns an object"),
        ("a decoder that returns odd values", ".nan: invalid NaN value", "JSON doesn't have"),
        ("decode CayenneLPP that is none", "invalid output", "not CayenneLPP"),
        ("decode by the repository", "no version identifiers", "brand and model"),
        ("decode by a gRPC service", "FORMATTER_GRPC_SERVICE", "Choose another"),
    ],
)
def test_what_the_formatter_fails_with_is_an_outcome_with_lines_as_the_script_has_them(
    name: str, words: str, advice: str
) -> None:
    found = recorded(name)
    assert words in " ".join(found.errors)
    assert advice in found.advice
    assert found.reference
    assert not found.result


def test_downlinks_are_encoded_to_hex_and_decoded() -> None:
    assert recorded("encode a downlink", DownlinkData({"level": 7}, 1)).result == "07\nFPort 5"
    assert recorded("an encoder that returns warnings", DownlinkData({"level": 7}, 9)).warnings == ("rounded",)
    nothing = recorded("encode CayenneLPP, nothing it knows", DownlinkData({"level": 7}, 1))
    assert nothing.result.startswith("(no payload)")
    assert recorded("decode a downlink", DownlinkPayload(b"\x07", 1)).warnings == ("read back",)


def test_a_right_that_is_missing_is_no_outcome() -> None:
    with pytest.raises(PermissionDenied):
        recorded("decode with token: form sender")


# The last uplink


class Body(httpx.AsyncByteStream):
    """Lines, and then nothing for ever."""

    def __init__(self, *lines: bytes) -> None:
        self._lines = lines

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for each in self._lines:
            yield each
        await asyncio.Event().wait()


def told(name: str, second: int, payload: str = "", **more: Any) -> bytes:
    event = {
        "name": name,
        "time": f"2026-11-28T12:00:{second:02}Z",
        "unique_id": str(second),
        "identifiers": [{"device_ids": {"device_id": "meter-1", "application_ids": {"application_id": "water"}}}],
        "data": {"uplink_message": {"f_port": second, "frm_payload": payload, **more}},
    }
    return json.dumps({"result": event}).encode() + b"\n"


START = told("events.stream.start", 10)


def newest(*lines: bytes) -> tuple[Uplink, float]:
    script = Script((200, {"stream": Body(START, *lines), "headers": {"content-type": "application/json"}}))
    found, seconds = clocked(last_uplink(script.client(), "water"))
    assert body_of(script.only)["names"] == ["as.up.data.forward"]
    return found, seconds


def test_the_newest_uplink_that_is_kept_is_taken_once_no_more_come() -> None:
    version = {"brand_id": "b"}
    found, seconds = newest(
        told("as.up.data.forward", 1, "AQ=="),
        told("as.up.data.forward", 2, "Ag==", version_ids=version, received_at="2026-11-28T12:00:02Z"),
        told("as.up.data.forward", 3),
    )
    assert found == Uplink(b"\x02", 2, "meter-1", datetime(2026, 11, 28, 12, 0, 2, tzinfo=UTC), version)
    assert seconds == 0.5


def test_where_none_is_kept_the_next_is_taken_at_once() -> None:
    found, seconds = newest(told("as.up.data.forward", 11, "%"), told("as.up.data.forward", 12, "Aw=="))
    assert (found.payload, seconds) == (b"\x03", 0.0)


def test_a_stream_that_ends_first_is_an_answer_that_was_lost() -> None:
    script = Script((200, {"content": START, "headers": {"content-type": "application/json"}}))
    with pytest.raises(AnswerLost):
        run(last_uplink(script.client(), "water"))
