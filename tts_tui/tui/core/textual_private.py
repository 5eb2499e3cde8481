"""All uses of Textual's private parts, under public names.

Textual may change it in any release. tests/tui/core/test_textual_private.py has a test for each, which says what to do
then, and one that finds private parts of Textual anywhere else in the program. Where one is gone for good, keep its
function here and give it another inside. Known to work: Textual 8.2.
"""

from __future__ import annotations

import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, TypeVar

from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate  # gone? painting.py reads them
from textual._xterm_parser import XTermParser  # gone? TerminalDriver.run_input_thread reads keys with it
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from queue import Queue
    from typing import Any, TextIO

    from rich.console import RenderableType
    from textual.driver import Driver
    from textual.events import Compose
    from textual.geometry import Size
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
    "OpenDriver",
    "OpenScreen",
    "XTermParser",
    "divide_without_cycles",
    "driver_of",
    "forget_copied",
    "is_ending",
    "keep_rules",
    "line_of_option",
    "lowest_seen",
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
    """Whether there is a text already to print when the program has ended, such as a defect."""
    return bool(app._exit_renderables)


def driver_of(app: App[Any]) -> Driver | None:
    """What reads the keys and writes the screen; None before the program runs."""
    return app._driver


def forget_copied(app: App[Any]) -> None:
    """Forget what was copied last: Textual keeps it, and it may be a secret."""
    app._clipboard = ""


def keep_rules(app: App[Any]) -> None:
    """Keep the rules that were read from up to 1,000 texts of styles.

    With each new class of widgets, Textual goes through the texts of all classes before it. It keeps the rules of 64
    texts: from the 65th on, it would read every one anew each time, which takes 30 ms.
    """
    app.stylesheet._parse_cache.grow(1_000)


def needs_layout(screen: Screen[Any]) -> bool:
    """Whether something on the screen has no place yet: tab goes by the places, and pages by the sizes."""
    return screen._layout_required


def lowest_seen(app: App[Any], screen: Screen[Any]) -> Screen[Any]:
    """The lowest screen that is seen where `screen` is on top: itself, unless something shines through it."""
    below = app._background_screens
    return below[0] if below and screen is app.screen and screen.styles.background.a < 1 else screen


def line_of_option(options: OptionList, index: int) -> int | None:
    """The line on which an option begins, from the top of the list; None before that is known."""
    return options._index_to_line.get(index)


_divide = Strip.divide


def divide_without_cycles() -> None:
    """Let no line that is drawn refer to itself, so that it goes when it is drawn anew, without a look for garbage.

    A strip that is divided into nothing but itself is kept by Textual in its own cache: every drawing leaves hundreds
    of objects behind, which become old, fill the memory, and hold up the look at everything.
    """
    Strip.divide = _divided  # type: ignore[assignment, method-assign]


def _divided(strip: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
    within = [cut for cut in cuts if cut <= strip.cell_length]
    return [strip] if within == [strip.cell_length] else _divide(strip, within)


def update_scrollbars(view: ScrollView, size: Size) -> None:
    """Fit a view's scrollbars to what it holds, without laying out the screen."""
    view._scroll_update(size)


# What an app does


class OpenApp(App[Result]):
    """Textual's App, with methods to override where it has only private ones."""

    def to_write(self, screen: Screen[object], update: LayoutUpdate | ChopsUpdate) -> CompositorUpdate:
        """What to write to the terminal of an update of a screen: all of it, unless this is overridden."""
        del screen
        return update

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            update = self.to_write(screen, renderable)
            super()._display(screen, update)  # type: ignore[arg-type]  # Textual's own are rich's, too, to no end
        else:
            super()._display(screen, renderable)

    def outlives(self, error: Exception) -> bool:
        """Whether the program goes on after an exception that nobody has caught: no, unless this is overridden."""
        del error
        return False

    def _handle_exception(self, error: Exception) -> None:
        if not self.outlives(error):
            super()._handle_exception(error)

    def end_with(self, error: BaseException) -> None:
        """End with an exception that nobody has caught; Textual shows all of it, with the values of variables."""
        del error
        super()._fatal_error()

    def _fatal_error(self) -> None:
        if (error := sys.exc_info()[1]) is not None:
            self.end_with(error)

    def show_notifications(self) -> None:
        """Show what there is to tell, when something is told and when another screen comes; Textual's toasts."""
        super()._refresh_notifications()

    def _refresh_notifications(self) -> None:
        self.show_notifications()


class ClosedWhileOpening(Exception):
    """A screen was closed before it had its widgets, so that it can't go on to be mounted."""


class OpenScreen(Screen[Result]):
    """Textual's Screen, which is not mounted where it, or the program, was closed meanwhile: it has no widgets then."""

    async def _on_compose(self, event: Compose) -> None:
        await super()._on_compose(event)
        if self._closing or self._pruning or is_ending(self.app):
            for waiting in self._next_callbacks:  # watchers that are coroutines; Python warns of one that nobody awaits
                for each in getattr(waiting.callback, "args", ()):
                    if isinstance(each, Coroutine):
                        each.close()
            raise ClosedWhileOpening


class ColoursLines(_Lines):
    """To be mixed into a TextArea: its lines are coloured without a grammar, by the names of its theme's styles."""

    def parts(self, lines: Sequence[str]) -> Iterable[tuple[int, tuple[int, int, str]]]:
        """Of each coloured part its line, from which letter to which it goes, and the name of its style."""
        raise NotImplementedError

    def _build_highlight_map(self) -> None:
        self._line_cache.clear()
        self._highlights.clear()
        lines = self.document.lines
        for row, (start, end, name) in self.parts(lines):
            self._highlights[row].append((_bytes(lines[row], start), _bytes(lines[row], end), name))


def _bytes(line: str, letters: int) -> int:
    """How many bytes these first letters of a line are, which is what Textual counts, as tree-sitter does."""
    return letters if line.isascii() else len(line[:letters].encode("utf-8", "replace"))


# The terminal


class OpenDriver(LinuxDriver):
    """Textual's driver for Linux and macOS, with public names for what a better one needs."""

    _file: TextIO  # type: ignore[assignment]  # Textual's is the stream itself

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        self._size = self._size or self._get_terminal_size()  # for the first frame
        self._file = self.stream(self._file)

    @property
    def app(self) -> App[Any]:
        """The app whose driver it is."""
        return self._app

    @property
    def debugs(self) -> bool:
        """Whether the parser of keys writes what it reads into a file."""
        return self._debug

    @property
    def counts_pixels(self) -> bool:
        """Whether the terminal was asked to tell the mouse's place in pixels."""
        return self._mouse_pixels

    @property
    def to_be_written(self) -> Queue[str | None] | None:
        """What waits to be written, with room for 30 pieces; None while the terminal is not taken over."""
        writer = self._writer_thread
        return writer._queue if writer is not None and writer.is_alive() else None

    def stream(self, stream: TextIO) -> TextIO:
        """What to write to in place of standard error."""
        return stream

    def terminal_size(self) -> tuple[int, int]:
        """Columns and lines of the terminal; Textual takes COLUMNS and LINES first."""
        return super()._get_terminal_size()

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.terminal_size()

    def stop_process(self) -> None:
        """Stop, after the terminal was given back; Textual stops this process alone."""
        super()._sigtstp_application()

    def give_back_until_resumed(self) -> None:
        """Give the terminal back, and tell the app when the program has been resumed."""
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True

    def _sigtstp_application(self, *_: object) -> None:
        self.stop_process()

    def reading_failed(self, error: Exception) -> None:
        """Tell of an exception while keys are read, in their thread."""
        raise error

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - told as every other defect
            self.reading_failed(error)
