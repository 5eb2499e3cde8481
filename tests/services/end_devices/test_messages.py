"""Downlinks and uplinks in words."""

from __future__ import annotations

from tts_tui.api.resources.downlinks import Downlink
from tts_tui.api.resources.uplinks import SimulatedUplink
from tts_tui.services.differences import Line
from tts_tui.services.end_devices.messages import NO_BYTES, decoded_words, emptied, payload_words, queued, simulated


def test_a_downlink_is_shown_as_it_will_be_sent() -> None:
    [only] = queued(Downlink(3, b"\x01\xff", confirmed=True))
    assert [line.text for line in only.lines] == ["FPort 3", "Payload 01 FF (2 bytes)", "Confirmed"]
    [only] = queued(Downlink(3, decoded={"a": "\x1b"}))
    assert only.lines[1].text == 'Data, which the server encodes: {"a": "\\u001b"}'


def test_what_is_replaced_is_listed_and_of_many_how_many_more() -> None:
    _, dropped = queued(Downlink(1, b"\x01"), [Downlink(2, b"\x02", confirmed=True)])
    assert dropped.lines == (Line("-", "FPort 2: 02, confirmed"),)
    [many] = emptied([Downlink(1, b"\x01")] * 25)
    assert len(many.lines) == 21
    assert many.lines[-1].text == "and 5 more"


def test_a_downlink_that_was_not_encoded_says_so() -> None:
    assert payload_words(Downlink(1)) == NO_BYTES
    assert decoded_words(Downlink(1)) == ""


def test_a_simulated_uplink_is_shown_as_it_will_be_sent() -> None:
    [only] = simulated(SimulatedUplink(1, b"\x01"))
    assert [line.text for line in only.lines] == ["FPort 1", "Payload 01 (1 byte)", "FCnt 1"]
