"""A table that makes rows only when they are drawn: as quick with a hundred thousand as with ten."""

from __future__ import annotations

from functools import lru_cache
from operator import indexOf, itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, TypeVar, get_args

import msgspec
from rich.segment import Segment
from rich.style import Style
from rich.text import Span, Text
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tts_tui.tui.core.textual_private import update_scrollbars
from tts_tui.tui.core.vi_keys import vi_keys
from tts_tui.tui.widgets.columns import Column, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.events import Click

__all__ = ["Column", "CursorPlace", "Role", "Row", "Table"]

Row = tuple[str, tuple[Text, ...]]
"""A row's key and its cells. The style of a cell, or of a part of it, is a Role: `cell("–", "muted")`."""

Role = Literal["", "muted", "accent", "success", "warning", "error", "found"]
"""The role of a cell, for which a theme has a colour; `found` is for what a filter has found."""

Item = TypeVar("Item")

_KEY: Final = itemgetter(0)
"""The key of a row."""

_AHEAD: Final = 200
"""Rows below the view that are read ahead for somebody who holds down a key."""

_MARK: Final = Column("", 1, searched=False)
_HEADER: Final = 1
"""Lines above the rows."""


class CursorPlace(msgspec.Struct, frozen=True):
    """A row to which the cursor goes back, by its key, and the line of the view that it was in.

    `at_top`: the view was at the top, and stays there if it can, so that new rows are seen. `asked_for`: the cursor was
    sent to that row, rather than having been there.
    """

    key: str
    line: int
    at_top: bool = False
    asked_for: bool = False


class Table(ScrollView, can_focus=True):
    """Rows of one line each under a fixed header, a row cursor, keys as in vi, and columns that fit the screen.

    Textual's DataTable keeps, measures and draws every row: 11 s and 130 MB for 100,000. Here a row is made when it is
    to be drawn. Enter is not among the keys: it is a command of the screen, which the key bar can show.
    A cell's style is `muted`, `warning` or `error`, which the theme has colours for.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header",
        "table--cursor",
        *(f"table--{role}" for role in get_args(Role) if role),
    }
    DEFAULT_CSS = """
    Table {
        width: 100%;  /* a fraction would be less beside something with a margin */
        overflow-x: hidden;
        background: $background;
        color: $foreground;

        & > .table--header, & > .table--muted {
            color: $foreground-muted;
        }

        & > .table--accent {
            color: $accent;
        }

        & > .table--success {
            color: $text-success;
        }

        & > .table--warning {
            color: $text-warning;
        }

        & > .table--error {
            color: $text-error;
        }

        & > .table--found {
            color: $accent;
            text-style: bold underline;
        }

        & > .table--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: $block-cursor-blurred-text-style;
        }

        &:focus > .table--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
    }
    """
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *vi_keys(up="cursor_up", down="cursor_down", first="scroll_top", last="scroll_bottom", half_page="half_page"),
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home,ctrl+home", "scroll_top", show=False),
        Binding("end,ctrl+end", "scroll_bottom", show=False),
    ]

    cursor_row: reactive[int] = reactive(0, repaint=False)

    class Highlighted(Message):
        """Another row is under the cursor."""

    class Seen(Message):
        """Other rows are in view."""

    class Selected(Message):
        """The row under the cursor was clicked."""

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._columns = self._shape = tuple(columns)
        self._marks: frozenset[str] = frozenset()
        self._items: Sequence[Any] = ()
        self._row_of: Callable[[Any], Row] = _itself
        self._key_of: Callable[[Any], str] = _KEY
        self._needs: tuple[int, ...] | None = None
        self._arrow: tuple[str, str] = ("", "")
        self._found: tuple[str, ...] = ()
        self._fitted: tuple[object, tuple[int, ...]] = (None, ())
        self._awaited: CursorPlace | None = None
        self._more = False
        self._last: str | None = None
        self._highlighted: str | None = None
        self._in_view: tuple[str, ...] = ()

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._items)

    @property
    def current(self) -> str | None:
        """The key of the row under the cursor."""
        return self._key_of(self._items[self.cursor_row]) if self._items else None

    @property
    def current_item(self) -> Any:
        """The item under the cursor, or None."""
        return self._items[self.cursor_row] if self._items else None

    @property
    def items(self) -> Sequence[Any]:
        """The items that are shown."""
        return self._items

    @property
    def seen(self) -> tuple[str, ...]:
        """The keys of the rows in view, from the top."""
        top = round(self.scroll_y)
        return tuple(map(self._key_of, self._items[top : top + self._page]))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all rows, from the top."""
        return tuple(map(self._key_of, self._items))

    @property
    def ends_soon(self) -> bool:
        """Whether the last row is near."""
        return round(self.scroll_y) + self.size.height + _AHEAD >= len(self._items)

    def show(self, rows: Sequence[Row]) -> None:
        """Show just these rows, each key once. The cursor stays on its row, or goes to the next where that has gone.

        Columns that grow get the room that their widest cells need, and keep it: what a filter leaves out moves none.
        """
        before = self._needs or (0,) * len(self._columns)
        self._needs = tuple(
            max((before[index], *(row[1][index].cell_len for row in rows))) if column.grows else 0
            for index, column in enumerate(self._columns)
        )
        self.show_items(tuple({row[0]: row for row in rows}.values()), _itself, _KEY)

    def show_items(
        self,
        items: Sequence[Item],
        row: Callable[[Item], Row],
        key: Callable[[Item], str],
        *,
        more: bool = False,
        at: int | None = None,
    ) -> None:
        """Show just these items, of which `row` makes rows when they are drawn.

        `key` is an item's key, which no other has; `items` is kept, and so must not be changed. With `more`
        the rest is still being read: the cursor waits for its row instead of going to the next one, unless the person
        moves it meanwhile. From the last row it goes to the one that is the last in the end. `at` is the row for the
        cursor, where that is known: else all rows may have to be looked through for it.
        """
        row_before, current = self.cursor_row, self.current
        before, self._row_of, self._key_of, self._more = self._items, row, key, more
        top = round(self.scroll_y)
        seen = slice(top, top + self._page)
        self._items = items
        if at is not None:
            self._shift_cursor(at)
        elif (
            self._awaited is not None
            or current is None
            or row_before >= len(items)
            or key(items[row_before]) != current
        ):
            self._put_cursor(before, row_before, current, more=more)
        self._measure()
        if self._last is not None and (self._last != current or len(items) < len(before)):
            self._last = None  # a person who has moved the cursor or filters doesn't want to go there any more
        if self._last is not None and not more:
            self.action_scroll_bottom()
        if before[seen] != items[seen]:  # rows that come in below are not seen
            self.refresh()
        self._tell()

    def reshape(self, columns: Sequence[Column]) -> None:
        """Change the columns; rows that are shown from now on have cells for them."""
        self._columns = tuple(columns)
        self._shape_anew()

    def make_room(self, needs: Mapping[str, int]) -> None:
        """Give columns that grow the room for so many cells, by their titles, before others that grow get more."""
        wanted = tuple(needs.get(each.title, 0) for each in self._columns)
        if self._needs != wanted:
            self._needs = wanted
            self._shape_anew()

    def _shape_anew(self) -> None:
        self._shape = (_MARK, *self._columns) if self._marks else self._columns
        self._measure()
        self.refresh()

    def show_marks(self, keys: frozenset[str]) -> None:
        """Mark the rows of these keys, in a column that is there only while one is marked."""
        before, self._marks = self._marks, keys
        if bool(before) != bool(keys):
            self._shape_anew()
        else:
            for key in before ^ keys:
                self.redraw(key)

    def show_order(self, title: str, *, descending: bool) -> None:
        """Show an arrow at the column of that title: down if its greatest value comes first."""
        if self._arrow != (arrow := (title, "↓" if descending else "↑")):
            self._arrow = arrow
            self.refresh(Region(0, 0, self.size.width, _HEADER))

    def mark(self, text: str) -> None:
        """Mark each word of that text, whatever the case, in the columns that are searched."""
        if self._found != (words := tuple(text.split())):
            self._found = words
            self.refresh()

    def redraw(self, key: str) -> None:
        """Draw a row again if it is in view, as its cells have changed."""
        top = round(self.scroll_y)
        if key in (seen := self.seen):
            self.refresh_line(top + seen.index(key) + _HEADER)

    def go_to(self, key: str) -> None:
        """Move the cursor to a row, now or once there is such a row."""
        if (row := self._find(key)) is not None:
            self.move_cursor(row=row)
        else:
            self._awaited = CursorPlace(key, self.size.height // 2, asked_for=True)

    @property
    def place(self) -> CursorPlace | None:
        """Where the cursor is now, for `go_back`."""
        if (current := self.current) is None:
            return None
        return CursorPlace(current, self.cursor_row - round(self.scroll_y), at_top=self.scroll_y == 0, asked_for=True)

    def go_back(self, place: CursorPlace) -> None:
        """Once other rows are shown, move the cursor back to that row, and the view to where it was."""
        self._awaited = place

    def move_cursor(self, *, row: int) -> None:
        """Move the cursor to the row of that number, or the nearest one, and scroll to it."""
        self.cursor_row = row
        top, page = round(self.scroll_y), self._page
        if not top <= self.cursor_row < top + page:
            self._scroll(self.cursor_row if self.cursor_row < top else self.cursor_row - page + 1)

    # The cursor

    def validate_cursor_row(self, row: int) -> int:
        return max(0, min(row, len(self._items) - 1))

    def watch_cursor_row(self, before: int, row: int) -> None:
        self.refresh_line(before + _HEADER)
        self.refresh_line(row + _HEADER)
        self._tell()

    def action_cursor_up(self) -> None:
        self.move_cursor(row=self.cursor_row - 1)

    def action_cursor_down(self) -> None:
        self.move_cursor(row=self.cursor_row + 1)

    def action_page_up(self) -> None:
        self._scroll(self.scroll_y - self._page)
        self.move_cursor(row=self.cursor_row - self._page)

    def action_page_down(self) -> None:
        self._scroll(self.scroll_y + self._page)
        self.move_cursor(row=self.cursor_row + self._page)

    def action_scroll_top(self) -> None:
        self.move_cursor(row=0)

    def action_scroll_bottom(self) -> None:
        self.move_cursor(row=len(self._items) - 1)
        self._last = self.current if self._more else None

    def action_half_page(self, direction: int) -> None:
        self.move_cursor(row=self.cursor_row + direction * max(1, self._page // 2))

    def on_click(self, event: Click) -> None:
        row = event.y - _HEADER + round(self.scroll_y)
        if event.y >= _HEADER and row < len(self._items):
            again = row == self.cursor_row
            self.move_cursor(row=row)
            if again:
                self.post_message(self.Selected())

    @property
    def _page(self) -> int:
        return max(1, self.size.height - _HEADER)

    def _find(self, key: str) -> int | None:
        try:
            return indexOf(map(self._key_of, self._items), key)  # of 100,000 in 4 ms, a loop takes three times as long
        except ValueError:
            return None

    def _tell(self) -> None:
        if self._highlighted != (current := self.current):
            self._highlighted = current
            self.post_message(self.Highlighted())
        self._tell_seen()

    def _shift_cursor(self, row: int) -> None:
        """The cursor's row is this one now: it stays in its line of the screen."""
        self._awaited = None
        if (by := row - self.cursor_row) != 0:
            top = round(self.scroll_y)
            self._measure()
            self.cursor_row = row
            self._scroll(top + by)

    def _put_cursor(self, before: Sequence[Any], at: int, current: str | None, *, more: bool) -> None:
        """Other rows are at the cursor's place: find the one that it waits for, its own, or the one beside that."""
        if self._awaited is not None and at and not self._awaited.asked_for:
            self._awaited = None  # a person who has moved the cursor meanwhile doesn't want it back
        own = None if current is None else CursorPlace(current, at - round(self.scroll_y), at_top=self.scroll_y == 0)
        targets = [target for target in (self._awaited, own) if target is not None]
        beside = [self._key_of(before[each]) for each in (at + 1, at - 1) if 0 <= each < len(before)]
        # Which are there is one look at all rows, for each that is missing it would be one more.
        there = {*beside, *(target.key for target in targets)}.intersection(map(self._key_of, self._items))
        for target in targets:
            if target.key in there and (row := self._find(target.key)) is not None:
                if target is self._awaited:
                    self._awaited = None
                self._measure()
                self.cursor_row = row
                self._scroll(0 if target.at_top and row < self._page else row - target.line)
                return
        self._measure()
        if more or not self._items:
            self._awaited = self._awaited or own
            self.move_cursor(row=0)
        else:
            self.move_cursor(row=next((self._find(key) or 0 for key in beside if key in there), 0))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._tell_seen()

    def _tell_seen(self) -> None:
        if self._in_view != (seen := self.seen):
            self._in_view = seen
            self.post_message(self.Seen())

    def _scroll(self, top: float) -> None:
        self.scroll_to(y=top, animate=False, force=True)

    # Columns

    def on_resize(self) -> None:
        self._measure()
        self.move_cursor(row=self.cursor_row)
        self._tell_seen()

    @property
    def _widths(self) -> tuple[int, ...]:
        """Each column's width; 0 for one that is left out."""
        # By the size that it has now: the message that it has another one comes after the first picture of it. The
        # room of the scrollbar is always left free, so that its coming and going changes nothing.
        width, scrollbar = (self.container_size or self.size).width, self.styles.scrollbar_size_vertical
        if self._fitted[0] != (wanted := (width, self._shape, self._needs)):
            marks = (0,) * (len(self._shape) - len(self._columns))
            needs = None if self._needs is None else (*marks, *self._needs)
            self._fitted = wanted, fit(self._shape, width, needs, reserved=scrollbar)
        return self._fitted[1]

    def _measure(self) -> None:
        size = Size(sum(each + 2 for each in self._widths if each), len(self._items) + _HEADER)
        if size != self.virtual_size:
            self.set_reactive(Table.virtual_size, size)  # the setter would lay out the screen and draw every row anew
            if self.size:  # before it has one, all rows would seem to need a scrollbar
                update_scrollbars(self, size)

    # Drawing

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        row = y - _HEADER + round(self.scroll_y)
        if y < _HEADER:
            header = base + self.get_component_rich_style("table--header")
            return self._drawn([self._title(each) for each in self._shape], header)
        if row >= len(self._items):
            return Strip.blank(self.size.width, base)
        key, cells = self._row_of(self._items[row])
        if self._marks:
            cells = (Text("✓" if key in self._marks else " ", "success", no_wrap=True, end=""), *cells)
        marked = [self._marked(*each) for each in zip(self._shape, cells, strict=False)]
        if row != self.cursor_row:
            return self._drawn(marked, base)
        cursor = self.get_component_rich_style("table--cursor")
        return self._drawn(marked, base + cursor, Style.from_color(cursor.color))

    def _title(self, column: Column) -> Text:
        title, arrow = self._arrow
        words = f"{column.title} {arrow}" if title and title == column.title else column.title
        return Text(words, no_wrap=True, end="")

    def _marked(self, column: Column, text: Text) -> Text:
        """The cell, with the words of the filter marked."""
        marked = text.copy()
        if column.muted and not text.style:
            marked.style = "muted"
        if self._found and column.searched:
            marked.highlight_words(self._found, "found", case_sensitive=False)
        return marked

    def _drawn(self, cells: Sequence[Text], style: Style, over: Style | None = None) -> Strip:
        console, segments = self.app.console, list[Segment]()
        for text, width in zip(cells, self._widths, strict=False):
            if width:
                text.truncate(width, overflow="ellipsis", pad=True)
                text.spans = [Span(*each[:2], self._styled(each.style)) for each in text.spans]
                own, text.style = self._styled(text.style), ""
                # `render` leaves the style out where nothing in the text is marked. With its padding, a muted cell
                # beside another is one run, and needs no colours between.
                segments += Segment.apply_style([Segment(" "), *text.render(console), Segment(" ")], own)
        line = Strip(Segment.apply_style(segments, style, over))
        return line.adjust_cell_length(self.size.width, style).simplify()  # in this order, one run of one style

    def _styled(self, role: str | Style) -> Style:
        if isinstance(role, Style):
            return role
        return _of_words(self.get_component_rich_style(f"table--{role}")) if role else Style.null()

    def refresh_line(self, y: int) -> None:
        """Draw the line `y` of the whole table again, if it is in view; the header is line 0."""
        line = y - round(self.scroll_y)
        if _HEADER <= line < self.size.height:
            self.refresh(Region(0, line, self.size.width, 1))


@lru_cache(maxsize=32)
def _of_words(style: Style) -> Style:
    """A style without its background, which is the row's."""
    return style.without_color + Style(color=style.color)


def _itself(row: Row) -> Row:
    return row
