"""A list over the screen from which one thing is picked, narrowed down by what is typed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

import msgspec
from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tts_tui.api.errors import TTSError
from tts_tui.services.error_text import explain
from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.widgets.box import Box
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["Picker", "PickerItem"]

_TYPING_PAUSE: Final = 0.3
"""Seconds without a letter before the server is asked."""
_MAX_LINES: Final = 100
"""How many lines are shown; typing more letters finds others."""


class PickerItem(msgspec.Struct, frozen=True):
    """Something to pick, with a unique ID; its line is `Content` that is safe to show."""

    id: str
    line: Content


class Picker(ModalScreen[str]):
    """Dismisses with the ID of what was picked, or None.

    `choices` gives those for what is typed, or None if the server has to be asked first: `ask` does so after a pause in
    typing, and may raise one of `tts_tui.api.errors`. `nothing` is shown if there is no choice.
    """

    PICK = Command("pick", ("enter",), "Choose", "Choose", "Use the selected item.")
    CLOSE = Command("close", ("escape",), "Cancel", "Cancel", "Change nothing.")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings([PICK, CLOSE]),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
    ]
    DEFAULT_CSS = """
    Picker OptionList {
        height: auto;
        max-height: 14;
        margin-top: 1;
        background: $background;
    }
    """

    def __init__(
        self,
        question: Content | str,
        choices: Callable[[str], Sequence[PickerItem] | None],
        *,
        ask: Callable[[str], Awaitable[None]] | None = None,
        nothing: str = "Nothing contains that.",
    ) -> None:
        super().__init__()
        self._question = question
        self._choices = choices
        self._ask = ask
        self._nothing = nothing

    def compose(self) -> ComposeResult:
        options = OptionList(compact=True)
        options.can_focus = False
        with Box(self._question):
            yield _Letters(placeholder="type to filter", id="letters")
            yield options
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#letters").focus()
        self._show("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def _show(self, letters: str) -> None:
        self.workers.cancel_group(self, "choices")
        found = self._choices(letters)
        if found is not None:
            self._list(found)
        elif self._ask is not None:
            self._say("Searching …")
            self.run_worker(self._asked(letters), name="choices", group="choices", description="choices")

    async def _asked(self, letters: str) -> None:
        if self._ask is None:
            return
        if letters:
            await asyncio.sleep(_TYPING_PAUSE)
        try:
            await self._ask(letters)
        except TTSError as error:
            explained = explain(error, "search")
            self._say(explained.why or explained.what)
            return
        self._list(self._choices(letters) or ())

    def _list(self, found: Sequence[PickerItem]) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(each.line, id=each.id) for each in found[:_MAX_LINES]])
        if len(found) > _MAX_LINES:
            more = f"{len(found) - _MAX_LINES:,} more. Type more letters."
            options.add_option(Option(Content.styled(more, "$foreground-muted"), disabled=True))
        if found:
            options.highlighted = 0
        else:
            self._say(self._nothing)

    def _say(self, words: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_option(Option(Content.styled(words, "$foreground-muted"), disabled=True))

    def action_move(self, step: int) -> None:
        options = self.query_one(OptionList)
        count = sum(not each.disabled for each in options.options)
        if count:
            options.highlighted = min(max((options.highlighted or 0) + step, 0), count - 1)

    def action_pick(self) -> None:
        option = self.query_one(OptionList).highlighted_option
        if option is not None and option.id is not None:
            self.dismiss(option.id)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)

    def action_close(self) -> None:
        self.dismiss(None)


class _Letters(TextInput):
    """The text. Enter is that of the list, and shown in the key bar."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.pick", "Choose")]
