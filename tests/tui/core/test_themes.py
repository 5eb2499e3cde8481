"""Every colour of the program is a variable of a theme, and what is written in one can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich._palettes import STANDARD_PALETTE
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color

import tts_tui.tui
from tts_tui.tui.app import TTSApp
from tts_tui.tui.core.themes import DARK, LIGHT

FILES = [*Path(tts_tui.tui.__file__).parent.rglob("*.py"), *Path(tts_tui.tui.__file__).parent.rglob("*.tcss")]
SOURCE = "\n".join(each.read_text(encoding="utf-8") for each in FILES if each.name != "themes.py")
LEAST_OF_16 = 3.0


def used_as_text():
    """The variables in which something is written."""
    rules = re.findall(r"(?<![-\w])color: \$([\w-]+)", SOURCE)
    styles = re.findall(r'"(?:[a-z ]+ )?\$([a-z-]+)(?: [a-z]+)*"', SOURCE)
    return {*rules, *styles} - {"rule"}


def used_as_background():
    """The variables behind text."""
    return set(re.findall(r"(?<![-\w])background: \$([\w-]+);", SOURCE))


def luminance(color: Color) -> float:
    parts = [each / 255 for each in color.rgb]
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """As WCAG defines it, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def in_16_colours(color: Color) -> Color:
    number = RichColor.from_rgb(*color.rgb).downgrade(ColorSystem.STANDARD).number
    return Color(*STANDARD_PALETTE[number])


def without_colour(color: Color) -> Color:
    return color.monochrome


def pairs(theme):
    """Each variable of text with each background that it can stand on."""
    variables = {**theme.to_color_system().generate(), **theme.variables}
    for below in sorted(used_as_background()):
        for name in sorted(used_as_text()):
            if name.startswith("block-cursor") == below.startswith("block-cursor") or not name.startswith("block"):
                yield name, Color.parse(variables[name]), below, Color.parse(variables[below])


def least(name: str) -> float:
    return 3.0 if name.endswith("muted") else 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_all_text_can_be_read(theme):
    low = [
        (name, below, round(found, 1))
        for name, text, below, behind in pairs(theme)
        if (found := contrast(text, behind)) < least(name)
    ]
    assert not low


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_all_text_can_be_read_without_colour(theme):
    low = [
        (name, below, round(found, 1))
        for name, text, below, behind in pairs(theme)
        if (found := contrast(without_colour(text), without_colour(behind))) < least(name) - 0.5
    ]
    assert not low


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_all_text_can_be_read_in_16_colours(theme):
    low = [
        (name, below, round(found, 1))
        for name, text, below, behind in pairs(theme)
        if not below.startswith("block-cursor")
        and (found := contrast(in_16_colours(text), in_16_colours(behind))) < LEAST_OF_16
    ]
    assert not low


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_cursor_is_seen_in_16_colours(theme):
    variables = theme.variables
    cursor = in_16_colours(Color.parse(variables["block-cursor-background"]))
    assert cursor != in_16_colours(theme_background(theme))
    assert contrast(in_16_colours(Color.parse(variables["block-cursor-foreground"])), cursor) > LEAST_OF_16


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_lines_are_seen(theme):
    for seen_as in (lambda color: color, in_16_colours, without_colour):
        line = seen_as(Color.parse(theme.variables["rule"]))
        assert contrast(line, seen_as(theme_background(theme))) > 1.8


def theme_background(theme):
    return Color.parse(theme.background)


def test_no_colour_is_written_in_the_code():
    named = re.findall(r'(?:cell|styled|stylize|plain)\([^()\n]*, "(red|green|yellow|blue|cyan|magenta|dim)\b', SOURCE)
    rules = re.findall(r"(?:color|background|tint): (?!\$|transparent|auto)[a-z#]\w+;", SOURCE)
    assert not named
    assert not rules


def test_every_theme_has_the_variables_of_the_programs_own():
    app = TTSApp(None)
    for theme in ("nord", "textual-light", "gruvbox"):
        app.theme = theme
        assert "rule" in app.get_css_variables()


@pytest.mark.parametrize("name", ["ansi-dark", "ansi-light"])
def test_the_cursor_of_a_terminals_own_colours_hides_nothing_muted(name):
    app = TTSApp(None)
    app.begin_with_theme(name)
    variables = app.get_css_variables()
    assert variables["block-cursor-background"] not in {"ansi_white", "ansi_black", "ansi_default"}
    app.begin_with_theme(DARK.name)
    assert app.get_css_variables()["block-cursor-background"].lower() == DARK.variables["block-cursor-background"]
