"""A script's lines in parts: what is a comment, a text, a number or a keyword."""

from __future__ import annotations

import time

import pytest

from tts_tui.tui.widgets.script_input import highlights


def named(line: str, *, commented: bool = False) -> list[tuple[str, str]]:
    return [(name, line[start:end]) for start, end, name in highlights(line, commented=commented)[0]]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("function decodeUplink(input) {", [("keyword", "function")]),
        (
            "var a = 0x1F + 2.5e3; // why",
            [("keyword", "var"), ("number", "0x1F"), ("number", "2.5e3"), ("comment", "// why")],
        ),
        ("x = 'it\\'s' + \"a // b\"", [("text", "'it\\'s'"), ("text", '"a // b"')]),
        ("returned = newer", []),
        (
            "/* a */ return /* b */ 1",
            [("comment", "/* a */"), ("keyword", "return"), ("comment", "/* b */"), ("number", "1")],
        ),
        ("'never ends", [("text", "'never ends")]),
        ("", []),
    ],
)
def test_the_parts_of_a_line(line: str, found: list[tuple[str, str]]) -> None:
    assert named(line) == found
    assert not highlights(line)[1]


def test_a_comment_goes_on_until_it_ends() -> None:
    assert highlights("a /* b")[1]
    assert highlights("/*/")[1]
    assert named("c", commented=True) == [("comment", "c")]
    assert highlights("c", commented=True)[1]
    assert named("d */ return", commented=True) == [("comment", "d */"), ("keyword", "return")]
    assert not highlights("d */ return", commented=True)[1]


@pytest.mark.parametrize("line", ["'" * 40_000, "\\" * 40_000, "/*" * 20_000, "a" * 40_000, "'\\" * 20_000])
def test_no_line_takes_long(line: str) -> None:
    begun = time.process_time()
    highlights(line)
    assert time.process_time() - begun < 1
