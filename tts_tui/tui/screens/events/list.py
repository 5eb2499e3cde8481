"""Live data of one application: the events of the application and its devices, as they happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.screens.events.activity import ActivityScreen
from tts_tui.tui.screens.events.rate_line import RateLine
from tts_tui.tui.screens.events.stream import EventsScreen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.tui.base.reading import Reading

__all__ = ["LiveDataScreen"]


class LiveDataScreen(EventsScreen, ApplicationTab):
    """The tab Live data of an application: its event stream."""

    tab = 2
    ACTIVITY = Command(
        "activity", ("a",), "Activity", "Activity", "Show who changed what in the application, and from where."
    )
    offers = (*EventsScreen.offers[:6], ACTIVITY, *EventsScreen.offers[6:])
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    @property
    def held(self) -> Mapping[str, frozenset[str]]:
        return {self.application_id: self.rights or frozenset()}

    def tab_body(self) -> ComposeResult:
        yield from self.events_body(RateLine())

    def action_activity(self) -> None:
        self.app.push_screen(ActivityScreen(self.session, self.application_id))

    def watch_rights(self) -> None:
        if self.rights is None:
            self.read_rights()
        else:
            super().watch_rights()

    def rights_read(self, rights: frozenset[str]) -> None:
        super().rights_read(rights)
        super().watch_rights()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        super().read_failed(error, waiting)
        super().watch_rights()

    def stream_ended(self, error: TTSError) -> None:
        self.rights = None  # they may have changed, which may be why the stream ended
        super().stream_ended(error)
