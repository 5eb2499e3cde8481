"""Servers: choosing one, opening it, signing in, signing in again, and closing it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tts_tui.services.error_text import explain
from tts_tui.services.missing_rights import missing_rights_warning
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.leaving import AsksBeforeLeaving
from tts_tui.tui.screens.sign_in.opening import Ended, OpeningScreen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.screen import Screen

    from tts_tui.api.call_sender import Wait
    from tts_tui.api.errors import TTSError
    from tts_tui.servers.model import Server
    from tts_tui.session.credentials import FoundToken
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.session import Session
    from tts_tui.session.sign_in import Listener, OpenedSession
    from tts_tui.session.start import Start
    from tts_tui.tui.screens.servers.list import ServersScreen
    from tts_tui.tui.screens.sign_in.sign_in import SignInScreen

__all__ = ["OpensServers"]

Result = TypeVar("Result")

_ENDED = "Sign in again. Everything open stays, and what was interrupted continues."


class OpensServers(AsksBeforeLeaving[Result]):
    """An App with one open session at most. Opening another server closes all screens of the one before."""

    def __init__(self) -> None:
        super().__init__()
        self._manager: SessionManager
        self._demo: Callable[[], Awaitable[Start]] | None = None
        self._listener: Listener
        self._warnings: set[str] = set()
        self._session: Session | None = None

    def settle(self) -> None:
        """Do what was postponed at the start, once something is shown."""

    def begin_with(self, start: Start) -> None:
        """Open the server that the program was started with, or let the person choose one."""
        from tts_tui.session.sign_in import Listener

        self._listener = Listener(self._show_wait, self._show_warning)
        self._manager, self._demo = start.manager, start.demo
        if start.warning:
            self.notify(start.warning, severity="warning", markup=False)
        if start.server is None:
            self.settle()
            self.action_servers()
            self._pick_up(self.screen, None)
        else:
            self.open_server(start.server, start.found)

    def action_servers(self) -> None:
        """Let the person choose a server."""
        from tts_tui.tui.screens.servers.list import ServersScreen

        has_demo = self._demo is not None and self._session is None
        self.push_screen(ServersScreen(self._manager, self._session, has_demo=has_demo), self._chosen)

    async def on_servers_screen_try_demo(self) -> None:
        """Switch to the demo, as `tts-tui demo` shows it."""
        demo, self._demo = self._demo, None
        if demo is None:  # pressed twice
            return
        self.begin_with(await demo())

    def _chosen(self, server: Server | None) -> None:
        if self._session is not None and server in (None, self._session.server):
            return
        if server is None:
            self.quit(stay=self.action_servers)  # there is nothing else to go back to
            return

        def open_it(told: str) -> None:
            self._tell(told)
            self.open_server(server)

        self.leave("open another server", f"Open {server.name} anyway?", "Open", open_it)

    async def on_servers_screen_logged_out(self, event: ServersScreen.LoggedOut) -> None:
        """Close the session that was logged out, and all its screens, whichever the person has open by now."""
        if event.session is self._session:  # else another one has been opened meanwhile
            await self._end_session()

    async def on_application_tab_gone(self) -> None:
        """Close the session: its API key belonged to an application that was deleted."""
        await self._end_session()

    async def _end_session(self) -> None:
        ended, self._session = self._session, None
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if ended is not None:
            await self._close(ended)
        self.action_servers()

    async def _close(self, session: Session) -> None:
        """Close a session once the changes that are still being sent have been answered."""
        from tts_tui.tui.base.waiting_for_changes import ended, under_way

        changes = under_way(self)

        async def close() -> None:
            await ended(changes)
            await session.close()

        if changes:
            self.run_worker(close(), name="close", group="close", description="close")
        else:
            await session.close()

    def open_server(self, server: Server, found: FoundToken | None = None) -> None:
        """Open a server with the given or stored token, or ask for one. The open session stays until then."""
        self._warnings.clear()
        opening = self.screen if isinstance(self.screen, OpeningScreen) else OpeningScreen()
        if opening is not self.screen:
            self.push_screen(opening)
        opening.open(self._manager, server, self._listener, found, self._opened)

    async def _opened(self, ended: Ended) -> None:
        if ended.entry is not None:
            self.call_after_refresh(self.settle)
            await self._go_on_with(ended.entry)
            return
        self.settle()
        if len(self.screen_stack) > 1:
            await self.pop_screen()
        if ended.try_again and ended.why is not None:
            from tts_tui.tui.screens.sign_in.cannot_open import CannotOpenScreen

            self.push_screen(CannotOpenScreen(ended.server, ended.why), partial(self._not_opened, ended))
        else:
            self._sign_in(ended)

    def _not_opened(self, ended: Ended, choice: str | None) -> None:
        match choice:
            case "again":
                self.open_server(ended.server, ended.found)
            case "sign in":
                self._sign_in(ended)
            case _:
                self._entered(None)

    def _sign_in(self, ended: Ended) -> None:
        from tts_tui.tui.screens.sign_in.sign_in import SignInScreen

        sign_in = SignInScreen(self._manager, ended.server, self._listener, found=ended.found, why=ended.why)
        self.push_screen(sign_in, self._entered)

    async def on_sign_in_screen_try_again(self, event: SignInScreen.TryAgain) -> None:
        """Open the server with the same token again."""
        await self.pop_screen()
        self.open_server(event.server, event.found)

    def _entered(self, entry: OpenedSession | None) -> None:
        if entry is not None:
            self.call_later(self._go_on_with, entry)
        else:
            self.action_servers()  # from where the person came

    async def _go_on_with(self, entry: OpenedSession) -> None:
        """Show a session's first screen, in place of all open screens."""
        before, self._session = self._session, entry.session
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if before is not None:
            await self._close(before)
        session = entry.session
        # In a worker: the list needn't wait for the disk.
        self.run_worker(self._manager.opened(session.server), name="remember", description="remember the server")
        session.bearer.on_warning = lambda words: self.notify(words, severity="warning", markup=False)
        session.bearer.ask = partial(self._ask_again, session)
        words = missing_rights_warning(session.info)
        if words and not self._warnings:  # else the server has said why rights are lacking
            self.notify(words, severity="warning", markup=False)
        if session.info.kind == "application":
            from tts_tui.tui.screens.applications.overview import OverviewScreen

            self.push_screen(OverviewScreen(session, session.info.entity_id, None))
        else:
            from tts_tui.tui.screens.applications.list import ApplicationsScreen

            self.push_screen(ApplicationsScreen(session, entry.pages))
        self.call_after_refresh(self._pick_up, self.screen, session)  # the list comes first

    def _pick_up(self, first: Screen[Any], session: Session | None) -> None:
        """Offer interrupted work over the first screen."""
        if self._manager.keeps and session is self._session:
            from tts_tui.tui.interrupted_work import pick_up

            picking_up = pick_up(first, self._manager, session, self.action_servers)
            self.run_worker(picking_up, name="pick up", group="pick up", description="what was left behind")

    async def _ask_again(self, session: Session, why: TTSError) -> bool:
        """Let the person sign in again over the open screens. Returns whether the session can continue."""
        from tts_tui.tui.screens.sign_in.sign_in import SignInScreen

        if session is not self._session:  # another server has been opened meanwhile
            return False
        signed_in: asyncio.Future[OpenedSession | None] = asyncio.get_running_loop().create_future()

        def answered(entry: OpenedSession | None) -> None:
            if not signed_in.done():
                signed_in.set_result(entry)

        words = msgspec.structs.replace(explain(why), what="The server no longer accepts the token.", advice=_ENDED)
        screen = SignInScreen(self._manager, session.server, self._listener, rejected=session, why=words)
        self.call_later(self.push_screen, screen, answered)
        entry = await signed_in
        if entry is None:
            return False
        if entry.session.account != session.account:
            self.call_later(self._go_on_with, entry)
            return False
        session.go_on_with(entry.session)
        await entry.close()
        return True

    @property
    def may_choose_server(self) -> bool:
        """Whether a server is open, and nobody is choosing one or signing in."""
        areas = {screen.area for screen in self.screen_stack[1:] if isinstance(screen, BaseScreen)}
        return self._session is not None and not areas & {"Opening", "Can't open", "Servers", "Sign in", "Waiting"}

    def _show_wait(self, wait: Wait) -> None:
        if isinstance(self.screen, BaseScreen):
            self.screen.show_wait(wait)

    def _show_warning(self, words: str) -> None:
        if words in self._warnings:
            return
        self._warnings.add(words)
        self.notify(visible(words), title="The server warns", severity="warning", markup=False)

    def _tell(self, words: str) -> None:
        if words:
            self.notify(words, severity="warning", markup=False)
