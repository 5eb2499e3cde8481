"""An editor for what a webhook or a pub/sub delivers: each message type on or off, with its path or topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
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

_HELP = "Space: on or off · Enter: its {0} · an empty {0} is {1}"


class _Switch(Widget, can_focus=True):
    """A message type, with a mark where it is on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "switch", "On or off", show=False)]

    def __init__(self, name: str, words: str, *, on: bool) -> None:
        super().__init__(name=name, classes="messages--switch")
        self._words = words
        self.on = on

    def render(self) -> RenderResult:
        words = Content.assemble("[✓] " if self.on else "[ ] ", self._words)
        style = "$text-success" if self.on else "$foreground-muted"
        return words.stylize(f"bold underline {style}" if self.has_focus else style)

    def action_switch(self) -> None:
        self.on = not self.on
        self.refresh()
        self.post_message(MessagePaths.Switched(self))

    def on_click(self, event: Click) -> None:
        event.stop()
        self.focus()
        self.action_switch()


class _Row(Horizontal):
    """One message type and its path."""

    def __init__(self, name: str, words: str, path: str | None, empty: str) -> None:
        super().__init__(classes="messages--row")
        self.switch = _Switch(name, words, on=path is not None)
        self.path = TextInput(path or "", placeholder=empty, classes="messages--path")
        self.path.display = path is not None

    def compose(self) -> ComposeResult:
        yield self.switch
        yield self.path


class MessagePaths(Vertical):
    """Shows every message type, to be switched on and off and given a path. Posts `Changed`.

    `words` are the message types, with what they are called; `problem` says what is wrong with a `path`, which is also
    what a path is called; an `empty` one stands for that.
    """

    DEFAULT_CSS = """
    MessagePaths {
        height: auto;
        width: 1fr;
    }

    .messages--row {
        height: 1;
        max-width: 72;  /* as wide as the fields above it */
    }

    .messages--switch {
        width: 23;
        height: 1;
    }

    .messages--status {
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

        def __init__(self, switch: _Switch) -> None:
            super().__init__()
            self.switch = switch

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
        self._help = _HELP.format(path, empty)
        self._rows = [_Row(name, each, paths.get(name), empty) for name, each in words.items()]
        self._status = Static(self._help, classes="messages--status")

    def compose(self) -> ComposeResult:
        yield from self._rows
        yield self._status

    @property
    def value(self) -> Mapping[str, str]:
        """The path of each message type that is on."""
        return {str(row.switch.name): row.path.value for row in self._rows if row.switch.on}

    def show(self, paths: Mapping[str, str]) -> None:
        """Switch on just these message types, with their paths."""
        for row in self._rows:
            path = paths.get(str(row.switch.name))
            row.switch.on = row.path.display = path is not None
            row.path.value = path or ""
            row.switch.refresh()
        self._tell()

    def problem(self) -> str | None:
        """What is wrong with a path, in a sentence, or None."""
        for name, path in self.value.items():
            if problem := self._problem(path):
                return f"{self._words[name]}: {problem}"
        return None

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the first path that is wrong, or else the first message type."""
        wrong = next((row.path for row in self._rows if row.switch.on and self._problem(row.path.value)), None)
        (wrong or self._rows[0].switch).focus(scroll_visible)
        return self

    def action_row(self, step: int) -> None:
        """Go to the row above or below; beyond the last ones to the field there."""
        index = next((index for index, row in enumerate(self._rows) if row.has_focus_within), 0)
        there = index + step
        if not 0 <= there < len(self._rows):
            (self.screen.focus_next if step > 0 else self.screen.focus_previous)()
            return
        row = self._rows[there]
        (row.path if self._rows[index].path.has_focus and row.switch.on else row.switch).focus()

    def action_path(self) -> None:
        """Go to the path of this message type, which is switched on for it."""
        for row in self._rows:
            if row.switch.has_focus:
                if not row.switch.on:
                    row.switch.action_switch()
                self.call_after_refresh(row.path.focus)

    @on(Switched)
    def _switched(self, event: Switched) -> None:
        event.stop()
        for row in self._rows:
            if row.switch is event.switch:
                row.path.display = event.switch.on
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
        self._status.update(Content(f"✗ {problem}" if problem else self._help))
        self.post_message(self.Changed(self))
