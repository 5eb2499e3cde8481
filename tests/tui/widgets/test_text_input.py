"""A field for one line: what a letter costs, and what is seen of a long text."""

from __future__ import annotations

from textual.widget import Widget


async def test_a_letter_lays_out_nothing(start, sample, monkeypatch):
    async with start(sample.key) as person:
        await person.press("n", *"water")
        laid_out = []
        refresh = Widget.refresh

        def refreshed(self, *regions, layout=False, **options):
            if layout:
                laid_out.append(self)
            return refresh(self, *regions, layout=layout, **options)

        monkeypatch.setattr(Widget, "refresh", refreshed)
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
