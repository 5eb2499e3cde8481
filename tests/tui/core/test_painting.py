"""What is written to the terminal shows the same as if everything were written, and nothing is written twice."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.events import Resize
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static

from tests.terminal import Terminal
from tts_tui.tui.core.paint_order import by_style, in_lines
from tts_tui.tui.core.painting import Painted, PaintsChanges, _Changes
from tts_tui.tui.core.sgr import Pen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.pilot import Pilot

    from tts_tui.tui.core.paint_order import PlacedStrip

WIDTH, HEIGHT = 60, 3
CONSOLE = Console(color_system="truecolor", force_terminal=True)
STYLES = st.sampled_from(
    [
        *(None, Style(bold=True), Style(color="red"), Style(color="red", bgcolor="blue"), Style(bgcolor="blue")),
        *(Style(color="red", underline=True), Style(color="red", reverse=True), Style(bold=True, italic=True)),
    ]
)
TEXTS = st.text("ab ─…é日🙂\u0301", max_size=WIDTH)
SEQUENCE = re.compile(
    r"\x1b\[(?P<y>\d+);(?P<x>\d+)H|\x1b\[(?P<right>\d+)C|\x1b\[(?P<style>[\d;]*)m|(?P<other>.)", re.DOTALL
)
OFF = {"22": {"1", "2"}, "23": {"3"}, "24": {"4"}, "27": {"7"}}


class Look(NamedTuple):
    """How a terminal draws by now."""

    attributes: frozenset[str] = frozenset()
    letters: str = "39"
    behind: str = "49"

    def after(self, codes: str) -> Look:
        """With what a sequence changes."""
        look = self
        for code in codes.split(";") if codes else ["0"]:
            if code == "0":
                look = Look()
            elif code in OFF:
                look = look._replace(attributes=look.attributes - OFF[code])
            elif code[0] in "39" and len(code) > 1:
                look = look._replace(letters=code)
            elif code[0] == "4" and len(code) > 1:
                look = look._replace(behind=code)
            else:
                look = look._replace(attributes=look.attributes | {code})
        return look


class Grid:
    """A terminal: a letter and a style for each cell."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, Look]] = {}
        self.x = self.y = 0
        self.look = Look()

    @property
    def seen(self) -> dict[tuple[int, int], tuple[str, Look]]:
        """What a person sees: of a blank, its background alone, unless it is underlined or reversed."""
        return {
            place: (letter, look if letter != " " or look.attributes & {"4", "7"} else Look(behind=look.behind))
            for place, (letter, look) in self.cells.items()
        }

    def take(self, text: str) -> None:
        for found in SEQUENCE.finditer(text):
            if found["y"]:
                self.y, self.x = int(found["y"]) - 1, int(found["x"]) - 1
            elif found["right"]:
                self.x += int(found["right"])
            elif found["style"] is not None:
                self.look = self.look.after(found["style"])
            elif found["other"] == "\n":
                self.y, self.x = self.y + 1, 0
            else:
                self._put(found["other"])

    def _put(self, letter: str) -> None:
        width = Segment(letter).cell_length
        if width == 0:
            before, style = self.cells[self.y, self.x - 1]
            self.cells[self.y, self.x - 1] = before + letter, style
            return
        for x in range(self.x, self.x + width):
            if self.cells.get((self.y, x), ("", ""))[0] == "›" and x == self.x:
                self.cells[self.y, x - 1] = " ", Look()  # half of what is wide goes with the other half
            if self.cells.get((self.y, x + 1), ("", ""))[0] == "›" and x == self.x + width - 1:
                self.cells[self.y, x + 1] = " ", Look()
            self.cells[self.y, x] = letter if x == self.x else "›", self.look
        self.x += width


@st.composite
def strips(draw: st.DrawFn, width: int) -> Strip:
    """A strip of that width, of several segments."""
    segments = []
    for text in draw(st.lists(TEXTS, max_size=4)):
        first = text.lstrip("\u0301")  # a mark needs a letter to stand on
        segments.append(Segment(first, draw(STYLES)))
    return Strip(segments).adjust_cell_length(width)


@st.composite
def layouts(draw: st.DrawFn) -> LayoutUpdate:
    lines = []
    for _ in range(HEIGHT):
        middle = draw(st.integers(1, WIDTH - 1))
        lines.append([draw(strips(middle)), draw(strips(WIDTH - middle))])
    return LayoutUpdate(lines, Region(0, 0, WIDTH, HEIGHT))


@st.composite
def chops(draw: st.DrawFn) -> ChopsUpdate:
    """Spans of lines that are cut at some places, of which some parts are not drawn."""
    parts, ends, spans = [], [], []
    for y in range(HEIGHT):
        cuts = sorted(draw(st.sets(st.integers(1, WIDTH - 1), max_size=2)) | {0, WIDTH})
        drawn = [draw(st.none() | strips(end - x)) for x, end in itertools.pairwise(cuts)]
        parts.append(dict(zip(cuts, drawn, strict=False)))
        ends.append(cuts[1:])
        x = draw(st.integers(0, WIDTH - 1))
        spans.append((y, x, draw(st.integers(x + 1, WIDTH))))
    return ChopsUpdate(parts, draw(st.lists(st.sampled_from(spans), min_size=1, unique=True)), ends)


def test_a_wide_letter_of_which_half_was_written_over_is_written_again() -> None:
    line = LayoutUpdate([[Strip([Segment("aaaaaaaaaaa日")])]], Region(0, 0, 13, 1))
    half = ChopsUpdate([{12: Strip([Segment(" ")])}], [(0, 12, 13)], [[13]])
    painted, terminal = Painted(), Grid()
    for update in (line, half, line):
        terminal.take(_Changes(update, painted).render_segments(CONSOLE))
    assert [terminal.cells[0, x][0] for x in (11, 12)] == ["日", "›"]


@given(st.lists(layouts() | chops(), max_size=5), st.sampled_from([in_lines, by_style]))
def test_the_terminal_shows_what_it_would_if_everything_were_written(
    updates: list[LayoutUpdate | ChopsUpdate], order: Callable[[list[PlacedStrip], ColorSystem], str]
) -> None:
    painted, ours, whole = Painted(), Grid(), Grid()
    for update in updates:
        ours.take(order(_Changes(update, painted).parts(), ColorSystem.TRUECOLOR))
        whole.take(update.render_segments(CONSOLE))
    assert ours.seen == whole.seen


@given(layouts())
def test_what_is_there_is_not_written_again(update: LayoutUpdate) -> None:
    painted = Painted()
    _Changes(update, painted).render_segments(CONSOLE)
    assert _Changes(update, painted).render_segments(CONSOLE) == ""


def line(*segments: Segment) -> Strip:
    return Strip(segments)


def test_lines_that_change_their_colour_are_written_one_colour_after_the_other() -> None:
    muted, plain = Style(color="#8fa1ac"), Style(color="#d5dde2")
    segments = [Segment("an application  ", plain), Segment("2026-11-28  ", muted), Segment("user  ", plain)]
    table = LayoutUpdate([[Strip(segments)] for _ in range(HEIGHT)], Region(0, 0, 34, HEIGHT))
    written = _Changes(table, Painted()).render_segments(CONSOLE)
    assert [written.count(";".join(map(str, each.color.triplet))) for each in (muted, plain)] == [1, 1]


LONG = "0123456789" * 3
RED, BLUE = Style(color="red"), Style(color="blue")


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        (line(Segment("abc"), Segment("def")), line(Segment("abc"), Segment("xyz")), [(3, "xyz")]),
        (line(Segment("abc"), Segment("def")), line(Segment("xyz"), Segment("def")), [(0, "xyz")]),
        (
            line(Segment("a"), Segment("b"), Segment("c")),
            line(Segment("x"), Segment("b"), Segment("y")),
            [(0, "x"), (2, "y")],
        ),
        (line(Segment("abc", RED)), line(Segment("abc", BLUE)), [(0, "abc")]),
        (line(Segment("  ", RED)), line(Segment("  ", BLUE)), []),
        (line(Segment(f"{LONG}abc")), line(Segment(f"{LONG}xyz")), [(30, "xyz")]),
        (line(Segment(f"abc{LONG}")), line(Segment(f"xyz{LONG}")), [(0, "xyz")]),
        (
            line(Segment(f"abc{LONG}"), Segment("abc")),
            line(Segment(f"xyz{LONG}"), Segment("xyz")),
            [(0, "xyz"), (33, "xyz")],
        ),
        (line(Segment("a🙂"), Segment("def")), line(Segment("x🙂"), Segment("def")), [(0, "x🙂def")]),
        (line(Segment("abc"), Segment("de🙂")), line(Segment("abc"), Segment("xy🙂")), [(0, "abcxy🙂")]),
    ],
    ids=[
        "the end",
        "the beginning",
        "two places",
        "a colour",
        "a blank",
        "a long beginning",
        "a long end",
        "a long end and more",
        "behind an emoji",
        "before an emoji",
    ],
)
def test_a_line_is_written_in_parts_unless_terminals_may_differ_about_a_letters_width(
    before: Strip, after: Strip, written: list[tuple[int, str]]
) -> None:
    painted = Painted()
    assert [(x, part.text) for x, part in painted.write(0, 0, before)] == [(0, before.text)]
    assert [(x, part.text) for x, part in painted.write(0, 0, after)] == written


def test_what_is_the_same_in_the_middle_is_left_out() -> None:
    painted = Painted()
    list(painted.write(0, 0, line(Segment(f"a{LONG}b{LONG}c"))))
    written = painted.write(0, 0, line(Segment(f"x{LONG}y{LONG}z")))
    assert [(x, part.text) for x, part in written] == [(0, "x"), (31, "y"), (62, "z")]


def test_of_a_style_only_what_differs_is_written() -> None:
    pen = Pen(ColorSystem.STANDARD)
    bold = Style(color="red", bgcolor="blue", bold=True)
    pieces = [("a", Style(color="red", bgcolor="blue")), ("b", bold), (" ", None), ("c", None), ("d", BLUE)]
    text = "".join([*(pen.write(Segment(*piece)) for piece in pieces), pen.lift(), pen.lift()])
    assert text == "\x1b[31;44ma\x1b[1mb\x1b[49m \x1b[22;39mc\x1b[34md\x1b[0m"


def test_a_link_is_written_whole() -> None:
    pen = Pen(ColorSystem.STANDARD)
    text = pen.write(Segment("a", RED)) + pen.write(Segment("b", RED + Style(link="http://localhost")))
    assert text.startswith("\x1b[31ma\x1b[0m\x1b]8;")
    assert text.endswith("\x1b[31mb\x1b[0m\x1b]8;;\x1b\\")


def test_what_was_partly_overwritten_is_written_whole() -> None:
    painted = Painted()
    for x, text in ((0, "abcdef"), (2, "x"), (0, "abcdef")):
        written = list(painted.write(0, x, line(Segment(text))))
    assert [(x, part.text) for x, part in written] == [(0, "abcdef")]


# In a program


class Shown(PaintsChanges[None]):
    """Writes as if to a terminal."""

    is_headless = False  # type: ignore[assignment]

    def compose(self):
        yield Static("frame")


class Second(Screen[None]):
    def compose(self):
        yield Static("frame")


@pytest.fixture
async def pilot() -> AsyncIterator[Pilot[None]]:
    async with Shown().run_test(size=(40, 5)) as pilot:
        yield pilot


@pytest.fixture
def written(pilot: Pilot[None]) -> list[str]:
    """What is written from now on."""
    pieces: list[str] = []
    assert pilot.app._driver is not None
    pilot.app._driver.write = pieces.append  # type: ignore[method-assign]
    return pieces


async def test_a_screen_that_is_drawn_again_writes_what_has_changed(pilot: Pilot[None], written: list[str]) -> None:
    pilot.app.screen.refresh()
    await pilot.pause()
    written.clear()
    pilot.app.query_one(Static).update("other")
    pilot.app.screen.refresh()
    await pilot.pause()
    assert "other" in "".join(written)
    assert len("".join(written)) < 200


async def test_a_screen_is_written_whole_when_it_comes_and_when_it_comes_back(
    pilot: Pilot[None], written: list[str]
) -> None:
    await pilot.app.push_screen(Second())
    await pilot.pause()
    assert "frame" in "".join(written)
    written.clear()
    pilot.app.pop_screen()
    await pilot.pause()
    assert "frame" in "".join(written)


async def test_all_is_written_again_on_a_terminal_that_has_been_left_or_has_another_size(
    pilot: Pilot[None], written: list[str]
) -> None:
    pilot.app.screen.refresh()
    await pilot.pause()
    written.clear()
    pilot.app.post_message(Resize(Size(40, 5), Size(40, 5)))  # what the driver sends when the program comes back, too
    await pilot.pause()
    assert "frame" in "".join(written)


async def test_f12_writes_the_whole_screen(pilot: Pilot[None], written: list[str]) -> None:
    pilot.app.screen.refresh()
    await pilot.pause()
    written.clear()
    pilot.app.action_draw_anew()
    await pilot.pause()
    assert "frame" in "".join(written)


@pytest.mark.parametrize(("value", "plain"), [("1", True), ("0", False), ("", False)])
async def test_all_of_what_is_drawn_is_written_where_painting_is_switched_off(
    monkeypatch: pytest.MonkeyPatch, value: str, plain: bool
) -> None:
    monkeypatch.setenv("TTS_TUI_PLAIN_PAINT", value)
    async with Shown().run_test(size=(40, 5)) as pilot:
        pieces: list[str] = []
        pilot.app._driver.write = pieces.append
        pilot.app.screen.refresh()
        await pilot.pause()
        pieces.clear()
        pilot.app.screen.refresh()
        await pilot.pause()
        assert ("frame" in "".join(pieces)) is plain


def test_f12_works_in_a_terminal_also_over_a_dialog() -> None:
    with Terminal("-m", "tts_tui", "demo") as terminal:
        terminal.until("water-leaks")
        terminal.press("\x1b[24~", "water-leaks")
        terminal.press("?", "Keys")
        terminal.press("\x1b[24~", "Keys")
        terminal.press("\x11")
        assert terminal.end() == 0


async def test_the_palette_draws_the_screen_anew(start: Any, sample: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr(PaintsChanges, "action_draw_anew", lambda app: drawn.append(app.screen))
    async with start(sample.key) as person:
        await person.press("ctrl+p")
        await person.type("draw the screen")
        await person.press("enter")
        assert len(drawn) == 1
