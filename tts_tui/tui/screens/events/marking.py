"""Exporting and copying events: the marked ones, or else all that the filter shows."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.widgets import Input

from tts_tui.services.events.buffer import as_received, event_words
from tts_tui.services.events.export import as_file, as_ndjson, size, size_in_words
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.saves_file import SavesFile
from tts_tui.tui.core.commands import COPY_ID, Command, bindings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.binding import BindingType

    from tts_tui.services.events.buffer import KeptEvent

__all__ = ["MOST_COPIED", "MarksEvents"]

MOST_COPIED: Final = 1_000_000
"""Limit of the clipboard, in bytes: few terminals take more at once."""


class MarksEvents(SavesFile[None]):
    """A screen whose events can be marked, copied and saved. A subclass gives `shown` and `held`."""

    MARK = Command("mark", ("space",), "Mark", "Mark", "Mark or unmark the event, to export or copy it.")
    EXPORT = Command(
        "export",
        ("w",),
        "Export",
        "Export as NDJSON or CSV",
        "Save the marked events, or else all that the filter shows, to a file.",
    )
    COPY = replace(
        COPY_ID,
        word="Copy",
        title="Copy the event",
        help="Copy the marked events, or else the selected one, as JSON.",
        footer=True,
    )
    COPY_ALL = Command(
        "copy_all",
        ("Y", "shift+y"),
        "Copy all",
        "Copy all events",
        "Copy the marked events, or else all that the filter shows, as NDJSON.",
        footer=False,
    )
    of_row: ClassVar[tuple[Command, ...]] = (MARK, EXPORT, COPY, COPY_ALL)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(of_row)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self.marked: dict[int, KeptEvent] = {}
        """The marked events by number, including those that the buffer has dropped meanwhile."""

    @property
    def current(self) -> KeptEvent | None:
        """The event under the cursor."""
        found: KeptEvent | None = self.table.current_item
        return found

    @property
    def shown(self) -> Sequence[KeptEvent]:
        """All events that pass the filter, as a sequence that doesn't change."""
        raise NotImplementedError

    @property
    def held(self) -> Mapping[str, frozenset[str]]:
        """The applications whose events these are, with the caller's rights on each; no rights until they are read."""
        raise NotImplementedError

    device_id: str = ""
    """The device, where all events are of one; else an empty string."""

    def marks_changed(self) -> None:
        """Called after an event was marked or unmarked."""

    def action_mark(self) -> None:
        if (event := self.current) is None:
            return
        if self.marked.pop(event.number, None) is None:
            self.marked[event.number] = event
        self.table.redraw(event.key)
        self.table.action_cursor_down()
        self.marks_changed()

    @property
    def _chosen(self) -> Sequence[KeptEvent]:
        return [self.marked[number] for number in sorted(self.marked)] or self.shown

    def action_copy_id(self) -> None:
        if self.marked:
            self.action_copy_all()
        elif (event := self.current) is not None and (content := as_received(event)):
            happened = visible(event_words(event)[0])
            device = f" of {visible(event.device[1])}" if event.device is not None else ""
            self.copy(content, f"The event “{happened}”{device} ({size_in_words(size([event]))})")

    def action_copy_all(self) -> None:
        events = self._chosen
        much = size(events)
        words = f"{quantity(len(events), 'event')} ({size_in_words(much)})"
        if much > MOST_COPIED:
            most = size_in_words(MOST_COPIED)
            self.notify(f"{words}: at most {most} are copied. Press w to save them to a file.", severity="warning")
        elif content := as_ndjson(events):
            self.copy(content, f"NDJSON of {words}")

    def action_export(self) -> None:
        self.ask_for_path(f"{'-'.join(filter(None, ('events', *islice(self.held, 2), self.device_id)))}.ndjson")

    @on(Input.Submitted, "#path")
    def _path_given(self, event: Input.Submitted) -> None:
        events = self._chosen
        self.save_file(event.value, as_file(event.value, events), quantity(len(events), "event"))
