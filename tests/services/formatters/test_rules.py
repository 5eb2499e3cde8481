"""What the server takes as a formatter: both limits, and what it stores although it can't work."""

from __future__ import annotations

import pytest

from tts_tui.api.resources.formatters import CAYENNELPP, GRPC_SERVICE, JAVASCRIPT, Formatter
from tts_tui.services.formatters.kinds import template
from tts_tui.services.formatters.rules import problem, size_words, warning


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("x" * 40_960, None),
        ("x" * 40_961, "40,961 characters; the limit is 40,960."),
        ("ü" * 20_480, None),
        ("ü" * 20_481, "40,962 bytes; the limit is 40,960. Letters beyond ASCII take two to four bytes each."),
        ("", None),
    ],
    ids=["at the limit", "over it", "at the limit in bytes", "over it in bytes", "empty"],
)
def test_characters_are_counted_first_and_then_bytes(script: str, words: str | None) -> None:
    assert problem(Formatter(JAVASCRIPT, script)) == words


def test_both_are_shown() -> None:
    assert size_words("übung") == "5 of 40,960 characters, 6 of 40,960 bytes"


@pytest.mark.parametrize(
    ("address", "words"),
    [("", "Enter the host"), ("https://a.example", "without http://"), ("a b", "Not a valid"), ("a.example:443", None)],
)
def test_a_service_needs_an_address(address: str, words: str | None) -> None:
    found = problem(Formatter(GRPC_SERVICE, address))
    assert (words is None and found is None) or (words is not None and words in (found or ""))


def test_a_script_that_decodes_nothing_is_warned_of() -> None:
    assert "no function decodeUplink: no uplink will be decoded" in warning("up", Formatter(JAVASCRIPT, "1 + 1"))
    assert "no function encodeDownlink" in warning("down", Formatter(JAVASCRIPT))
    assert warning("up", Formatter(JAVASCRIPT, "function Decoder(b, p) {}")) == ""
    assert warning("up", Formatter(CAYENNELPP)) == ""
    assert warning("up", Formatter(JAVASCRIPT, template("up"))) == ""
    assert warning("down", Formatter(JAVASCRIPT, template("down"))) == ""
