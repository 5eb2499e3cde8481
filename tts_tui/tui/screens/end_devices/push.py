"""The form that queues a downlink for a device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace

from tts_tui.api.resources.downlinks import Downlink
from tts_tui.services.end_devices import downlinks, exports
from tts_tui.services.end_devices.messages import queued
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.screens.end_devices.message_form import MessageFormScreen
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["PushDownlinkScreen"]

_ENCODED: Final = "Data that the formatter can't encode is queued without bytes, and the server doesn't say so."


class PushDownlinkScreen(MessageFormScreen):
    """Adds a downlink to the device's queue, or replaces the queue with it."""

    area = "Queue a downlink"
    title_words = "Downlink to"
    draft_form = "downlink"
    doing = "queue the downlink"
    notations = ("hex", "base64", "json")
    SAVE = replace(SUBMIT, word="Review", title="Review", help="Review the downlink, then queue it.")
    offers = (SAVE, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        session: Session,
        application_id: str,
        device_id: str,
        *,
        queue: Sequence[Downlink] = (),
        done: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(session, application_id, device_id)
        self._queue = queue
        self._done = done

    def more_fields(self) -> ComposeResult:
        confirmed = Choice([(False, "no"), (True, "yes: sent again until acknowledged")], False, id="confirmed")
        waiting = "the one that waits" if len(self._queue) == 1 else f"the {len(self._queue):,} that wait"
        how: list[tuple[bool, str]] = [(False, "add it at the end"), (True, f"replace {waiting}")]
        yield Field("confirmed", "Confirmed", confirmed, "Space selects.")
        field = Field("queue", "Queue", Choice(how, False, id="queue"), "Space selects.")
        field.display = bool(self._queue)
        yield field

    @property
    def _replaces(self) -> bool:
        return bool(self._queue) and bool(self.query_one("#queue", Choice).value)

    def _wanted(self) -> Downlink | None:
        if (typed := self.typed_message()) is None:
            return None
        port, payload = typed
        confirmed = bool(self.query_one("#confirmed", Choice).value)
        if isinstance(payload, bytes):
            return Downlink(port, payload, confirmed=confirmed)
        return Downlink(port, decoded=payload, confirmed=confirmed)

    def _export(self, downlink: Downlink) -> Export:
        make: Any = exports.replace_all if self._replaces else exports.push
        found: Export = make(self.application_id, self.device_id, downlink)
        return found

    def exports(self) -> Sequence[Export]:
        return (self._export(wanted),) if (wanted := self._wanted()) is not None else ()

    def action_submit(self) -> None:
        if (wanted := self._wanted()) is None:
            return
        downlink, replaces = downlinks.marked(wanted), self._replaces
        send = downlinks.replace_all if replaces else downlinks.push
        device = visible(self.device_id)
        self.review(
            f"the downlink queue of {device}",
            queued(wanted, self._queue if replaces else ()),
            self._export(downlink),
            lambda: send(self.session.client, self.application_id, self.device_id, downlink),
            warning=_ENCODED if wanted.decoded is not None else "",
            sent=f"Queued a downlink for {device}.",
            done=self._done,
        )
