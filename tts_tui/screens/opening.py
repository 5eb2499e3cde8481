"""The first thing on the screen: a server that is being opened with the token that there is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual.content import Content
from textual.widgets import Static

from tts_tui.commands import Command, bindings
from tts_tui.screens.base import BaseScreen
from tts_tui.typing_ahead import Passing
from tts_tui.widgets.key_bar import KeyBar
from tts_tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.credentials import Found, StoreFault
    from tts_tui.gate import Gate
    from tts_tui.servers import Server
    from tts_tui.signing_in import Entry, Told
    from tts_tui.wording import Explanation

__all__ = ["Ended", "OpeningScreen"]


class Ended(msgspec.Struct, frozen=True):
    """How the opening of a server ended: with an entry, or without one, for a reason where there is one.

    `found` is the token that it was tried with, if there was any.
    """

    server: Server
    found: Found | None
    entry: Entry | None = None
    why: Explanation | None = None


class OpeningScreen(Passing, BaseScreen[None]):
    """Opens a server with the token that was given, or with the one that is stored for it.

    It is there before what a server needs has been imported, so this file imports nothing that takes long.
    """

    area = "Opening"
    STOP = Command("back", ("escape",), "Stop", "Stop", "Stop waiting, and ask for another token.")
    offers = (STOP,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def body(self) -> ComposeResult:
        yield Static("Opening …", id="opening", classes="heading")

    def on_mount(self) -> None:
        self.query_one(KeyBar).show_keys()

    def open(
        self, gate: Gate, server: Server, told: Told, found: Found | None, then: Callable[[Ended], object]
    ) -> None:
        """Open the server, with its stored token unless one was `found`; `then` gets the end of it.

        What lies over this screen by then is left alone: `then` is called when that has gone.
        """
        self._gate, self._server, self._told, self._found, self._then = gate, server, told, found, then
        self.call_later(self._begin)

    def _begin(self) -> None:
        self.query_one(TopBar).show(server=self._server)
        words = Content(f"Opening {self._server.identity_server} …")
        self.query_one("#opening", Static).update(words, layout=False)
        if self._found is not None:
            self._enter(self._found)
        else:
            self.read(self._stored(), self._looked, waiting="the keyring of this machine")

    async def _stored(self) -> Found | StoreFault | None:
        from tts_tui.credentials import StoreFault

        try:
            return await self._gate.find(self._server)
        except StoreFault as fault:
            return fault

    def _looked(self, stored: Found | StoreFault | None) -> None:
        from tts_tui.credentials import Found
        from tts_tui.wording import Explanation

        if isinstance(stored, Found):
            self._enter(stored)
        elif stored is not None and self._server.token is not None:
            self._end(why=Explanation("The stored token can't be read.", str(stored), "Sign in below."))
        else:  # where nobody has chosen a place yet, what is wrong with the keyring is said beside the choice
            self._end()

    def _enter(self, found: Found) -> None:
        self._found = found
        self.read(self._entry(found), self._entered, waiting=self._server.identity_server, unwanted=_close)

    async def _entry(self, found: Found) -> Entry | Explanation:
        from tts_tui.api.errors import TTSError
        from tts_tui.credentials import Unfit
        from tts_tui.wording import not_entered

        try:
            return await self._gate.enter(self._server, found, self._told)
        except (Unfit, TTSError) as error:
            return not_entered(error, found.source)

    def _entered(self, outcome: Entry | Explanation) -> None:
        from tts_tui.wording import Explanation

        if isinstance(outcome, Explanation):
            self._end(why=outcome)
        else:
            self._end(entry=outcome)

    def action_back(self) -> None:
        if self.stop_reads():
            self._end()

    def _end(self, *, entry: Entry | None = None, why: Explanation | None = None) -> None:
        ended = Ended(self._server, self._found, entry, why)
        self.when_seen(partial(self.app.call_later, self._then, ended))


async def _close(outcome: Entry | Explanation) -> None:
    from tts_tui.signing_in import Entry

    if isinstance(outcome, Entry):
        await outcome.close()
