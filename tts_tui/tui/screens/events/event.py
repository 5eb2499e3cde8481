"""One event as JSON, for terminals too narrow for the side panel, and to copy any field of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.widgets import Static

from tts_tui.api.resources.events import Event
from tts_tui.services.events.buffer import as_received, event_words
from tts_tui.services.events.fields import field_lines, field_text
from tts_tui.text.instants import local
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import BACK, Command, bindings
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.events.buffer import KeptEvent
    from tts_tui.services.events.fields import FieldLine
    from tts_tui.session.session import Session

__all__ = ["EventScreen"]


class EventScreen(BaseScreen[None]):
    """Shows an event as JSON, one field a line; copies the selected field or the whole event."""

    CSS_PATH = "event.tcss"
    area = "Event"
    COPY_FIELD = Command("copy_field", ("y",), "Copy field", "Copy the field", "Copy the value of the selected field.")
    COPY_ALL = Command("copy_all", ("Y", "shift+y"), "Copy all", "Copy the event", "Copy the whole event as JSON.")
    offers = (COPY_FIELD, COPY_ALL, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, event: KeptEvent) -> None:
        super().__init__(session)
        self._event = event
        self._lines = field_lines(event)
        if event.device is not None:
            self.application_id, self.device_id = event.device

    def body(self) -> ComposeResult:
        what = self._event.what
        time = (
            f" · {local(what.time).replace(tzinfo=None).isoformat(' ', 'milliseconds')}"
            if isinstance(what, Event)
            else ""
        )
        with Area(title=plain(f"{event_words(self._event)[0]}{time}")):
            yield Table([Column("Field", 40, grows=True, searched=False)], id="fields")
            yield Static(id="value")

    def on_mount(self) -> None:
        table = self.query_one(Table)
        table.show([(str(number), (_drawn(each),)) for number, each in enumerate(self._lines)])
        table.focus()
        self._show_value()

    @property
    def _current(self) -> FieldLine:
        return self._lines[self.query_one(Table).cursor_row]

    @on(Table.Highlighted)
    def _show_value(self) -> None:
        """Show the path and the whole text of the selected field: its line may be too short."""
        line = self._current
        text = plain(f"{line.path}  ", "$foreground-muted")
        if isinstance(line.value, str):
            text = text.append(plain(line.value, lines=True))
        self.query_one("#value", Static).update(text)

    def action_copy_field(self) -> None:
        line = self._current
        self.copy(field_text(line.value), f"The field {visible(line.path)}" if line.path else "The event")

    def action_copy_all(self) -> None:
        if content := as_received(self._event):
            self.copy(content, "The event")


def _drawn(line: FieldLine) -> Text:
    return (
        Text("  " * line.indent, no_wrap=True, end="")
        .append_text(cell(line.name, "muted"))
        .append_text(cell(line.text))
    )
