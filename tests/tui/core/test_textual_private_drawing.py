"""How Textual draws and lays out is as `textual_private.py` takes it for; see `test_textual_private.py`."""

from __future__ import annotations

import gc
import weakref

from rich.segment import Segment
from rich.style import Style
from textual._compositor import Compositor
from textual.cache import FIFOCache
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tests.tui.core.private_parts import HERE, Told, otherwise
from tts_tui.tui.core import textual_private
from tts_tui.tui.core.textual_private import OpenApp, OpenScreen


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


class Titled(OpenScreen[None]):
    """A screen that changes what it shows while it opens."""

    def compose(self):
        yield Horizontal(Static("frame"), Static("side"))
        yield Static("title", id="title")

    def on_mount(self):
        self.query_one("#title", Static).update("another\ntitle")


async def test_a_screen_is_laid_out_and_drawn_once_when_it_opens_and_for_each_new_size(monkeypatch) -> None:
    """Red where Textual has mended it? Then take out what OpenScreen and OpenApp do about it."""
    patched_for_this_test_only(monkeypatch)
    app, screen = OpenApp[None](), Titled()
    done: list[str] = []
    lay_out, draw = Screen._refresh_layout, Compositor.render_full_update

    def laid_out(each, *given, **named):
        done.extend(["laid out"] * (each is screen))
        lay_out(each, *given, **named)

    def drawn(each, **named):
        done.extend(["drawn"] * (each is screen._compositor))
        return draw(each, **named)

    monkeypatch.setattr(Screen, "_refresh_layout", laid_out)
    monkeypatch.setattr(Compositor, "render_full_update", drawn)
    async with app.run_test(size=(80, 24)) as pilot:

        async def settle():
            for _ in range(3):
                await pilot.pause()
                screen._on_timer_update()

        await pilot.pause()
        done.clear()
        app.push_screen(screen)
        await settle()
        assert done == ["laid out", "drawn"]
        assert screen.query_one("#title").size == Size(80, 2)
        done.clear()
        await pilot.resize_terminal(70, 20)
        await settle()
        assert done.count("laid out") == 1
        assert screen.size == Size(70, 20)
        done.clear()
        screen.query_one("#title", Static).update("three\nlines\nnow")
        await settle()
        assert done == ["laid out"]
        assert screen.query_one("#title").size == Size(70, 3)
        await screen.mount(Static("late", id="late"))
        await settle()
        assert screen.query_one("#late").region.y > 3


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


class Followed(Strip):
    """A strip that a weak reference can follow."""

    __slots__ = ("__weakref__",)


def test_a_line_that_is_divided_into_itself_goes_without_a_look_for_garbage():
    """Red where Textual has mended it? Then take `divide_without_cycles` out."""
    textual_private.divide_without_cycles()
    strip = Followed([Segment("abc")])
    there = weakref.ref(strip)
    assert strip.divide([3, 9]) == [strip]
    assert [each.text for each in strip.divide([1, 3])] == ["a", "bc"]
    gc.disable()
    del strip
    gone = there() is None
    gc.enable()
    assert gone


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
