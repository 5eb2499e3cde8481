"""What is private in Textual is still there, and does what the program takes it for; one test for each part.

A test that fails here after an update of Textual says what to do. Until it is done, keep to the Textual before it.
"""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from textual.css import stylesheet
from textual.drivers.headless_driver import HeadlessDriver
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static

from tests.tui.core.private_parts import HERE, Told, otherwise
from tts_tui.tui.core import textual_private
from tts_tui.tui.core.defects import OutlivesDefects
from tts_tui.tui.core.textual_private import OpenScreen


async def test_whether_the_program_ends() -> None:
    app = Told()
    with otherwise(f"App._exit: let is_ending in {HERE} tell whether App.exit has been called."):
        async with app.run_test():
            assert textual_private.is_ending(app) is False
            app.exit()
            assert textual_private.is_ending(app) is True
        other = Told()
        async with other.run_test():
            assert textual_private.is_ending(other) is False
        assert textual_private.is_ending(other) is True  # shut down, though nobody has called App.exit


async def test_whether_there_is_something_to_say_in_the_end() -> None:
    app = Told()
    with otherwise(f"App._exit_renderables: let was_told_why in {HERE} tell whether App.panic has been called."):
        async with app.run_test():
            assert textual_private.was_told_why(app) is False
            app.panic("a defect")
            assert textual_private.was_told_why(app) is True
            app._exit_renderables.clear()


async def test_the_driver() -> None:
    app = Told()
    with otherwise(f"App._driver: let driver_of in {HERE} find what get_driver_class made."):
        assert textual_private.driver_of(app) is None
        async with app.run_test():
            assert isinstance(textual_private.driver_of(app), HeadlessDriver)


async def test_what_was_copied_is_forgotten() -> None:
    app = Told()
    with otherwise(f"App._clipboard: a secret would stay in memory. Let forget_copied in {HERE} empty App.clipboard."):
        async with app.run_test():
            app.copy_to_clipboard("NNSXS.SECRET")
            assert app.clipboard == "NNSXS.SECRET"
            textual_private.forget_copied(app)
            assert app.clipboard == ""
            assert "NNSXS.SECRET" not in map(str, vars(app).values())


async def test_rules_of_many_classes_of_widgets_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = stylesheet.parse

    def reading(scope: str, css: str, *args: Any, **named: Any) -> Any:
        read.append(css)
        return parse(scope, css, *args, **named)

    app = Told()
    kinds = [type(f"Kind{n}", (Static,), {"DEFAULT_CSS": f"Kind{n} {{ height: 1; }}"}) for n in range(80)]
    advice = f"Stylesheet._parse_cache: let keep_rules in {HERE} have room for the rules of all classes of widgets."
    with otherwise(advice):
        async with app.run_test():
            textual_private.keep_rules(app)
            await app.mount_all(kind() for kind in kinds)
            monkeypatch.setattr(stylesheet, "parse", reading)
            await app.mount(type("Late", (Static,), {"DEFAULT_CSS": "Late { height: 2; }"})())
            assert read == ["Late { height: 2; }"]


async def test_whether_something_has_no_place_yet() -> None:
    app = Told()
    advice = f"Screen._layout_required: let needs_layout in {HERE} tell whether the screen is still to be laid out."
    with otherwise(advice):
        async with app.run_test() as pilot:
            await pilot.pause()
            assert textual_private.needs_layout(app.screen) is False
            late = Static("late")
            await app.mount(late)
            assert textual_private.needs_layout(app.screen) is True
            await pilot.pause()
            assert textual_private.needs_layout(app.screen) is False
            assert late.region.y > app.query_one(OptionList).region.y


async def test_the_line_of_an_option() -> None:
    app = Told()
    advice = f"OptionList._index_to_line: let line_of_option in {HERE} give the line on which an option begins."
    with otherwise(advice):
        async with app.run_test() as pilot:
            await pilot.pause()
            options = app.query_one(OptionList)
            assert [textual_private.line_of_option(options, index) for index in (0, 1, 2)] == [0, 1, None]


# What an app does


async def test_an_exception_in_a_worker_can_be_outlived() -> None:
    app = Told()
    advice = f"App._handle_exception: see to it that OpenApp.outlives in {HERE} is asked before the program ends."

    async def fails() -> None:
        raise ValueError("a defect")

    with otherwise(advice):
        async with app.run_test() as pilot:
            app.run_worker(fails())
            await pilot.pause()
            assert [repr(each.error) for each in app.outlived] == ["ValueError('a defect')"]
            assert app.is_running


async def test_an_exception_that_ends_the_program_is_told_by_us() -> None:
    class Fails(Told):
        def outlives(self, error):
            return False

        def on_mount(self):
            raise ValueError("a defect")

    app = Fails()
    advice = (
        "App._fatal_error: Textual would show the values of variables, a token among them. "
        f"See to it that OpenApp.end_with in {HERE} is called in its place."
    )
    with otherwise(advice):
        with pytest.raises(ValueError, match="a defect"):
            async with app.run_test():
                pass
        assert [repr(each) for each in app.ended] == ["ValueError('a defect')"]
        assert not textual_private.was_told_why(app)


class Late(OpenScreen[None]):
    """A screen that is closed before it has its widgets."""

    def compose(self):
        self._pruning = True
        yield Static("late")
        yield Input("late")  # which has Textual watch for what is selected on the screen

    def on_mount(self) -> None:
        self.query_one(Static)


async def test_a_screen_that_is_closed_while_it_opens_is_not_mounted() -> None:
    with otherwise("See how Widget.mount ignores what is added to a screen that is closing, and when Mount is sent."):
        app = OutlivesDefects()
        async with app.run_test():
            app.push_screen(Late())
            for _ in range(10):
                await asyncio.sleep(0)
            assert app.reports == []
            assert not textual_private.is_ending(app)
        del app
        gc.collect(1)  # what nobody has awaited is warned of now, and a warning fails the test


class TooLate(Late):
    """A screen that opens while the program ends."""

    def compose(self):
        self.app.exit()
        yield Static("late")


async def test_a_screen_that_opens_while_the_program_ends_is_not_mounted() -> None:
    with otherwise("See how Widget.mount_all ignores what is added while the program ends, and when Mount is sent."):
        app = OutlivesDefects()
        async with app.run_test():
            app.push_screen(TooLate())
            for _ in range(10):
                await asyncio.sleep(0)
        assert app.reports == []


async def test_what_is_told_is_shown_by_us() -> None:
    app = Told()
    advice = (
        f"App._refresh_notifications: see to it that OpenApp.show_notifications in {HERE} is called when something is "
        "told and when another screen comes."
    )
    with otherwise(advice):
        async with app.run_test() as pilot:
            await pilot.pause()
            before = app.shown
            app.notify("told")
            await pilot.pause()
            assert app.shown > before
            before = app.shown
            await app.push_screen(Screen())
            await pilot.pause()
            assert app.shown > before
