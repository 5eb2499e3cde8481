"""Live data of one end device, which has more events of it than its application's stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tts_tui.tui.base.device_tab import DeviceTab
from tts_tui.tui.screens.events.list import LiveDataScreen
from tts_tui.tui.screens.events.rate_line import RateLine
from tts_tui.tui.screens.events.table import DeviceEventTable

if TYPE_CHECKING:
    from textual.app import ComposeResult

__all__ = ["DeviceLiveDataScreen"]


class DeviceLiveDataScreen(LiveDataScreen, DeviceTab):
    """The tab Live data of a device: its own event stream, including each step on the Network Server."""

    tab = 2
    no_events: ClassVar[str] = (
        "Events of this device appear here as they happen, each step on the Network Server among them."
    )

    def tab_body(self) -> ComposeResult:
        yield from self.events_body(RateLine(), table=DeviceEventTable())
