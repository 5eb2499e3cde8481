"""One row of a form: where its parts stand, and what the focus costs."""

from __future__ import annotations

from textual.app import App

from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.text_input import TextInput

LONG = "A hint that takes more than one line in a field of thirty columns."


class Form(App[None]):
    """Some fields."""

    CSS = "Field { width: 40; } Input { border: none !important; }"

    def __init__(self, *fields: Field) -> None:
        super().__init__()
        self.fields = fields

    def compose(self):
        yield from self.fields

    def lines(self) -> list[str]:
        """What is seen of the fields, without blanks around each line."""
        rows = self.screen._compositor.render_strips(self.size)
        return ["".join(segment.text for segment in row).strip() for row in rows]


def field(name: str, label: str = "", hint: str = "", **options: bool) -> Field:
    return Field(name, label or name.title(), TextInput(id=name, placeholder="here"), hint, **options)


class TestPlaces:
    async def test_a_hint_is_below_the_control_and_seen_with_the_focus(self):
        first, second = field("first", hint="The first."), field("second", hint="The second.")
        async with Form(first, second).run_test() as pilot:
            app = pilot.app
            assert app.lines()[:4] == ["First             here", "The first.", "Second            here", ""]
            assert first.control.region.x == 19
            assert first.region.bottom == second.region.y == 2
            await pilot.press("tab")
            assert app.lines()[:4] == ["First             here", "", "Second            here", "The second."]

    async def test_a_long_hint_takes_the_lines_it_needs_while_it_is_seen(self):
        async with Form(field("first"), field("second", hint=LONG)).run_test() as pilot:
            second = pilot.app.fields[1]
            assert second.region.height == 2
            await pilot.press("tab")
            await pilot.pause()
            assert second.region.height > 3
            assert " ".join(pilot.app.lines()[3 : second.region.bottom]) == LONG

    async def test_a_long_label_wraps_beside_the_control_and_its_hint(self):
        async with Form(
            field("first", label="A label of three lines beside its control", hint="The hint.")
        ).run_test() as pilot:
            assert pilot.app.lines()[:4] == ["A label of three  here", "lines beside its   The hint.", "control", ""]
            pilot.app.fields[0].rename("Short")
            await pilot.pause()
            assert pilot.app.fields[0].region.height == 2

    async def test_a_quiet_field_has_no_line_below_but_for_a_problem_and_for_what_is_always_shown(self):
        async with Form(field("first", hint="The first.", quiet=True)).run_test() as pilot:
            first = pilot.app.fields[0]
            assert first.region.height == 1
            first.complain("Too long.")
            await pilot.pause()
            assert pilot.app.lines()[1] == "✗ Too long."
            first.complain(None)
            first.advise("Never used.", always=True)
            await pilot.pause()
            assert pilot.app.lines()[1] == "Never used."
            first.advise("Of no use.")
            await pilot.pause()
            assert first.region.height == 1

    async def test_without_a_label_the_control_takes_its_room(self):
        class Unlabelled(Form):
            CSS = "Field { width: 40; } .field--label { display: none; }"

        async with Unlabelled(field("first")).run_test() as pilot:
            assert pilot.app.fields[0].control.region.x == 1
            assert "First" not in pilot.app.lines()[0]

    async def test_a_control_that_fills_the_field_leaves_a_line_for_the_hint(self):
        class Filled(Form):
            CSS = "Field { height: 5; } Input { height: 1fr; }"

        async with Filled(field("first", hint="The first.")).run_test() as pilot:
            assert pilot.app.fields[0].control.region.height == 4
            assert pilot.app.lines()[4] == "The first."

        async with Filled(field("first", quiet=True)).run_test() as pilot:
            assert pilot.app.fields[0].control.region.height == 5
            pilot.app.fields[0].complain("Too long.")
            await pilot.pause()
            assert pilot.app.fields[0].control.region.height == 4
            assert pilot.app.lines()[4] == "✗ Too long."


class TestCosts:
    async def test_moving_the_focus_lays_out_nothing_where_hints_are_of_one_line(self, laid_out):
        async with Form(field("first", hint="The first."), field("second", hint="The second.")).run_test() as pilot:
            laid_out.clear()
            await pilot.press("tab")
            await pilot.pause()
            assert laid_out == []
            assert "The second." in pilot.app.lines()

    async def test_the_same_words_again_draw_nothing(self, laid_out):
        async with Form(field("first", hint="The first.")).run_test() as pilot:
            first = pilot.app.fields[0]
            first.complain("Too long.")
            await pilot.pause()
            laid_out.clear()
            drawn = []
            first.refresh = lambda **options: drawn.append(options)
            first.complain("Too long.")
            first.advise("Another hint, which the problem hides.")
            assert drawn == []
