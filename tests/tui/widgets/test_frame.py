"""The frame around the areas of a screen."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from tests.tui.widgets.bare_app import BareApp
from tts_tui.tui.widgets.frame import Area, BottomRule, SideArea, SideBySide, TitledRule


class Framed(BareApp):
    def compose(self):
        with SideBySide():
            with Area(title="Applications 4 of 60", state="newest first"):
                yield Input()
            with SideArea(title="greenhouse-1"):
                yield Static("Soil moisture")
        yield BottomRule()

    @property
    def lines(self):
        return ["".join(each.text for each in line) for line in self.screen._compositor.render_strips(self.size)]


async def test_a_wide_screen_has_both_areas_and_a_line_between_that_meets_the_rules():
    app = Framed()
    async with app.run_test(size=(120, 10)):
        at = 120 - 38
        assert app.lines[0].startswith("─ Applications 4 of 60 ──")
        assert app.lines[0][at - 15 : at + 18] == " newest first ─┬─ greenhouse-1 ──"
        assert app.lines[1][at] == app.lines[8][at] == "│"
        assert app.lines[1][at + 2 :].startswith("Soil moisture")
        assert app.lines[9] == "─" * at + "┴" + "─" * 37


async def test_a_narrow_one_has_the_first_alone():
    app = Framed()
    async with app.run_test(size=(119, 10)):
        assert "greenhouse" not in app.lines[0]
        assert app.lines[0].endswith("─ newest first ─")
        assert app.lines[9] == "─" * 119


async def test_the_side_comes_and_goes_with_the_size_and_with_the_word_of_the_person():
    app = Framed()
    async with app.run_test(size=(119, 10)) as pilot:
        await pilot.resize_terminal(130, 10)
        assert app.lines[9][130 - 38] == "┴"
        app.query_one(SideArea).wanted = False
        await pilot.pause()
        assert app.lines[0].endswith("─ newest first ─")
        assert app.lines[9] == "─" * 130
        app.query_one(SideArea).wanted = True
        await pilot.pause()
        assert app.lines[9][130 - 38] == "┴"


async def test_the_title_of_what_has_the_focus_stands_out():
    app = Framed()
    async with app.run_test(size=(120, 10)) as pilot:
        rule = app.query_one(Area).rule
        assert app.focused is not None
        focused = rule.get_visual_style("rule--title")
        app.screen.set_focus(None)
        await pilot.pause()
        assert rule.get_visual_style("rule--title") != focused
        assert focused.bold


async def test_what_is_waited_for_stands_in_the_rule_below():
    app = Framed()
    async with app.run_test(size=(120, 10)) as pilot:
        app.query_one(BottomRule).show("Waiting for the applications … Esc stops")
        await pilot.pause()
        assert app.lines[9].startswith("─ Waiting for the applications … Esc stops ───")
        assert app.lines[9][120 - 38] == "┴"


async def test_a_rule_fits_its_width():
    app = BareApp()
    async with app.run_test(size=(80, 10)):
        rule = TitledRule("Title", "a state")
        await app.mount(rule)
        for width, line in (
            (30, "─ Title ──────────── a state ─"),
            (18, "─ Title " + "─" * 10),
            (8, "─ Tit… ─"),
            (2, "──"),
        ):
            assert rule.drawn(width).plain == line


async def test_something_can_stand_in_a_rule():
    class Ruled(Framed):
        def compose(self):
            with Area(), Horizontal(classes="ruled"):
                yield TitledRule(Content("Keys 3"), ends=False)
                yield Input(value="grafana", compact=True)
                yield TitledRule(state="newest first")

    Ruled.CSS = ".ruled { height: 1; } Input { width: 10; }"
    app = Ruled()
    async with app.run_test(size=(60, 10)):
        assert app.lines[0] == "─ Keys 3 ─grafana   " + "─" * 25 + " newest first ─"
