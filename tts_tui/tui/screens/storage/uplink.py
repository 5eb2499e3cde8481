"""A stored uplink in full, as the panel at the side shows it where the terminal is wide enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.widgets import Static

from tts_tui.services.storage import whole
from tts_tui.text import instants
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import BACK, COPY_ID, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.resources.storage import StoredUplink
    from tts_tui.session.session import Session

__all__ = ["UplinkScreen"]


class UplinkScreen(BaseScreen[None]):
    """Shows an uplink as JSON, and copies it."""

    CSS_PATH = "uplink.tcss"
    area = "Stored uplink"
    COPY = replace(COPY_ID, word="Copy", title="Copy the message", help="Copy the whole message as JSON.", footer=True)
    offers = (COPY, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, uplink: StoredUplink) -> None:
        super().__init__(session)
        self._uplink = uplink

    def body(self) -> ComposeResult:
        title = plain(f"{self._uplink.device_id} · {instants.moment(self._uplink.received_at)}")
        with Area(title=title), Pane(id="uplink"):
            yield Static(plain(whole(self._uplink), lines=True))

    def on_mount(self) -> None:
        self.query_one("#uplink").focus()

    def action_copy_id(self) -> None:
        self.copy(self._uplink.content.decode("utf-8", "replace"), "The message")
