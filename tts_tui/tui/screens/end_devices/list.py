"""End devices: the sensors and actuators of an application."""

from __future__ import annotations

from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.core.commands import BACK, bindings

__all__ = ["EndDevicesScreen"]


class EndDevicesScreen(ApplicationTab):
    """A tab of an application."""

    area = "End devices"
    tab = 3
    offers = (BACK,)
    BINDINGS = [*bindings(offers)]
