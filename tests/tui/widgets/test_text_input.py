"""A field for one line: what opening it and a letter cost, and what is seen of a long text."""

from __future__ import annotations

from collections import Counter

from textual.css.stylesheet import Stylesheet

from tts_tui.tui.widgets.text_input import TextInput


async def test_a_letter_lays_out_nothing(start, sample, laid_out):
    async with start(sample.key) as person:
        await person.press("n", *"water")
        laid_out.clear()
        await person.press(*"meters")
        assert laid_out == []
        assert "watermeters" in person.screen


async def test_the_end_of_a_long_text_is_seen_while_it_is_typed(start, sample):
    async with start(sample.key) as person:
        await person.press("n", "tab")
        await person.type("abcdefghij" * 12)
        await person.press(*"END")
        assert "END" in person.screen
        await person.press("home")
        assert "abcdefghijabc" in person.screen
        assert "END" not in person.screen


async def test_a_form_that_is_opened_styles_each_field_once(start, sample, monkeypatch):
    async with start(sample.key) as person:
        await person.press("n", "escape")
        styled = Counter()
        apply = Stylesheet.apply

        def applied(self, node, **options):
            styled[node] += 1
            return apply(self, node, **options)

        monkeypatch.setattr(Stylesheet, "apply", applied)
        await person.press("n")
        screen = person.app.screen
        inputs = [each for each in screen.query(TextInput) if not each.has_focus]
        assert len(inputs) > 5
        assert {styled[each] for each in inputs} == {1}
