"""Rows of one line each under a header, made only when they are drawn: as quick with a hundred thousand as with ten."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, get_args

from rich.segment import Segment
from rich.style import Style
from rich.text import Span, Text
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tts_tui.tui.core.textual_private import update_scrollbars
from tts_tui.tui.widgets.columns import Column, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["HEADER", "Role", "Row", "RowsView", "row_itself", "row_key"]

Row = tuple[str, tuple[Text, ...]]
"""A row's key and its cells. The style of a cell, or of a part of it, is a Role: `cell("–", "muted")`."""

Role = Literal["", "muted", "accent", "success", "warning", "error", "found"]
"""The role of a cell, for which a theme has a colour; `found` is for what a filter has found."""

row_key: Final = itemgetter(0)
"""The key of a row."""

_MARK: Final = Column("", 1, searched=False)
HEADER: Final = 1
"""Lines above the rows."""


def row_itself(row: Row) -> Row:
    """The row of an item that is a row."""
    return row


class RowsView(ScrollView):
    """Draws rows in columns that fit the screen, and the cursor's row; `Table` moves the cursor.

    Textual's DataTable keeps, measures and draws every row: 11 s and 130 MB for 100,000.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header",
        "table--cursor",
        *(f"table--{role}" for role in get_args(Role) if role),
    }
    DEFAULT_CSS = """
    RowsView {
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

    cursor_row: reactive[int] = reactive(0, repaint=False)

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._columns = self._shape = tuple(columns)
        self._marks: frozenset[str] = frozenset()
        self._items: Sequence[Any] = ()
        self._row_of: Callable[[Any], Row] = row_itself
        self._key_of: Callable[[Any], str] = row_key
        self._needs: tuple[int, ...] | None = None
        self._arrow: tuple[str, str] = ("", "")
        self._found: tuple[str, ...] = ()
        self._fitted: tuple[object, tuple[int, ...]] = (None, ())

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._items)

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
    def _page(self) -> int:
        return max(1, self.size.height - HEADER)

    # What is drawn

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
            self.refresh(Region(0, 0, self.size.width, HEADER))

    def mark(self, text: str) -> None:
        """Mark each word of that text, whatever the case, in the columns that are searched."""
        if self._found != (words := tuple(text.split())):
            self._found = words
            self.refresh()

    def redraw(self, key: str) -> None:
        """Draw a row again if it is in view, as its cells have changed."""
        top = round(self.scroll_y)
        if key in (seen := self.seen):
            self.refresh_line(top + seen.index(key) + HEADER)

    # Columns

    @property
    def _widths(self) -> tuple[int, ...]:
        """Each column's width; 0 for one that is left out."""
        # By the current size: Textual posts Resize after the first frame in a new one. The room of the scrollbar is
        # always left free, so that its coming and going changes nothing.
        width, scrollbar = (self.container_size or self.size).width, self.styles.scrollbar_size_vertical
        if self._fitted[0] != (wanted := (width, self._shape, self._needs)):
            marks = (0,) * (len(self._shape) - len(self._columns))
            needs = None if self._needs is None else (*marks, *self._needs)
            self._fitted = wanted, fit(self._shape, width, needs, reserved=scrollbar)
        return self._fitted[1]

    def _measure(self) -> None:
        size = Size(sum(each + 2 for each in self._widths if each), len(self._items) + HEADER)
        if size != self.virtual_size:
            # The setter would lay out the screen and draw every row again.
            self.set_reactive(RowsView.virtual_size, size)
            if self.size:  # before it has one, all rows would seem to need a scrollbar
                update_scrollbars(self, size)
            elif size.height > self.app.size.height:  # known before the first layout, which needn't find it out
                self.show_vertical_scrollbar = True

    # Drawing

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        row = y - HEADER + round(self.scroll_y)
        if y < HEADER:
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
        if HEADER <= line < self.size.height:
            self.refresh(Region(0, line, self.size.width, 1))


@lru_cache(maxsize=32)
def _of_words(style: Style) -> Style:
    """A style without its background, which is the row's."""
    return style.without_color + Style(color=style.color)
