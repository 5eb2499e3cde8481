"""Live data: what happens in an application and to its devices, as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.screens.events.rate_line import RateLine
from tts_tui.tui.screens.events.stream import EventsScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

__all__ = ["LiveDataScreen"]


class LiveDataScreen(EventsScreen, ApplicationTab):
    """A tab of an application: its event stream."""

    tab = 2

    @property
    def application_ids(self) -> Sequence[str]:
        return (self.application_id,)

    def tab_body(self) -> ComposeResult:
        yield from self.events_body(RateLine())

    def on_mount(self) -> None:
        self.read_rights()
