"""The first screen: opens a server with the token that was given, or with its stored one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual.content import Content
from textual.widgets import Static

from tts_tui.text.safe_text import visible
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.core.key_queue import PassingScreen
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.servers.model import Server
    from tts_tui.services.error_text import Explanation
    from tts_tui.session.accounts import EntityIdentifiers
    from tts_tui.session.credentials import FoundToken, StoreFault
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.sign_in import Listener, OpenedSession

__all__ = ["Ended", "OpeningScreen"]


class Ended(msgspec.Struct, frozen=True):
    """How the opening of a server ended: with the opened session as `entry`, or without it for a reason `why`.

    `found` is the token that was tried, if any. `try_again` says that the reason isn't the token.
    """

    server: Server
    found: FoundToken | None
    entry: OpenedSession | None = None
    why: Explanation | None = None
    try_again: bool = False


class _CannotOpen(msgspec.Struct, frozen=True):
    """The server can't be opened for a reason that isn't the token."""

    why: Explanation


class _OtherAccount(msgspec.Struct, frozen=True):
    """The stored token has opened the server, but is another account's than the one signed in `before`."""

    entry: OpenedSession
    before: EntityIdentifiers


class _Unassigned(msgspec.Struct, frozen=True):
    """The stored token has opened the server, but may belong to another server at the same address."""

    entry: OpenedSession
    found: FoundToken


class OpeningScreen(PassingScreen, BaseScreen[None]):
    """Opens a server with the token that was given, or with the one that is stored for it.

    It asks before it uses a stored token that may be another server's, or is another account's than the one before.
    It is shown before the adapter is imported, so this file imports at its top nothing that takes long.
    """

    area = "Opening"
    STOP = Command("back", ("escape",), "Stop", "Stop", "Stop waiting and sign in with another token.")
    offers = (STOP,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def body(self) -> ComposeResult:
        yield Static("Opening …", id="opening", classes="heading")

    def on_mount(self) -> None:
        self.query_one(KeyBar).show_keys()

    def open(
        self,
        manager: SessionManager,
        server: Server,
        listener: Listener,
        found: FoundToken | None,
        then: Callable[[Ended], object],
    ) -> None:
        """Open the server with the token `found`, or with its stored one if that is None.

        `then` is called with how it ended, once no other screen lies over this one.
        """
        self._manager, self._server, self._listener, self._found, self._then = manager, server, listener, found, then
        self.call_later(self._begin)

    def _begin(self) -> None:
        self.query_one(TopBar).show(server=self._server)
        words = Content(f"Opening {self._server.identity_server} …")
        self.query_one("#opening", Static).update(words, layout=False)
        if self._found is not None:
            self._enter(self._found)
        else:
            self.read(self._stored(), self._looked, waiting=Reading.KEYRING)

    async def _stored(self) -> FoundToken | StoreFault | None:
        from tts_tui.session.credentials import StoreFault

        try:
            return await self._manager.find(self._server)
        except StoreFault as fault:
            return fault

    def _looked(self, stored: FoundToken | StoreFault | None) -> None:
        from tts_tui.services.error_text import Explanation
        from tts_tui.session.credentials import FoundToken

        if isinstance(stored, FoundToken):
            self._enter(stored)
        elif stored is not None and self._server.token is not None:
            self._end(why=Explanation("The stored token can't be read.", str(stored), "Sign in below."))
        else:  # before a token store was chosen, a problem of the keyring is shown beside that choice
            self._end()

    def _enter(self, found: FoundToken) -> None:
        self._found = found
        self.read(
            self._entry(found), self._entered, waiting=Reading.SERVER, at=self._server.identity_server, unwanted=_close
        )

    async def _entry(
        self, found: FoundToken
    ) -> OpenedSession | _CannotOpen | _OtherAccount | _Unassigned | Explanation:
        from asyncio import CancelledError

        from tts_tui.api.errors import TTSError
        from tts_tui.services.error_text import not_entered, of_the_token
        from tts_tui.session.credentials import UnsuitableToken

        try:
            entry = await self._manager.enter(self._server, found, self._listener)
        except (UnsuitableToken, TTSError) as error:
            why = not_entered(error, found.source)
            return why if isinstance(error, UnsuitableToken) or of_the_token(error) else _CannotOpen(why)
        if found.store is None:  # given for this start: no question about whose it is
            return entry
        if found.candidates:
            return _Unassigned(entry, found)
        try:
            before = await self._manager.other_account(entry.session)
            if before is None:
                await self._manager.remember_account(entry.session)
        except CancelledError:
            await entry.close()
            raise
        return entry if before is None else _OtherAccount(entry, before)

    def _entered(self, outcome: OpenedSession | _CannotOpen | _OtherAccount | _Unassigned | Explanation) -> None:
        from tts_tui.services.error_text import Explanation

        match outcome:
            case Explanation():
                self._end(why=outcome)
            case _CannotOpen(why):
                self._end(why=why, try_again=True)
            case _OtherAccount():
                self.when_seen(partial(self._ask_whether_to_open, outcome.entry, outcome.before))
            case _Unassigned():
                self.when_seen(partial(self._ask_which_server, outcome.entry, outcome.found))
            case _:
                self._end(entry=outcome)

    # Whose the stored token is

    def _ask_whether_to_open(self, entry: OpenedSession, before: EntityIdentifiers) -> None:
        from tts_tui.services.error_text import Explanation
        from tts_tui.session.accounts import entity_words
        from tts_tui.tui.screens.sign_in.other_account import ask_to_open

        name, was, now = self._server.name, entity_words(before), entry.session.who

        async def open_it() -> OpenedSession:
            await self._manager.remember_account(entry.session)
            return entry

        def answered(yes: bool | None) -> None:
            if yes:
                self.read(open_it(), self._entered, waiting=Reading.ACCOUNT_FILE)
                return
            self._leave(entry)
            self._end(
                why=Explanation(
                    f"Not opened: the stored token is {now}'s.",
                    f"You were signed in to {name} as {was}.",
                    "Sign in below to replace it. To keep both, press Esc and add "
                    f"another server at {self._server.identity_server}.",
                )
            )

        self.app.push_screen(ask_to_open(self._server, now, was), answered)

    def _ask_which_server(self, entry: OpenedSession, found: FoundToken) -> None:
        from tts_tui.services.error_text import Explanation
        from tts_tui.tui.screens.sign_in.which_server import WhichServerScreen

        who, address = entry.session.who, self._server.identity_server

        def answered(name: str | None) -> None:
            if name is not None:
                self.read(self._assigned(entry, found, name), self._entered, waiting=Reading.TOKEN_MOVE)
                return
            self._leave(entry)
            self._end(
                why=Explanation(
                    f"Not opened: a token of {who} is stored for {address}.",
                    "It is not known which of your servers there it belongs to.",
                    f"Sign in below to {self._server.name}, or press Esc and open the server again to choose.",
                )
            )

        self.app.push_screen(WhichServerScreen(who, address, found.candidates), answered)

    async def _assigned(self, entry: OpenedSession, found: FoundToken, name: str) -> OpenedSession | Explanation:
        from asyncio import CancelledError

        from tts_tui.api.errors import TTSError
        from tts_tui.servers.servers_file import ServerFault
        from tts_tui.services.error_text import Explanation
        from tts_tui.session.credentials import StoreFault

        try:
            await self._manager.assign(found, entry.session, name)
        except CancelledError:
            await entry.close()
            raise
        except (StoreFault, ServerFault, TTSError) as fault:
            await entry.close()
            return Explanation("The token could not be moved.", visible(str(fault)), "It is still where it was.")
        if name == self._server.name:
            return entry
        await entry.close()
        return Explanation(
            f"{entry.session.who}'s token belongs to {name} now.", "", f"Sign in to {self._server.name} below."
        )

    def _leave(self, entry: OpenedSession) -> None:
        self.app.run_worker(entry.close(), name="close", description="close")

    def action_back(self) -> None:
        if self.stop_reads():
            self._end()

    def _end(
        self, *, entry: OpenedSession | None = None, why: Explanation | None = None, try_again: bool = False
    ) -> None:
        ended = Ended(self._server, self._found, entry, why, try_again)
        self.when_seen(partial(self.app.call_later, self._then, ended))


async def _close(outcome: OpenedSession | _CannotOpen | _OtherAccount | _Unassigned | Explanation) -> None:
    """Close a session that was opened after the person had stopped waiting for it."""
    from tts_tui.session.sign_in import OpenedSession

    if isinstance(outcome, _OtherAccount | _Unassigned):
        await outcome.entry.close()
    elif isinstance(outcome, OpenedSession):
        await outcome.close()
