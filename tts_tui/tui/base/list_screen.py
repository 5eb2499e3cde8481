"""What all lists share: the filter, the order, what an empty list shows, refreshing, the side panel, copying an ID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from textual import on
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tts_tui.text.safe_text import visible
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import Command
from tts_tui.tui.core.key_names import in_bar
from tts_tui.tui.widgets.empty import Empty
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.frame import SIDE_FROM_WIDTH, Area, SideArea, SideBySide, TitledRule
from tts_tui.tui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widget import Widget

    from tts_tui.services.empty_list import EmptyList
    from tts_tui.session.session import Session
    from tts_tui.tui.widgets.table import CursorPlace

__all__ = ["PANEL", "REVERSE", "ListScreen"]

Result = TypeVar("Result")

_FILTER_ROOM: Final = 20
"""Cells that the field of the filter has at least beside a title."""

PANEL: Final = Command("panel", ("v",), "Panel", "Panel", "Show or hide the side panel.")
REVERSE: Final = Command(
    "reverse", ("S", "shift+s"), "Reverse", "Reverse the sorting", "Reverse the sorting.", footer=False
)


class ListScreen(BaseScreen[Result]):
    """A table under a heading.

    A subclass yields `list_body`, and says what it can do by its `offers`: a list has no key that stands in none of
    them. One with FILTER overrides `filter_changed`, one with ORDER has `orders` and overrides `order_index` and
    `order_by`, one with REFRESH overrides `action_refresh`.
    """

    AUTO_FOCUS = "Table"  # even while it is hidden: else the hidden field of the filter would get keys

    listed: ClassVar[str] = ""
    """The name under which its order is remembered, for each server."""
    orders: ClassVar[Sequence[tuple[str, str]]] = ()
    """Pairs of an order and its reverse, each with its words. A name with a dash has the greatest first."""
    ordered_columns: ClassVar[Mapping[str, str]] = {}
    """The title of the column for each order, without its dash."""
    of_row: ClassVar[tuple[Command, ...]] = ()
    """The commands that need a row."""
    no_row: ClassVar[str] = "Nothing is selected."
    """Why those are off where there is none."""

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._before_filter: CursorPlace | None = None
        self._put_by_filter: str | None = None

    def list_body(
        self,
        table: Table,
        *between: Widget,
        filter_input: FilterInput | None = None,
        side: SideArea | None = None,
        below: bool = False,
    ) -> ComposeResult:
        """The rule with the title, the widgets `between` it and the table, and the table or what an empty list shows.

        At the `side`, from 120 columns on, stands what `show_side` shows; with `below` it can `show_below` the most
        important of it where there is no panel.
        """
        if side is None:
            yield from self._list(table, *between, filter_input=filter_input)
            return
        with SideBySide():
            yield from self._list(table, *between, filter_input=filter_input)
            yield side
        if below:
            yield Static(id="below")

    def _list(self, table: Table, *between: Widget, filter_input: FilterInput | None) -> ComposeResult:
        with Area(id="list"):
            with Horizontal(id="heading", classes="ruled"):
                yield TitledRule(id="count", ends=False)
                if filter_input is not None:
                    prompt = Static(" /", id="prompt")
                    prompt.display = filter_input.display = False
                    yield prompt
                    yield filter_input
                yield TitledRule(id="order")
            yield from between
            yield table
            yield Empty()

    @property
    def table(self) -> Table:
        """The list itself."""
        return self.query_one(Table)

    def why_not(self, command: Command) -> str | None:
        if command is PANEL and self.app.size.width < SIDE_FROM_WIDTH:
            return f"Needs at least {SIDE_FROM_WIDTH} columns."
        if command in self.of_row and self.is_attached and self.table.current is None:
            return self.no_row
        return super().why_not(command)

    # Showing

    def show_heading(self, title: str, order: str = "", *, parts: Sequence[Content | str] = ()) -> None:
        """What is listed and how much of it at the left, the order at the right, and an arrow at its column.

        The last `parts` of the title are left out where the width isn't enough.
        """
        self.query_one("#count", TitledRule).show(title, parts=parts)
        rule = self.query_one("#order", TitledRule)
        if str(rule.state) != order:
            rule.show("", order)
            rule.styles.min_width = len(order) + 6  # the field of the filter leaves it as much
        self._keep_room()
        if self.orders:
            name = self.orders[self.order_index][0]
            self.table.show_order(self.ordered_columns[name.removeprefix("-")], descending=name.startswith("-"))

    def _keep_room(self) -> None:
        """Keep the room free that the filter's field and the order need beside the title."""
        field = self._filter_input
        order = len(str(self.query_one("#order", TitledRule).state)) + 6
        room = _FILTER_ROOM if field is not None and field.display else 0
        self.query_one("#count", TitledRule).keep_free(order + room)

    def show_empty(self, words: EmptyList | None) -> None:
        """Show these words instead of the table, or the table."""
        lost = not self.table.display and self.focused is None  # a table that is hidden loses the focus
        self.table.display = words is None
        if lost and words is None:
            self.table.focus()
        why_not = {} if words is None else {key: self._why_not_key(key) for key, _ in words.keys}
        self.query_one(Empty).show(words, {key: reason for key, reason in why_not.items() if reason})

    def _why_not_key(self, key: str) -> str | None:
        command = next((each for each in self.offers if key in map(in_bar, each.keys)), None)
        return None if command is None else self.why_not(command)

    # The panel at the side

    def show_side(self) -> None:
        """Show in the panel at the side what the cursor is on."""

    def in_short(self) -> Content | None:
        """What stands below the list where there is no panel: the most important of what the cursor is on."""
        return None

    def show_below(self) -> None:
        """Show below the list what the cursor is on, where there is no panel at the side."""
        about = None if self.query_one(SideArea).display else self.in_short()
        below = self.query_one("#below", Static)
        below.display = about is not None
        if about is not None:
            below.update(about)
        self.refresh_bindings()

    @on(Table.Highlighted)
    def _cursor_moved(self) -> None:
        self.show_side()

    def action_panel(self) -> None:
        for side in self.query(SideArea):
            self.session.preferences.show_panel(not side.wanted)
            self._fit_side()

    def on_screen_resume(self) -> None:
        self._fit_side()  # it may have been hidden on another screen

    def on_resize(self) -> None:
        self.refresh_bindings()
        self.call_after_refresh(self.show_side)

    def _fit_side(self) -> None:
        for side in self.query(SideArea):
            side.wanted = self.session.preferences.panel
            self.show_side()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == PANEL.action and self.app.size.width < SIDE_FROM_WIDTH:
            return False  # it takes no room in the key bar; pressed all the same, it says why it is off
        return super().check_action(action, parameters)

    # What a row does

    @on(Table.Selected)
    async def _row_clicked(self) -> None:
        """A click on the row under the cursor does what Enter does; on a plan that is nothing."""
        command = next((each for each in self.offers if "enter" in each.keys), None)
        if command is None:
            return
        if reason := self.why_not(command):
            self.say_why_not(command, reason)
        else:
            await self.run_action(command.action)

    def action_copy_id(self) -> None:
        if (current := self.table.current) is not None:
            self.copy(current, f"The ID {visible(current)}")

    # The order

    @property
    def order_index(self) -> int:
        """The index of the current order in `orders`."""
        raise NotImplementedError

    def order_by(self, index: int) -> None:
        """Change to the order with that index in `orders`."""
        raise NotImplementedError

    @classmethod
    def order_remembered(cls, session: Session) -> int:
        """The index in `orders` of the order that was chosen last on this server."""
        names = [name for name, _ in cls.orders]
        return names.index(order) if (order := session.order(cls.listed)) in names else 0

    def action_order(self) -> None:
        """The next field, first in its usual direction."""
        self._choose_order((self.order_index // 2 * 2 + 2) % len(self.orders))

    def action_reverse(self) -> None:
        self._choose_order(self.order_index ^ 1)

    def _choose_order(self, index: int) -> None:
        self.session.choose_order(self.listed, self.orders[index][0])
        self.order_by(index)

    # The filter

    def filter_changed(self, text: str) -> None:
        """Show the rows that contain the text."""

    @property
    def _filter_input(self) -> FilterInput | None:
        return next(iter(self.query(FilterInput)), None)

    def action_filter(self) -> None:
        if (field := self._filter_input) is not None:
            if not field.value:
                self._before_filter = self.table.place
            self._show_field(field, shown=True)
            field.focus()

    def _show_field(self, field: FilterInput, *, shown: bool) -> None:
        self.query_one("#prompt").display = field.display = shown
        self._keep_room()

    def action_clear_filter(self) -> None:
        filtered = self._filter_input is not None and bool(self._filter_input.value)
        unmoved = self.table.cursor_row == 0 or self.table.current == self._put_by_filter
        if filtered and unmoved and self._before_filter is not None:
            self.table.go_back(self._before_filter)
        self._end_filter("")

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self.filter_changed(event.value)
        self._put_by_filter = self.table.current

    @on(Input.Submitted, "#filter")
    def _filter_kept(self, event: Input.Submitted) -> None:
        self._end_filter(event.value)

    def _end_filter(self, text: str) -> None:
        if (field := self._filter_input) is not None:
            field.value = text
            self._show_field(field, shown=bool(text))
            self.table.focus()

    # Leaving

    def reading_stopped(self) -> None:
        """Show what was read so far, after Esc has stopped reading."""

    def action_back(self) -> None:
        if self.stop_reads():
            self.reading_stopped()
        elif (field := self._filter_input) is not None and field.display:
            self.action_clear_filter()
        else:
            self.leave()
