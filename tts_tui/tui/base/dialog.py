"""What makes a screen a dialog: a box over the screen below, which stays readable and does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.core.key_queue import TellsDroppedKeys
from tts_tui.tui.widgets.box import Box
from tts_tui.tui.widgets.frame import BottomRule
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.problem import Problem

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from tts_tui.services.error_text import Explanation
    from tts_tui.tui.base.screen import BaseScreen
    from tts_tui.tui.core.commands import Command

    Base = BaseScreen[object]
else:
    Base = object

__all__ = ["InBox"]


class WaitingLine(BottomRule):
    """A line that says what is being waited for, without a rule, as the box has a frame."""

    DEFAULT_CSS = """
    WaitingLine {
        width: 100%;
    }
    """

    def drawn(self, width: int) -> Content:
        return Content.styled(self.title.plain, "$foreground-muted").truncate(width, ellipsis=True)


class InBox(TellsDroppedKeys, Base):
    """A mixin, to stand before BaseScreen and ModalScreen: shows in a box what `body` yields.

    Notices wait until it closes; only the reason why a command is off is shown in the box.
    """

    DEFAULT_CLASSES = "-dialog"  # Textual's selectors know only the first base of a class
    danger: ClassVar[bool] = False
    """Whether it does what can't be undone."""

    def box_title(self) -> Content:
        """The title in the frame; safe to show."""
        return Content(self.area)

    def compose(self) -> ComposeResult:
        with Box(self.box_title(), danger=self.danger):
            yield from self.body()
            yield Problem()
            yield WaitingLine()
            yield Static(classes="dropped")
        yield KeyBar()

    def show_problem(self, explained: Explanation | None) -> None:
        super().show_problem(explained)
        if explained is not None:
            self._bring_into_sight(self.query_one(Problem))

    def tell_dropped_keys(self, words: str) -> None:
        line = self.query_one(".dropped", Static)
        line.update(Content(f"! {words}"))
        line.display = True
        self._bring_into_sight(line)

    def _bring_into_sight(self, below: Widget) -> None:
        """Scroll to the last lines of the box, which a low terminal may not show."""

        def scroll() -> None:
            below.scroll_visible(animate=False)

        def scroll_again() -> None:
            scroll()
            self.call_after_refresh(scroll)  # a scrollbar that appeared may wrap lines anew, and move it

        self.call_after_refresh(scroll_again)

    def say_why_not(self, command: Command, reason: str) -> None:
        del command
        self.tell_dropped_keys(reason)
