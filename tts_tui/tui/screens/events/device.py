"""Live data of one end device: more than its application's stream tells of it."""

from __future__ import annotations

from typing import ClassVar

from tts_tui.tui.base.device_tab import DeviceTab
from tts_tui.tui.screens.events.list import LiveDataScreen

__all__ = ["DeviceLiveDataScreen"]


class DeviceLiveDataScreen(LiveDataScreen, DeviceTab):
    """A tab of a device: its own event stream, with each step on the Network Server."""

    tab = 2
    no_events: ClassVar[str] = (
        "Events of this device appear here as they happen, each step on the Network Server among them."
    )
