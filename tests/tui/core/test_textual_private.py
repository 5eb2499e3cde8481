"""What is private in Textual is still there, and does what the program takes it for; one test for each part.

A test that fails here after an update of Textual says what to do. Until it is done, keep to the Textual before it.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import inspect
import os
import pkgutil
import re
import signal
import sys
from contextlib import contextmanager
from functools import cache
from queue import Queue
from typing import TYPE_CHECKING, Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual._compositor import Compositor
from textual.cache import FIFOCache
from textual.containers import VerticalScroll
from textual.css import stylesheet
from textual.drivers.headless_driver import HeadlessDriver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

import tts_tui.tui
from tts_tui.tui.core import textual_private
from tts_tui.tui.core.defects import OutlivesDefects
from tts_tui.tui.core.textual_private import OpenApp, OpenDriver, OpenScreen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

HERE = "tts_tui/tui/core/textual_private.py"


@contextmanager
def otherwise(advice: str) -> Iterator[None]:
    """Fail with what to do, whatever goes wrong."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"Textual has changed a private part. {advice} ({error!r})") from error


class Told(OpenApp[None]):
    """Notes what its methods were called with."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[object] = []
        self.outlived: list[Exception] = []
        self.ended: list[BaseException] = []
        self.shown = 0

    def compose(self):
        yield Static("frame")
        yield OptionList("one", "two")
        yield ScrollView(id="view")

    def to_write(self, screen, update):
        self.updates.append(update)
        return super().to_write(screen, update)

    def outlives(self, error):
        self.outlived.append(error)
        return True

    def end_with(self, error):
        self.ended.append(error)

    def show_notifications(self):
        self.shown += 1


# What an app and its screens know


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


async def test_scrollbars_are_fitted_to_a_size() -> None:
    app = Told()
    advice = f"Widget._scroll_update: let update_scrollbars in {HERE} fit a view's scrollbars to that size."
    with otherwise(advice):
        async with app.run_test() as pilot:
            await pilot.pause()
            view = app.query_one("#view", ScrollView)
            view.styles.overflow_y = "scroll"
            await pilot.pause()
            textual_private.update_scrollbars(view, Size(10, 1000))
            await pilot.pause()
            assert view.vertical_scrollbar.window_virtual_size == 1000


# What an app does


async def test_all_that_is_drawn_can_be_changed_before_it_is_written() -> None:
    class OnATerminal(Told):
        is_headless = False

    app = OnATerminal()
    advice = (
        f"App._display, LayoutUpdate or ChopsUpdate: see to it that OpenApp.to_write in {HERE} gets each update and "
        "that painting.py finds its strips, or remove painting.py from TTSApp: TTS_TUI_PLAIN_PAINT=1 tides people over."
    )
    with otherwise(advice):
        async with app.run_test() as pilot:
            await pilot.pause()
            app.query_one(Static).update("other")
            await pilot.pause()
            kinds = {type(each) for each in app.updates}
            assert kinds == {textual_private.LayoutUpdate, textual_private.ChopsUpdate}
            assert all(issubclass(each, textual_private.CompositorUpdate) for each in kinds)


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
        gc.collect()  # what nobody has awaited is warned of now, and a warning fails the test


async def test_a_screen_is_laid_out_once_when_it_opens_and_once_for_each_new_size(monkeypatch) -> None:
    """Red where Textual has mended it? Then take `OpenScreen._screen_resized` out."""
    laid_out = []
    lay_out = Screen._refresh_layout

    def noting(screen, size=None, scroll=False):
        laid_out.append((screen, size))
        lay_out(screen, size, scroll)

    monkeypatch.setattr(Screen, "_refresh_layout", noting)
    app, screen = OpenApp[None](), OpenScreen[None]()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(screen)
        for _ in range(3):
            await pilot.pause()
        assert laid_out.count((screen, Size(80, 24))) == 1
        await pilot.resize_terminal(70, 20)
        for _ in range(3):
            await pilot.pause()
        assert laid_out.count((screen, Size(70, 20))) == 1
        assert screen.size == Size(70, 20)


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


class Crowded(OpenScreen[None]):
    """Widgets side by side, one over others, one that a scrolled container cuts off, and containers below them all."""

    CSS = """
    Crowded { layers: below above; layout: horizontal; }
    #left { width: 20; border: round red; }
    #right { width: 1fr; height: 8; overflow-y: scroll; }
    #over { layer: above; width: 10; height: 3; offset: 15 4; background: blue; }
    Static { width: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[tuple[str | None, int]] = []

    def compose(self):
        for side in ("left", "right"):
            yield VerticalScroll(*(Noting(f"{side} {number} 日本語 " * 3) for number in range(20)), id=side)
        yield Static("over", id="over")


class Noting(Static):
    """Notes which of its lines are drawn."""

    def render_lines(self, crop):
        self.screen.drawn += [(str(self.content).split(" 日")[0], y) for y in crop.line_range]
        return super().render_lines(crop)


async def test_of_a_screen_only_what_is_seen_and_has_changed_is_drawn() -> None:
    """The same comes out as with Textual's own Compositor, of which all is drawn."""
    app, screen = OpenApp[None](), Crowded()
    advice = f"Compositor, Screen._compositor: take CompositorOfSeen in {HERE} out, or see how Textual draws now."
    with otherwise(advice):
        async with app.run_test(size=(60, 12)) as pilot:
            await app.push_screen(screen)
            screen.query_one("#right").scroll_to(y=3, animate=False)
            await pilot.pause()
            ours = screen._compositor
            whole = Region(0, 0, 60, 12)
            changes = [
                {whole},
                {Region(0, 2, 4, 1), Region(55, 3, 2, 9)},
                {Region(16, 5, 1, 1)},
                {Region(59, 0, 1, 12)},
            ]
            for changed in changes:
                ours._dirty_regions.update(changed)
                update = ours.render_partial_update()
                theirs = Compositor._render_chops(ours, whole, lambda y: True)
                for y, begin, end in update.spans:
                    for cut, piece in update.chops[y].items():
                        if cut < end and cut + theirs[y][cut].cell_length > begin:
                            assert piece == theirs[y][cut]
            assert [list(line) for line in ours.render_full_update().strips] == [list(line.values()) for line in theirs]

            for changed in (None, Region(0, 1, 5, 1)):  # first what is left to be drawn since it came
                screen.drawn.clear()
                screen.query("#left Noting").first().refresh(*filter(None, [changed]))
                await pilot.pause()
            assert set(screen.drawn) == {("left 0", 1)}
            assert ours.render_partial_update() is None


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


# The terminal


class Driver(OpenDriver):
    """Notes what its methods were called with."""

    def __init__(self, app, **named):
        self.failures: list[Exception] = []
        self.stopped = 0
        super().__init__(app, **named)

    def stream(self, stream):
        return open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123

    def terminal_size(self):
        return 66, 17

    def stop_process(self):
        self.stopped += 1

    def reading_failed(self, error):
        self.failures.append(error)

    def run_input_thread(self):
        raise ValueError("a defect")


@pytest.fixture
async def driver(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Driver]:
    """A driver that reads an empty file."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)}
    with (tmp_path / "keys").open("w+", encoding="utf-8") as keys:
        monkeypatch.setattr(sys, "__stdin__", keys)
        with otherwise(f"LinuxDriver's constructor: let OpenDriver in {HERE} set the size and the stream."):
            made = Driver(Told())
        yield made
        made._file.close()
    for number, handler in before.items():
        signal.signal(number, handler)


async def test_the_drivers_app_and_parser(driver: Driver) -> None:
    with otherwise(f"Driver._app, ._debug or ._mouse_pixels: let OpenDriver in {HERE} find them."):
        assert isinstance(driver.app, Told)
        assert driver.debugs is False
        assert driver.counts_pixels is False
        driver.write = lambda data: None  # type: ignore[method-assign]
        driver._enable_mouse_pixels()
        assert driver.counts_pixels is True


def test_keys_are_parsed() -> None:
    advice = f"XTermParser: let TerminalDriver.run_input_thread read as Textual's does now, and import it in {HERE}."
    with otherwise(advice):
        parser = textual_private.XTermParser(False)
        assert [each.key for each in parser.feed("q\x1b[24~")] == ["q", "f12"]
        assert list(parser.tick()) == []


async def test_the_size_is_the_terminals(driver: Driver) -> None:
    with otherwise(f"Driver._size or ._get_terminal_size: let OpenDriver in {HERE} give Textual terminal_size()."):
        assert driver._size == (66, 17)
        assert driver._get_terminal_size() == (66, 17)
        assert LinuxDriver._get_terminal_size(driver)


async def test_what_is_written_goes_through_a_queue_to_our_stream(driver: Driver) -> None:
    advice = (
        "LinuxDriver._writer_thread, its _queue, or ._file: let OpenDriver.to_be_written give what waits to be "
        f"written, and write to OpenDriver.stream ({HERE}); else a terminal that hangs holds the program up."
    )
    with otherwise(advice):
        assert driver.to_be_written is None
        driver.start_application_mode()
        try:
            assert isinstance(driver.to_be_written, Queue)
            assert driver.to_be_written.maxsize == 30
            assert driver._writer_thread._file is driver._file
            assert driver._file.name == "/dev/null"
        finally:
            driver.stop_application_mode()
            driver.close()


async def test_reading_that_fails_is_told_by_us(driver: Driver) -> None:
    advice = (
        f"LinuxDriver._run_input_thread: see to it that OpenDriver.reading_failed in {HERE} is called in its place."
    )
    with otherwise(advice):
        driver.start_application_mode()
        driver._key_thread.join()
        driver.stop_application_mode()
        driver.close()
        assert [repr(each) for each in driver.failures] == ["ValueError('a defect')"]


async def test_the_whole_group_of_processes_can_be_stopped(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    advice = (
        "LinuxDriver._sigtstp_application, ._auto_restart or ._must_signal_resume: see to it that "
        f"OpenDriver.stop_process in {HERE} is called for SIGTSTP, "
        "and that give_back_until_resumed does what Textual does before it stops."
    )
    given_back = []
    monkeypatch.setattr(driver, "suspend_application_mode", lambda: given_back.append(True))
    monkeypatch.setattr(os, "kill", lambda *_: None)  # Textual's own would stop the tests
    with otherwise(advice):
        signal.getsignal(signal.SIGTSTP)(signal.SIGTSTP, None)
        assert driver.stopped == 1
        assert driver._must_signal_resume is False
        driver.give_back_until_resumed()
        assert given_back == [True]
        assert driver._must_signal_resume is True
        for name in ("_must_signal_resume", "_auto_restart"):
            assert f"self.{name}" in inspect.getsource(LinuxDriver)


# Nowhere else

IMPORTS = re.compile(r"^\s*(?:from|import) textual(?:\.\w+)*\._.*|^\s*from textual\S* import .*\b_\w+.*", re.MULTILINE)
PRIVATE = re.compile(r"\b(?:self|cls|super\(\))\.(_[a-z]\w*)|\bdef (_[a-z]\w*)")


def ours() -> Iterator[type[Any]]:
    for found in pkgutil.walk_packages(tts_tui.tui.__path__, "tts_tui.tui."):
        for each in vars(importlib.import_module(found.name)).values():
            if isinstance(each, type) and each.__module__ == found.name != textual_private.__name__:
                yield each


@cache
def names(kind: type[Any]) -> set[str]:
    """The private names that a class mentions of itself, or has."""
    mentioned = {one or two for one, two in PRIVATE.findall(inspect.getsource(kind))}
    return mentioned | {each for each in vars(kind) if re.match(r"_[a-z]", each)}


@pytest.mark.parametrize("kind", ours(), ids=lambda kind: kind.__name__)
def test_no_class_has_or_calls_what_is_private_in_textual(kind: type[Any]) -> None:
    theirs = [each for each in kind.__mro__ if each.__module__.partition(".")[0] == "textual"]
    taken = set().union(*map(names, theirs)) & {one or two for one, two in PRIVATE.findall(inspect.getsource(kind))}
    assert not taken, f"{kind.__name__}: {taken} is Textual's own; give it a public name in {HERE}, with a test here"


def test_no_module_imports_what_is_private_in_textual() -> None:
    for found in pkgutil.walk_packages(tts_tui.tui.__path__, "tts_tui.tui."):
        if found.name != textual_private.__name__:
            source = inspect.getsource(importlib.import_module(found.name))
            private = IMPORTS.findall(source)
            assert not private, f"{found.name}: {private}: import it in {HERE}, with a test here"


def test_a_line_that_is_divided_into_itself_goes_without_a_look_for_garbage():
    """Red where Textual has mended it? Then take `divide_without_cycles` out."""
    textual_private.divide_without_cycles()
    strip = Strip([Segment("abc")])
    assert strip.divide([3, 9]) == [strip]
    assert [each.text for each in strip.divide([1, 3])] == ["a", "bc"]
    gc.collect()
    del strip
    assert gc.collect() == 0


def test_a_strip_has_a_cache_once_it_is_used(monkeypatch):
    """Red where Textual has mended it, or keeps its caches elsewhere? Then take `make_caches_late` out."""
    monkeypatch.setattr(Strip, "__init__", Strip.__init__)  # so that it is put back
    made = []
    monkeypatch.setattr(textual_private, "FIFOCache", lambda size: made.append(size) or FIFOCache(size))
    textual_private.make_caches_late()
    strip = Strip([Segment("abc"), Segment("d")])
    assert made == []
    assert strip.crop(1, 3).text == "bc"
    assert strip.crop(1, 3) is strip.crop(1, 3)
    assert strip.apply_style(Style(bold=True)) is strip.apply_style(Style(bold=True))
    assert strip.divide([1, 4]) is strip.divide([1, 4])
    assert made == [16, 16, 4]
    assert strip.cell_length == 4
    assert strip.extend_cell_length(6).text == "abcd  "
    assert not hasattr(strip, "other")


def patched_for_this_test_only(monkeypatch):
    for name in ("_size_updated", "refresh"):
        monkeypatch.setattr(Widget, name, getattr(Widget, name))  # so that it is put back
    textual_private.lay_out_once()


async def test_what_is_shown_and_then_filled_is_as_large_as_its_words(monkeypatch):
    patched_for_this_test_only(monkeypatch)
    app = Told()
    async with app.run_test() as pilot:
        words = app.query_one(Static)
        words.styles.height = "auto"
        words.display = False
        await pilot.pause()
        words.display = True
        app.screen._clear_arrangement_cache()  # as where something else asks for a layout, too
        app.screen._compositor._full_map_invalidated = True
        assert words.region.height == 1  # so it is measured with the words of before
        words.update("a frame\nof two lines")
        await pilot.pause()
        app.screen._on_timer_update()
        assert words.size.height == 2


async def test_a_layout_does_not_ask_for_another_one(monkeypatch):
    """Red where Textual has mended it? Then take `lay_out_once` out."""
    patched_for_this_test_only(monkeypatch)
    layouts = []
    lay_out = Screen._refresh_layout
    monkeypatch.setattr(
        Screen, "_refresh_layout", lambda *given, **named: (layouts.append(1), lay_out(*given, **named))
    )
    app = Told()
    async with app.run_test() as pilot:
        app.query_one(Static).update("a frame\nof two lines")
        layouts.clear()
        for _ in range(3):
            await pilot.pause()
            app.screen._on_timer_update()
        assert app.query_one(Static).size.height == 2
        assert len(layouts) == 1
