"""Server text on its way into a widget, and the filter that everything passes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tts_tui.text.safe_text import visible
from tts_tui.tui.core.safe_widgets import ControlFilter, cell, plain

BLACK = Color.parse("black")
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
HALF = "\ud800"


def filtered(text: str) -> str:
    (segment,) = ControlFilter().apply([Segment(text)], BLACK)
    return segment.text


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("", ""),
        ("Water meters North", "Water meters North"),
        ("水位計 🌊 Zürich", "水位計 🌊 Zürich"),
        ("combining e\u0301", "combining e\u0301"),
        ("\x1b]52;c;SGFja2Vk\x07", "␛]52;c;SGFja2Vk␇"),
        ("a\nb\tc\rd\x00", "a␊b␉c␍d␀"),
        ("\x7f", "‹U+007F›"),
        ("c1 \x9b31m", "c1 ‹U+009B›31m"),
        ("\u202eevil", "‹U+202E›evil"),
        ("zero\u200bwidth", "zero‹U+200B›width"),
        ("soft\u00adhyphen", "soft‹U+00AD›hyphen"),
        ("\u2028\u2029", "‹U+2028›‹U+2029›"),
        ("\U000e0041", "‹U+E0041›"),
        ("\u3164\u115f\u034f", "‹U+3164›‹U+115F›‹U+034F›"),
        (HALF, "‹U+D800›"),
        ("[/x][@click=app.quit]", "[/x][@click=app.quit]"),
    ],
)
def test_what_steers_a_terminal_or_hides_is_made_visible(sent: str, shown: str) -> None:
    assert visible(sent) == shown


def test_lines_and_tabs_of_a_description_stay_and_nothing_else() -> None:
    assert visible("one\n\ttwo\r\n\x1b[2J", lines=True) == "one\n\ttwo␍\n␛[2J"


@given(st.text(st.characters(codec=None)))
def test_nothing_hidden_is_left(text: str) -> None:
    assert not {unicodedata.category(letter) for letter in visible(text)} & HIDDEN


@given(st.text(st.characters(codec=None)))
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(st.text(st.characters(codec=None)))
def test_a_widget_gets_the_text_and_no_markup(text: str) -> None:
    assert plain(text).plain == visible(text)
    assert plain(text, lines=True).plain == visible(text, lines=True)
    assert not plain(text).spans
    assert cell(text).plain == visible(text)
    assert not cell(text).spans


def test_a_style_is_the_programs_own() -> None:
    content = plain("[red]x[/]", "bold")
    assert content.plain == "[red]x[/]"
    assert [str(span.style) for span in content.spans] == ["bold"]
    assert cell("[red]x[/]", "dim").style == "dim"


# The filter


@given(st.text(st.characters(codec=None)))
def test_the_filter_lets_no_control_through_and_keeps_the_layout(text: str) -> None:
    assert cell_len(filtered(text)) == cell_len(text)
    assert not {unicodedata.category(letter) for letter in filtered(text)} & {"Cc", "Cs", "Zl", "Zp"}
    filtered(text).encode("utf-8")


@pytest.mark.parametrize("letter", ["\x1b", "\x9b", "\x07", "\n", "\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041"])
def test_the_filter_leaves_out_what_takes_no_cell(letter: str) -> None:
    assert filtered(f"a{letter}b") == "ab"


def test_the_filter_replaces_half_a_character_since_it_takes_a_cell() -> None:
    assert filtered(f"a{HALF}b") == "a\ufffdb"


def test_the_filter_leaves_styles_and_textuals_own_control_segments_alone() -> None:
    style = Style(bold=True)
    segments = [Segment("é", style), Segment("\x1b[H", None, [(1,)])]  # type: ignore[list-item]
    assert ControlFilter().apply(segments, BLACK) == segments
