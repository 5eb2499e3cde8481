"""An editor for what a webhook or a pub/sub delivers: each message type on or off, with its path or topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Self

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tts_tui.services.integrations.messages import MESSAGE_WORDS
from tts_tui.services.webhooks.rules import path_problem
from tts_tui.tui.core.vi_keys import vi_keys
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult, RenderResult
    from textual.events import Click

__all__ = ["MessagePaths"]

_HELP: Final = "Space: on or off · Enter: its {}"
_WORDS: Final = 23
"""Cells of a message type, before its path."""


class _MessageType(Horizontal, can_focus=True):
    """A message type with a mark where it is on, and then its path beside it.

    The path has a widget from when the type is first switched on: most types are off.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "switch", "On or off", show=False)]

    def __init__(self, name: str, words: str, path: str | None, empty: str) -> None:
        super().__init__(name=name, classes="messages--type")
        self._words = words
        self.on = path is not None
        self.path = TextInput(path or "", placeholder=empty)
        self.path.styles.margin = (0, 0, 0, _WORDS)

    def compose(self) -> ComposeResult:
        if self.on:
            yield self.path

    def render(self) -> RenderResult:
        words = Content.assemble("[✓] " if self.on else "[ ] ", self._words)
        style = "$text-success" if self.on else "$foreground-muted"
        return words.stylize(f"bold underline {style}" if self.has_focus else style)

    def show(self, *, on: bool) -> None:
        """Show it as on or off."""
        self.on = self.path.display = on
        if on and not self.path.is_attached and self.is_attached:
            self.mount(self.path)
        self.refresh()

    def action_switch(self) -> None:
        self.show(on=not self.on)
        self.post_message(MessagePaths.Switched())

    def on_click(self, event: Click) -> None:
        if event.screen_x - self.region.x < _WORDS:  # else it was the path
            event.stop()
            self.action_switch()


class MessagePaths(Vertical):
    """Shows every message type, to be switched on and off and given a path. Posts `Changed`.

    `words` has the message types, each with its words. `problem` says what is wrong with a path. `path` is the word for
    one, such as "topic", and `empty` says what an empty one means, as its placeholder.
    """

    DEFAULT_CSS = """
    MessagePaths {
        height: auto;
        width: 1fr;

        /* Changes nothing itself: without a rule of its own, Textual doesn't restyle what is inside. */
        &:focus-within {
            height: auto;
        }
    }

    .messages--type {
        height: 1;
        max-width: 72;  /* as wide as the fields above it */
    }

    .messages--status {
        width: 1fr;
        height: 1;
        padding-left: 1;
        color: $foreground-muted;
        visibility: hidden;
    }

    MessagePaths:focus-within .messages--status, .messages--status.-wrong {
        visibility: visible;
    }

    .messages--status.-wrong {
        color: $text-error;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *vi_keys(up="row(-1)", down="row(1)"),
        Binding("up", "row(-1)", "Row above", show=False),
        Binding("down", "row(1)", "Row below", show=False),
        Binding("enter", "path", "Its path", show=False),
    ]

    class Changed(Message):
        """A message type was switched, or its path was changed."""

        def __init__(self, editor: MessagePaths) -> None:
            super().__init__()
            self.editor = editor

        @property
        def control(self) -> MessagePaths:
            """The editor, for `@on` with a selector."""
            return self.editor

    class Switched(Message):
        """A message type was switched on or off."""

    def __init__(
        self,
        paths: Mapping[str, str],
        words: Mapping[str, str] = MESSAGE_WORDS,
        problem: Callable[[str], str | None] = path_problem,
        *,
        path: str = "path",
        empty: str = "the base URL itself",
    ) -> None:
        super().__init__()
        self._words = words
        self._problem = problem
        self._help = _HELP.format(path)
        self._types = [_MessageType(name, each, paths.get(name), empty) for name, each in words.items()]
        self._status = Static(self._help, classes="messages--status")

    def compose(self) -> ComposeResult:
        yield from self._types
        yield self._status

    @property
    def value(self) -> Mapping[str, str]:
        """The path of each message type that is on."""
        return {str(each.name): each.path.value for each in self._types if each.on}

    def show(self, paths: Mapping[str, str]) -> None:
        """Switch on just these message types, with their paths."""
        for each in self._types:
            path = paths.get(str(each.name))
            each.path.value = path or ""
            each.show(on=path is not None)
        self._tell()

    def problem(self) -> str | None:
        """What is wrong with a path, in a sentence, or None."""
        for name, path in self.value.items():
            if problem := self._problem(path):
                return f"{self._words[name]}: {problem}"
        return None

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the first path that is wrong, or else the first message type."""
        wrong = next((each.path for each in self._types if each.on and self._problem(each.path.value)), None)
        (wrong or self._types[0]).focus(scroll_visible)
        return self

    def action_row(self, step: int) -> None:
        """Go to the row above or below; beyond the last ones to the field there."""
        index = next((index for index, each in enumerate(self._types) if each.has_focus_within), 0)
        there = index + step
        if not 0 <= there < len(self._types):
            (self.screen.focus_next if step > 0 else self.screen.focus_previous)()
            return
        row = self._types[there]
        (row.path if self._types[index].path.has_focus and row.on else row).focus()

    def action_path(self) -> None:
        """Go to the path of this message type, which is switched on for it."""
        for each in self._types:
            if each.has_focus:
                if not each.on:
                    each.action_switch()
                self.call_after_refresh(each.path.focus)

    @on(Switched)
    def _switched(self, event: Switched) -> None:
        event.stop()
        self._tell()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_row(1)

    def _tell(self) -> None:
        problem = self.problem()
        self._status.set_class(problem is not None, "-wrong")
        self._status.update(Content(f"✗ {problem}" if problem else self._help), layout=False)  # it is one line
        self.post_message(self.Changed(self))
