"""The downlink queue of a device: the messages that wait to be sent to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace

from tts_tui.api.errors import NotFound
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.end_devices import downlinks, exports
from tts_tui.services.end_devices.messages import decoded_words, emptied, payload_words
from tts_tui.services.error_text import explain
from tts_tui.services.verified_writes import looked_up
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.device_tab import SIMULATE, DeviceTab
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import BACK, COPY_ID, NEW, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.resources.downlinks import Downlink

__all__ = ["DownlinksScreen"]

_WRITE: Final = "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"


class DownlinksScreen(ListScreen[None], DeviceTab):
    """The tab Downlinks of a device: lists its queue; adds to it, replaces and clears it; simulates an uplink."""

    area = "Downlinks"
    tab = 3
    PUSH = replace(
        NEW,
        word="Queue",
        title="Queue a downlink",
        help="Queue a downlink, or replace the queue with it (review first).",
        right=_WRITE,
    )
    CLEAR = Command(
        "clear",
        ("d", "delete"),
        "Clear",
        "Clear the queue",
        "Drop all queued downlinks (review first).",
        _WRITE,
        destroys=True,
    )
    COPY = replace(COPY_ID, word="Copy", title="Copy the payload", help="Copy the payload of the selected downlink.")
    offers = (PUSH, CLEAR, SIMULATE, COPY, replace(REFRESH, footer=True), BACK)
    of_row = (COPY,)
    no_row = "No downlinks queued."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._queue: tuple[Downlink, ...] | None = None

    def tab_body(self) -> ComposeResult:
        columns = [
            Column("FPort", 5),
            Column("Payload", 18, grows=True),
            Column("Data", 12, grows=True, from_width=60, muted=True),
            Column("Confirmed", 12),
            Column("Priority", 12, from_width=90, muted=True),
            Column("FCnt", 6, muted=True),
        ]
        yield from self.list_body(Table(columns, id="downlinks"))

    def on_mount(self) -> None:
        self.table.focus()
        self.read_rights()
        self._show()
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if command is self.CLEAR and not self._queue:
            return self.lacks(_WRITE) or self.no_row
        if command is self.PUSH and self._queue is None:
            return self.lacks(_WRITE) or "The queue has not been read; r reads it."
        return super().why_not(command)

    # Reading

    def action_refresh(self) -> None:
        self.show_problem(None)
        call = self.session.client.downlinks.all(self.application_id, self.device_id)
        self.read(call, self._queue_read, waiting=Reading.DOWNLINKS, group="queue")

    def _queue_read(self, queue: tuple[Downlink, ...]) -> None:
        self._queue = queue
        self._show()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting is Reading.DOWNLINKS and isinstance(error, NotFound):
            explained = explain(error, "read the downlink queue")
            self.show_problem(replace(explained, what="The Application Server doesn't have this device."))
        else:
            super().read_failed(error, waiting)
        self._show()

    # Showing

    def _show(self) -> None:
        queue = self._queue or ()
        self.table.show([_row(number, each) for number, each in enumerate(queue)])
        self.show_empty(None if queue else self._words_for_empty())
        self.show_heading(f"Downlinks {len(queue):,} queued" if self._queue is not None else "Downlinks")
        self.refresh_bindings()

    def _words_for_empty(self) -> EmptyList:
        if self._queue is None:
            return EmptyList("")
        why = "A device of class A gets the next downlink after an uplink of its own."
        return EmptyList("No downlinks queued", why, (("n", "Queue a downlink"), ("m", "Simulate an uplink")))

    # Actions

    def action_new(self) -> None:
        from tts_tui.tui.screens.end_devices.push import PushDownlinkScreen

        self.app.push_screen(
            PushDownlinkScreen(
                self.session, self.application_id, self.device_id, queue=self._queue or (), done=self._changed
            )
        )

    def action_clear(self) -> None:
        from tts_tui.tui.base.review import ReviewScreen

        def answered(yes: bool | None) -> None:
            if yes:
                call = downlinks.clear(self.session.client, self.application_id, self.device_id)
                self.write(call, self._cleared, doing="clear the downlink queue")

        self.app.push_screen(
            ReviewScreen(
                self.session,
                f"the downlink queue of {visible(self.device_id)}",
                emptied(self._queue or ()),
                (exports.clear(self.application_id, self.device_id),),
                warning="What is dropped is not sent. A downlink that the device is being sent now still is.",
                verb="Clear",
            ),
            answered,
        )

    def _cleared(self, looked: bool) -> None:
        sentence = f"Cleared the downlink queue of {visible(self.device_id)}."
        self.app.notify(looked_up(sentence) if looked else sentence, markup=False)
        self._changed()

    def _changed(self) -> None:
        if self.is_attached:
            self.action_refresh()

    def action_copy_id(self) -> None:
        if self._queue and (row := self.table.current) is not None:
            self.copy(payload_words(self._queue[int(row)]), "The payload")


def _row(number: int, downlink: Downlink) -> Row:
    tried = f"yes, try {downlink.attempt}" if downlink.attempt else "yes"
    return str(number), (
        cell(str(downlink.f_port)),
        cell(payload_words(downlink), "" if downlink.payload else "warning"),
        cell(decoded_words(downlink)),
        cell(tried) if downlink.confirmed else cell("no", "muted"),
        cell(downlink.priority.replace("_", " ").lower()),
        cell(f"{downlink.f_cnt:,}"),
    )
