"""One event, whole: what the panel at the side shows where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual.widgets import Static

from tts_tui.services.events.buffer import as_received, event_words
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import BACK, COPY_ID, bindings
from tts_tui.tui.screens.events.panel import whole
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.events.buffer import KeptEvent
    from tts_tui.session.session import Session

__all__ = ["COPY_EVENT", "EventScreen"]

COPY_EVENT: Final = replace(
    COPY_ID, word="Copy", title="Copy the event", help="Copy the whole event as JSON.", footer=True
)


class EventScreen(BaseScreen[None]):
    """Shows an event as JSON, and copies it."""

    CSS_PATH = "event.tcss"
    area = "Event"
    offers = (COPY_EVENT, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, event: KeptEvent) -> None:
        super().__init__(session)
        self._event = event

    def body(self) -> ComposeResult:
        with Area(title=visible(event_words(self._event)[0])), Pane(id="event"):
            yield Static(whole(self._event))

    def on_mount(self) -> None:
        self.query_one("#event").focus()

    def action_copy_id(self) -> None:
        if content := as_received(self._event):
            self.copy(content, "The event")
