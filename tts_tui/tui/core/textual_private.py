"""All uses of Textual's private attributes, under public names; those of its driver are in `textual_private_driver.py`.

Textual may change them in any release. tests/tui/core/test_textual_private*.py have a test for each, which says what to
do then, and one that finds private attributes of Textual anywhere else in the program. If one is gone for good, keep
its function here and implement it in another way. Known to work: Textual 8.2.
"""

from __future__ import annotations

import sys
from collections.abc import Coroutine
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate  # gone? painting.py reads them
from textual._time import get_time
from textual.app import App
from textual.cache import FIFOCache
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import AwaitMount, Widget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from rich.console import RenderableType
    from rich.segment import Segment
    from textual.driver import Driver
    from textual.events import Callback, Compose, ScreenResume
    from textual.geometry import Size
    from textual.messages import Layout
    from textual.scroll_view import ScrollView
    from textual.widgets import OptionList
    from textual.widgets import TextArea as _Lines
else:
    _Lines = object  # no start needs a TextArea

__all__ = [
    "ChopsUpdate",
    "ClosedWhileOpening",
    "ColoursLines",
    "CompositorUpdate",
    "LayoutUpdate",
    "OpenApp",
    "OpenScreen",
    "divide_without_cycles",
    "driver_of",
    "forget_copied",
    "is_ending",
    "keep_rules",
    "lay_out_once",
    "line_of_option",
    "lowest_seen",
    "make_caches_late",
    "needs_layout",
    "update_scrollbars",
    "was_told_why",
]

Result = TypeVar("Result")


# What an app and its screens know


def is_ending(app: App[Any]) -> bool:
    """Whether the program ends, and no screen can come any more."""
    return app._exit or not app.is_running  # when it is shut down, a screen's widgets are closed before the screen


def was_told_why(app: App[Any]) -> bool:
    """Whether there is already a text to print after the program has ended, such as the report of a defect."""
    return bool(app._exit_renderables)


def driver_of(app: App[Any]) -> Driver | None:
    """The driver, which reads keys and writes to the terminal; None before the program runs."""
    return app._driver


def forget_copied(app: App[Any]) -> None:
    """Empty Textual's own clipboard, which would keep a copied secret."""
    app._clipboard = ""


def keep_rules(app: App[Any]) -> None:
    """Cache the parsed rules of up to 1,000 stylesheets.

    With each new class of widgets, Textual goes through the CSS of all classes before it. Its cache holds 64: from the
    65th on, it would parse all of them again each time, which takes 30 ms.
    """
    app.stylesheet._parse_cache.grow(1_000)


def needs_layout(screen: Screen[Any]) -> bool:
    """Whether the screen waits to be laid out: Tab goes by the widgets' places, and PgDn by their sizes."""
    return screen._layout_required


def lowest_seen(app: App[Any], screen: Screen[Any]) -> Screen[Any]:
    """The lowest visible screen: `screen` itself, unless it is a dialog through which others are seen."""
    below = app._background_screens
    return below[0] if below and screen is app.screen and screen.styles.background.a < 1 else screen


def line_of_option(options: OptionList, index: int) -> int | None:
    """The line on which an option begins, counted from the top of the list; None before the list is laid out."""
    return options._index_to_line.get(index)


_divide = Strip.divide


def divide_without_cycles() -> None:
    """Keep Textual's strips from referring to themselves, so that they are freed without a garbage collection.

    Textual keeps a strip that is divided into nothing but itself in that strip's own cache: every drawing would leave
    hundreds of reference cycles behind, which fill the memory and make a full collection slow.
    """
    Strip.divide = _divided  # type: ignore[assignment, method-assign]


def _divided(strip: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
    within = [cut for cut in cuts if cut <= strip.cell_length]
    return [strip] if within == [strip.cell_length] else _divide(strip, within)


_CACHES: Final = {
    **{name: 4 for name in Strip.__slots__ if name.endswith("_cache") and name != "_render_cache"},
    "_crop_cache": 16,
    "_style_cache": 16,
}
"""How many strips each of a strip's caches keeps."""


def make_caches_late() -> None:
    """Give a strip each of its caches when it is first used; Textual makes all seven for every strip.

    Most strips are cut out of a line, written and thrown away. Making their caches was a sixth of drawing.
    """
    Strip.__init__ = _begin_strip  # type: ignore[assignment, method-assign]
    Strip.__getattr__ = _cache_of_strip  # type: ignore[attr-defined]


def _begin_strip(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    strip._segments = list(segments)
    strip._cell_length = cell_length
    strip._render_cache = strip._link_ids = strip._cell_count = None


def _cache_of_strip(strip: Strip, name: str) -> FIFOCache[Any, Any]:
    if name not in _CACHES:
        raise AttributeError(name)
    cache: FIFOCache[Any, Any] = FIFOCache(_CACHES[name])
    setattr(strip, name, cache)
    return cache


_set_size = Widget._size_updated
_refresh = Widget.refresh


def lay_out_once() -> None:
    """Don't lay out a screen a second time only because widgets got another size in the first.

    Textual keeps how large the inside of a widget is in `virtual_size`, and lays out the screen when that changes. The
    layout itself changes it. Only a ScrollView sets its own, and needs the layout then.

    That second layout also put right what Textual gets wrong where a widget asks for a layout twice before it is laid
    out: if it was measured in between, such as by `region`, it keeps the size of before.
    """
    Widget.refresh = _measured_anew  # type: ignore[assignment, method-assign]
    Widget._size_updated = _set_size_only  # type: ignore[assignment, method-assign]


def _set_size_only(widget: Widget, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
    del layout
    return _set_size(widget, size, virtual_size, container_size, layout=False)


def _measured_anew(widget: Widget, *regions: Region, layout: bool = False, **named: bool) -> Widget:
    if layout and widget._layout_required:
        widget._layout_updates += 1
    return _refresh(widget, *regions, layout=layout, **named)


def update_scrollbars(view: ScrollView, size: Size) -> None:
    """Fit a view's scrollbars to what it holds, without laying out the screen."""
    view._scroll_update(size)


# What an app does


class OpenApp(App[Result]):
    """Textual's App, with methods to override where it has only private ones."""

    def to_write(self, screen: Screen[object], update: LayoutUpdate | ChopsUpdate) -> CompositorUpdate:
        """The part of a screen's update to write to the terminal: all of it, unless this is overridden."""
        del screen
        return update

    def _get_screen(self, screen: Screen[Any] | str) -> tuple[Screen[Any], AwaitMount]:
        found, mounting = super()._get_screen(screen)
        for each in filter(_awaits_mount, self._next_callbacks):
            each.callback = partial(_mounted, mounting._widgets)
        return found, mounting

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            update = self.to_write(screen, renderable)
            super()._display(screen, update)  # type: ignore[arg-type]  # Textual's own are rich's, too, to no end
        else:
            super()._display(screen, renderable)

    def outlives(self, error: Exception) -> bool:
        """Whether the program continues after an uncaught exception: no, unless this is overridden."""
        del error
        return False

    def _handle_exception(self, error: Exception) -> None:
        if not self.outlives(error):
            super()._handle_exception(error)

    def end_with(self, error: BaseException) -> None:
        """End after an uncaught exception. Textual prints it with the values of variables; override to hide them."""
        del error
        super()._fatal_error()

    def _fatal_error(self) -> None:
        if (error := sys.exc_info()[1]) is not None:
            self.end_with(error)

    def show_notifications(self) -> None:
        """Show notifications: called for each new one, and when the screen changes. By default Textual's toasts."""
        super()._refresh_notifications()

    def _refresh_notifications(self) -> None:
        self.show_notifications()


class CompositorOfSeen(Compositor):
    """Textual's Compositor, which draws only the lines of a widget that are written and that no other widget covers.

    Textual's own draws every widget between the first and the last change, all containers included, cuts each line at
    the edges of every widget, and then leaves out most of it. For a change in one column that was all of the screen.
    """

    def render_partial_update(self) -> ChopsUpdate | None:
        changed = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not changed:
            return None
        spans = list(self._regions_to_spans(changed))
        return ChopsUpdate(self._drawn(spans), spans, [cuts[1:] for cuts in self.cuts])

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        spans = [(y, crop.x, crop.right) for y in crop.line_range if is_rendered_line(y)]
        return self._drawn(spans)  # type: ignore[return-value]  # None only outside of `crop`

    def _drawn(self, spans: Iterable[tuple[int, int, int]]) -> list[dict[int, Strip | None]]:
        """Of each line its pieces by the cell that they begin at; None for those that are in none of the `spans`.

        A span is a line, the cell that it begins at, and the one after its end.
        """
        cuts, missing = self.cuts, dict[int, set[int]]()
        drawn: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
        for y, begin, end in spans:
            if y >= len(cuts):  # the terminal has just grown, and nothing is laid out there yet
                break
            own = (cut for cut, next_cut in pairwise(cuts[y]) if cut < end and next_cut > begin)
            missing.setdefault(y, set()).update(own)
        for widget, (region, clip) in self.visible_widgets.items():  # the one in front first
            seen = region.intersection(clip)
            wanted = {
                y: pieces
                for y in seen.line_range
                if (left := missing.get(y)) and (pieces := [cut for cut in left if seen.x <= cut < seen.right])
            }
            if not wanted:
                continue
            top = min(wanted)
            lines = Region(seen.x - region.x, top - region.y, seen.width, max(wanted) + 1 - top)
            strips = widget.render_lines(lines)
            for y, pieces in wanted.items():
                edges = [cut for cut in cuts[y] if seen.x <= cut <= seen.right]
                divided = dict(zip(edges, strips[y - top].divide([cut - seen.x for cut in edges[1:]]), strict=False))
                for cut in pieces:
                    if cut in divided:
                        drawn[y][cut] = divided[cut]
                        missing[y].discard(cut)
        return drawn


class ClosedWhileOpening(Exception):
    """A screen was closed before it had its widgets, so it can't be mounted any more."""


class OpenScreen(Screen[Result]):
    """Textual's Screen, but not mounted if it, or the program, was closed meanwhile: it has no widgets then.

    Of its widgets only what is seen is drawn, see `CompositorOfSeen`. Each is styled when it is mounted; Textual's own
    styles all of them again when the screen is shown.
    """

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        self._compositor = CompositorOfSeen()
        self._laid_out_at = 0.0

    def _on_screen_resume(self, event: ScreenResume) -> None:
        event.prevent_default()
        event.refresh_styles = False
        before = self._laid_out_at
        super()._on_screen_resume(event)
        if self._laid_out_at > before:
            self._repaint_required = False  # a layout has drawn it

    def _screen_resized(self, size: Size) -> None:
        if self._compositor.size != size:  # a layout at a new size tells the screen, which would be laid out again
            super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        if not scroll and self.is_attached:
            for widget in self.walk_children(Widget):
                if widget._layout_required:
                    widget._check_refresh()  # which asks for this layout
            self._layout_required = False
            self._laid_out_at = get_time()
        super()._refresh_layout(size, scroll)

    async def _on_layout(self, message: Layout) -> None:
        if message.time <= self._laid_out_at:  # the last layout came after it was asked for
            message.stop()
            message.prevent_default()

    async def _on_compose(self, event: Compose) -> None:
        await super()._on_compose(event)
        # What has just been mounted was waited for. To wait once more, after the first layout, asks for a second one.
        self._next_callbacks = [each for each in self._next_callbacks if not _awaits_mount(each)]
        if self._closing or self._pruning or is_ending(self.app):
            for waiting in self._next_callbacks:  # watchers that are coroutines; Python warns of one that nobody awaits
                for each in getattr(waiting.callback, "args", ()):
                    if isinstance(each, Coroutine):
                        each.close()
            raise ClosedWhileOpening


def _awaits_mount(waiting: Callback) -> bool:
    return isinstance(waiting.callback, partial) and isinstance(waiting.callback.func, AwaitMount)


async def _mounted(widgets: Iterable[Widget]) -> None:
    for widget in widgets:
        await widget._mounted_event.wait()


class ColoursLines(_Lines):
    """Mixed into a TextArea, gives it syntax highlighting without tree-sitter: styles are names in its theme."""

    def highlights(self, lines: Sequence[str]) -> Iterable[tuple[int, tuple[int, int, str]]]:
        """The number of a line with a highlight in it: its first letter, the one after its last, and its style."""
        raise NotImplementedError

    def _build_highlight_map(self) -> None:
        self._line_cache.clear()
        self._highlights.clear()
        lines = self.document.lines
        for row, (start, end, name) in self.highlights(lines):
            self._highlights[row].append((_bytes(lines[row], start), _bytes(lines[row], end), name))


def _bytes(line: str, letters: int) -> int:
    """How many bytes the first `letters` of a line are: Textual counts bytes, as tree-sitter does."""
    return letters if line.isascii() else len(line[:letters].encode("utf-8", "replace"))
