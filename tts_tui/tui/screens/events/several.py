"""Live data of several applications at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from tts_tui.api.errors import NotFound, PermissionDenied, TTSError
from tts_tui.services.error_text import Explanation
from tts_tui.services.events.watching import NoLongerAllowed, Watchable, watchable
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.events.rate_line import RateLine
from tts_tui.tui.screens.events.stream import EventsScreen
from tts_tui.tui.screens.events.table import SeveralEventTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

    from tts_tui.session.session import Session

__all__ = ["SeveralLiveDataScreen"]


class SeveralLiveDataScreen(EventsScreen):
    """One stream of several applications. Applications that the caller may not watch are left out, and named."""

    CSS_PATH = "several.tcss"

    def __init__(self, session: Session, application_ids: Sequence[str]) -> None:
        super().__init__(session)
        self._wanted = application_ids
        self._watched = Watchable({}, ())

    def body(self) -> ComposeResult:
        yield from self.events_body(RateLine(), table=SeveralEventTable())
        yield Static(id="left-out")

    @property
    def held(self) -> Mapping[str, frozenset[str]]:
        return self._watched.allowed

    def open_stream(self) -> None:
        self.is_connecting = True
        self.read(
            watchable(self.session.client, self._wanted), self._rights_known, waiting=Reading.RIGHTS, group="rights"
        )

    def _rights_known(self, found: Watchable) -> None:
        self.is_connecting = False
        self._watched = found
        line = self.query_one("#left-out", Static)
        line.display = bool(found.refused)
        words = f"Left out: {', '.join(found.refused)}. You have no rights on them, or they don't exist."
        line.update(plain(words, "$text-warning"))
        if found.allowed:
            super().open_stream()
        else:
            self.show_problem(Explanation("You may watch none of these applications."))
            self.show_state()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        del waiting
        self.is_connecting = False
        self.stream_ended(error)

    def stream_ended(self, error: TTSError) -> None:
        """Continue without an application that can't be watched any more."""
        super().stream_ended(error)
        if isinstance(error, NoLongerAllowed | PermissionDenied | NotFound) and len(self.held) > 1:
            before = frozenset(self.held)
            self.is_connecting = True

            def known(found: Watchable) -> None:
                if found.allowed and before - found.allowed.keys():
                    self.show_problem(None)
                    self._rights_known(found)
                else:
                    self.is_connecting = False
                    self.show_state()

            self.read(watchable(self.session.client, self._wanted), known, waiting=Reading.RIGHTS, group="rights")

    def more_words(self) -> Sequence[str]:
        return [f"{len(self.held)} applications"] if self.held else []
