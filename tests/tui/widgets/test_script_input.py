"""A script's lines in parts: what is a comment, a text, a number or a keyword."""

from __future__ import annotations

import time

import pytest

from tests.tui.conftest import driven
from tests.tui.widgets.bare_app import BareApp
from tts_tui.tui.core.themes import HasThemes
from tts_tui.tui.widgets.script_input import ScriptInput, highlights


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


class ScriptApp(HasThemes[None], BareApp):
    def __init__(self):
        super().__init__()
        self.begin_with_theme("")

    def compose(self):
        yield ScriptInput()


async def test_its_colours_are_those_of_the_theme():
    async with driven(ScriptApp()) as person:
        field = person.app.query_one(ScriptInput)
        field.text = "// é\nreturn 'é' + 1;"
        await person.settle()

        def colours() -> dict[str, str]:
            found = {}
            for y in range(2):
                for segment in field.render_line(y):
                    if segment.text.strip() and segment.style is not None and segment.style.color is not None:
                        found[segment.text.strip()] = segment.style.color.name
            return found

        dark = colours()
        assert dark["// é"] == "#8fa1ac"
        assert (dark["return"], dark["'é'"]) == ("#63c5da", "#70cc70")
        person.app.theme = "tts-tui-light"
        await person.settle()
        assert colours()["return"] == "#005f78"
        for theme in person.app.available_themes:  # which all can be chosen
            person.app.theme = theme
            await person.settle()
            assert "return" in colours(), theme
