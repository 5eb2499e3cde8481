"""The last uplinks that the storage integration has kept; they can be saved as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.content import Content
from textual.widgets import Input

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.storage import as_file, keep, matching, whole
from tts_tui.text import instants
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.list_screen import PANEL
from tts_tui.tui.base.of_application import OfApplication
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.saves_file import SavesFile
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, OPEN, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.screens.storage.uplink import UplinkScreen
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import SideText
from tts_tui.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.resources.storage import StoredPage, StoredUplink
    from tts_tui.services.storage import ListedUplink
    from tts_tui.tui.widgets.table import Row

__all__ = ["StorageScreen"]

_AT_ONCE: Final = 100
"""Uplinks in a page."""
_NO_STORAGE: Final = EmptyList("Not on this server", "The open-source edition has no storage integration.")


class StorageScreen(SavesFile[None], OfApplication[None]):
    """Shows the stored uplinks of all devices, the newest first, and reads more page by page. Changes nothing."""

    area = "Stored uplinks"
    OPEN = replace(OPEN, help="Show the whole message.")
    MORE = Command("more", ("m",), "More", "Read more", f"Read the {_AT_ONCE} uplinks before these.")
    EXPORT = Command(
        "export", ("x",), "Export", "Export", "Save what is shown, as NDJSON or, with a path that ends in .csv, as CSV."
    )
    COPY = replace(COPY_ID, title="Copy the message", help="Copy the whole message as JSON.")
    offers = (OPEN, MORE, FILTER, EXPORT, PANEL, REFRESH, COPY, BACK)
    of_row = (OPEN, EXPORT, COPY)
    no_row = "There is no uplink."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._uplinks: tuple[ListedUplink, ...] | None = None
        self._continuation = ""
        self._filter = ""
        self._has_no_storage = False
        self._shown: tuple[ListedUplink, ...] = ()

    def body(self) -> ComposeResult:
        columns = [
            Column("Received", 19),
            Column("Device", 16, grows=True),
            Column("Port", 4),
            Column("Frame", 6, from_width=100),
            Column("What", 24, grows=True),
        ]
        side = _Panel(wanted=self.session.preferences.panel)
        yield from self.list_body(Table(columns, id="stored"), filter_input=FilterInput(), side=side)
        yield self.path_field(
            "A new file. Ends in .csv: a table; else each message on a line of its own.", label="File"
        )

    def on_mount(self) -> None:
        self.table.focus()
        self._show()
        self.read_rights()
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if command is self.MORE and not self._continuation:
            return "There are no more." if self._uplinks is not None else "Not read yet."
        return super().why_not(command)

    def action_refresh(self) -> None:
        self.show_problem(None)
        self._uplinks, self._continuation, self._has_no_storage = None, "", False
        self._read()

    def action_more(self) -> None:
        self._read()

    def _read(self) -> None:
        call = self.session.client.storage.page(self.application_id, limit=_AT_ONCE, continuation=self._continuation)
        self.read(call, self._page_read, waiting=Reading.STORED_UPLINKS, group="stored")

    def _page_read(self, page: StoredPage) -> None:
        before = self._uplinks or ()
        self._uplinks = (*before, *(keep(each, number) for number, each in enumerate(page.uplinks, len(before))))
        self._continuation = page.continuation
        self._show()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting is Reading.STORED_UPLINKS and isinstance(error, NotFound) and not error.name:
            self._has_no_storage = True
            self._show()
        else:
            super().read_failed(error, waiting)

    def _show(self) -> None:
        uplinks = self._uplinks or ()
        self._shown = found = matching(uplinks, self._filter)
        self.table.mark(self._filter)
        self.table.show([_row(each) for each in found])
        self.show_empty(None if found else self._words_for_empty())
        count = f" {f'{len(found):,} of ' if self._filter else ''}{len(uplinks):,}" if self._uplinks is not None else ""
        more = "m reads more" if self._continuation else ""
        self.show_heading(f"Stored uplinks{count}", "newest first", parts=[more] if more else [])
        self.show_side()

    def _words_for_empty(self) -> EmptyList:
        if self._has_no_storage:
            return _NO_STORAGE
        if self._uplinks is None:
            return EmptyList("")
        if self._filter:
            return EmptyList(f"Nothing contains “{self._filter}”.", keys=(("esc", "Clear the filter"),))
        return EmptyList(
            "No stored uplinks",
            "Uplinks are kept once the storage package is on an FPort, for as long as the server keeps them.",
        )

    @property
    def _current(self) -> StoredUplink | None:
        current = self.table.current
        return next((each.uplink for each in self._shown if each.key == current), None)

    def show_side(self) -> None:
        self.query_one(_Panel).show_uplink(self._current)
        self.refresh_bindings()

    # Actions

    def action_open(self) -> None:
        if (current := self._current) is not None:
            self.app.push_screen(UplinkScreen(self.session, current))

    def action_copy_id(self) -> None:
        if (current := self._current) is not None:
            self.copy(current.content.decode("utf-8", "replace"), "The message")

    def action_export(self) -> None:
        self.ask_for_path(f"uplinks-{self.application_id}.ndjson")

    @on(Input.Submitted, "#path")
    def _path_given(self, event: Input.Submitted) -> None:
        uplinks = tuple(each.uplink for each in self._shown)
        count = quantity(len(uplinks), "uplink")
        self.save_file(event.value, as_file(event.value, uplinks), count)

    def filter_changed(self, text: str) -> None:
        self._filter = text
        self._show()


class _Panel(SideArea):
    """Shows the selected uplink as JSON; reads nothing itself."""

    def __init__(self, *, wanted: bool) -> None:
        self._text = SideText()
        super().__init__(self._text, id="panel", wanted=wanted)

    def show_uplink(self, each: StoredUplink | None) -> None:
        """Show an uplink, or nothing."""
        if self.display:
            self.rule.show(visible(each.device_id) if each is not None else "")
            self._text.show(plain(whole(each), lines=True) if each is not None else Content())


def _row(each: ListedUplink) -> Row:
    return each.key, (
        cell(instants.local(each.uplink.received_at).isoformat(" ", "seconds")),
        cell(each.uplink.device_id),
        cell(each.port or "–"),
        cell(each.counter or "0"),
        cell(each.words),
    )
