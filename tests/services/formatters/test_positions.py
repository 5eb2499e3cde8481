"""Lines and columns of a script's errors, as the person's script has them."""

from __future__ import annotations

import pytest

from tests.api.recordings import alone
from tts_tui.services.formatters.positions import as_written

THROWS = "function decodeUplink(input) { throw new Error('broken sensor'); }"


def test_lines_are_one_too_high_and_columns_of_the_first_line_two() -> None:
    words = as_written("Error: broken sensor at decodeUplink (<eval>:2:40(3))", THROWS)
    assert words == "Error: broken sensor at decodeUplink (line 1, column 38)"
    assert THROWS[37:].startswith("new Error")


def test_columns_of_other_lines_are_right() -> None:
    assert as_written("Error: x at f (<eval>:3:9(3))", "\n        throw 1") == "Error: x at f (line 2, column 9)"


def test_what_is_behind_the_script_is_told_as_that() -> None:
    words = as_written("SyntaxError: SyntaxError: (anonymous): Line 22:2 Unexpected end of input", "function f() {")
    assert words == "SyntaxError: after the end of the script: Unexpected end of input"


def test_without_the_script_only_the_shift_is_known() -> None:
    assert as_written("ReferenceError: x is not defined at f (<eval>:7:25(18))").endswith("(line 6, column 25)")


@pytest.mark.parametrize("words", ["", "too short, bad checksum", "<eval>:1:4", "<eval>:x:4", "Line 4:4", "<eval>:9"])
def test_what_is_no_position_stays_as_it_is(words: str) -> None:
    assert as_written(words, THROWS) == words


def test_no_recorded_error_of_a_script_keeps_the_servers_positions() -> None:
    failed = [each for each in alone("18_formatters") if each.status == 409]
    assert len(failed) > 10
    for each in failed:
        words = as_written(each.json["message"], each.sent["parameter"])
        assert "<eval>" not in words
        assert "anonymous" not in words
