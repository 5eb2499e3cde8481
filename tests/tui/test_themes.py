"""A theme chosen in the palette is what the screen looks like, the first one too."""

from __future__ import annotations

from textual.color import Color

from tts_tui.servers.preferences import remembered_theme
from tts_tui.session.manager import SessionManager
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp


async def choose(person, theme):
    await person.press("ctrl+p", *"theme", "enter")
    await person.type(theme)
    await person.press("enter")


def backgrounds(person):
    """The colours behind every cell of the screen."""
    strips = person.app.screen._compositor.render_strips(person.app.size)
    found = {segment.style.bgcolor for strip in strips for segment in strip if segment.style is not None}
    return {Color.from_rich_color(each) for each in found if each is not None}


async def test_each_theme_that_is_chosen_is_shown_at_once(start, sample):
    async with start(sample.key) as person:
        own = backgrounds(person)
        for theme in ("nord", "gruvbox", "textual-light", "tts-tui"):
            await choose(person, theme)
            assert person.app.theme == theme
            assert Color.parse(person.app.get_css_variables()["background"]) in backgrounds(person)
            assert (backgrounds(person) == own) == (theme == "tts-tui")


async def test_a_theme_is_on_the_screens_below_and_on_those_to_come(start, sample):
    async with start(sample.key) as person:
        await person.press("enter")
        await choose(person, "nord")
        nord = Color.parse(person.app.get_css_variables()["background"])
        await person.press("escape")
        assert nord in backgrounds(person)
        await person.press("n")
        assert nord in backgrounds(person)


async def test_the_choice_is_kept(start, sample):
    async with start(sample.key, keep=True) as person:
        await choose(person, "tts-tui-light")
    assert remembered_theme() == "tts-tui-light"


def test_it_begins_with_the_theme_that_was_kept_and_else_with_the_dark_one():
    for kept, theme in (("", "tts-tui"), ("tts-tui-light", "tts-tui-light"), ("gone", "tts-tui")):
        assert TTSApp(Start(None, SessionManager(keeps=False)).ready, theme=kept).theme == theme
