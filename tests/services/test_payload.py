"""Payloads as people write them, and where something is none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts_tui.services.payload import NotAPayload, as_hex, from_base64, from_hex, from_json

BYTES = b"\x01\x67\x00\xeb"


@pytest.mark.parametrize(
    "text",
    ["016700EB", "01 67 00 eb", "01:67:00:eb", "0x01, 0x67, 0x00, 0xEB", "0x016700EB", "01-67\n00-eb", " 0167 00eb "],
)
def test_hex_is_taken_as_people_write_it(text: str) -> None:
    assert from_hex(text) == BYTES


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("01 6g", "No hex digit at position 5: “g”."),
        ("01 0x6", "Half a byte at the end, at position 6"),
        ("016", "Half a byte at the end, at position 3"),
        ("01 6 00", "Half a byte before position 5"),
        ("01\x1b", "No hex digit at position 3: “␛”."),
        ("0x0x", ""),
    ],
)
def test_what_is_no_hex_is_told_with_its_place(text: str, words: str) -> None:
    if not words:
        assert from_hex(text) == b""
        return
    with pytest.raises(NotAPayload) as caught:
        from_hex(text)
    assert str(caught.value).startswith(words)


def test_base64_is_taken_and_what_is_none_told_with_its_place() -> None:
    assert from_base64("AWcA 6w==\n") == BYTES
    for text, words in (("AWc%", "position 4: “%”"), ("AWcA6", "missing at the end"), ("A=WA", "missing at the end")):
        with pytest.raises(NotAPayload, match=words):
            from_base64(text)


@given(st.binary())
def test_what_is_shown_is_read_again(payload: bytes) -> None:
    assert from_hex(as_hex(payload)) == payload


@given(st.text())
def test_no_text_does_more_than_say_that_it_is_none(text: str) -> None:
    for parse in (from_hex, from_base64):
        try:
            parse(text)
        except NotAPayload as error:
            assert not {unicodedata.category(each) for each in str(error)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_json_is_an_object() -> None:
    assert from_json(' {"level": 5, "on": true} ') == {"level": 5, "on": True}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"level": }', "Not JSON: expecting value, at line 1, column 11."),
        ('{\n"level" 5}', "Not JSON: expecting ':' delimiter, at line 2, column 9."),
        ("", "Not JSON: expecting value, at line 1, column 1."),
        ('{"level": NaN}', "Not JSON: NaN is not a number there."),
        ("[1]", 'An object is needed, such as {"level": 5}.'),
        ('{"a":' * 100_000, "Not JSON: a number is too long, or it is nested too deeply."),
    ],
)
def test_what_is_no_json_says_where(text: str, where: str) -> None:
    with pytest.raises(NotAPayload) as caught:
        from_json(text)
    assert str(caught.value) == where
