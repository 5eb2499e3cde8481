"""The dialog that selects which kinds of events are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tts_tui.services.events.in_words import KINDS, EventKind
from tts_tui.tui.base.dialog import InBox
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.core.vi_keys import vi_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from tts_tui.session.session import Session

__all__ = ["KindsScreen"]

_ALL = frozenset(KINDS)


class _Kinds(OptionList):
    """A checklist: Space selects a kind, so that Enter can confirm the dialog. (An OptionList selects by Enter.)"""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.show", "Show")]


class KindsScreen(InBox, BaseScreen[frozenset[EventKind]], ModalScreen[frozenset[EventKind]]):
    """Returns the selected kinds, or None if it was cancelled.

    `kinds` are those selected at first, `counts` the number of events of each kind.
    """

    area = "Kinds of events"
    SELECT = Command("select", ("space",), "Select", "Select", "Select or clear the kind under the cursor.")
    ALL = Command("all", ("a",), "All", "All or none", "Select all kinds, or none.")
    SHOW = Command("show", ("enter",), "Show", "Show", "Show the selected kinds.")
    CANCEL = Command("cancel", ("escape", "q"), "Cancel", "Cancel", "Change nothing.")
    offers = (SHOW, SELECT, ALL, CANCEL)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(offers),
        *vi_keys(up="move(-1)", down="move(1)", first="end(0)", last="end(-1)"),
    ]
    DEFAULT_CSS = """
    KindsScreen _Kinds {
        height: auto;
        background: $background;

        &:focus {
            background-tint: transparent;
        }
    }
    """

    def __init__(self, session: Session, kinds: frozenset[EventKind], counts: Mapping[EventKind, int]) -> None:
        super().__init__(session)
        self._kinds = kinds
        self._counts = counts

    def body(self) -> ComposeResult:
        yield _Kinds(*(Option(self._drawn(each)) for each in KINDS), compact=True)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def _drawn(self, kind: EventKind) -> Content:
        selected = kind in self._kinds
        box, style = ("[✓]", "$text-success") if selected else ("[ ]", "$foreground-muted")
        return Content.assemble((box, style), f" {KINDS[kind]:<16}", (f"{self._counts[kind]:>7,}", "$foreground-muted"))

    def why_not(self, command: Command) -> str | None:
        if command is self.SHOW and not self._kinds:
            return "Select at least one kind."
        return super().why_not(command)

    def _select(self, kinds: frozenset[EventKind]) -> None:
        self._kinds = kinds
        options = self.query_one(OptionList)
        for index, kind in enumerate(KINDS):
            options.replace_option_prompt_at_index(index, self._drawn(kind))
        self.refresh_bindings()

    @property
    def _current(self) -> EventKind | None:
        at = self.query_one(OptionList).highlighted
        return tuple(KINDS)[at] if at is not None else None

    @on(OptionList.OptionSelected)
    def _option_clicked(self, event: OptionList.OptionSelected) -> None:
        self._select(self._kinds ^ {tuple(KINDS)[event.option_index]})

    def action_select(self) -> None:
        if (kind := self._current) is not None:
            self._select(self._kinds ^ {kind})

    def action_all(self) -> None:
        self._select(frozenset() if self._kinds == _ALL else _ALL)

    def action_move(self, step: int) -> None:
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    def action_end(self, at: int) -> None:
        self.query_one(OptionList).highlighted = at % len(KINDS)

    def action_show(self) -> None:
        self.dismiss(self._kinds)

    def action_cancel(self) -> None:
        self.dismiss(None)
