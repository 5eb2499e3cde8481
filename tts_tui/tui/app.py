"""The Textual App: joins a signed-in client to the screens, filters control characters, and nothing else."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from rich.text import Text
from textual.widgets import Static

from tts_tui.services.crash_report import report
from tts_tui.services.error_text import explain
from tts_tui.services.missing_rights import missing_rights_warning
from tts_tui.session.start import CannotStart
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import COPY_ERROR, DRAW_ANEW, HELP, PALETTE, QUIT, SERVERS, SUSPEND, bindings
from tts_tui.tui.core.defects import OutlivesDefects
from tts_tui.tui.core.dismissing import EscDismisses
from tts_tui.tui.core.ending import LOST, Ender
from tts_tui.tui.core.messages import MessagesInTurn
from tts_tui.tui.core.mouse import LeftButtonActs
from tts_tui.tui.core.painting import PaintsChanges
from tts_tui.tui.core.palette import Entry, HasPalette
from tts_tui.tui.core.safe_widgets import ControlFilter
from tts_tui.tui.core.textual_private import driver_of, was_told_why
from tts_tui.tui.core.themes import HasThemes
from tts_tui.tui.leaving import AsksBeforeLeaving
from tts_tui.tui.screens.sign_in.opening import Ended, OpeningScreen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from rich.console import RenderableType
    from textual.binding import BindingType
    from textual.driver import Driver
    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.widget import Widget

    from tts_tui.api.client import Wait
    from tts_tui.api.errors import TTSError
    from tts_tui.servers.model import Server
    from tts_tui.session.credentials import FoundToken
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.session import Session
    from tts_tui.session.sign_in import Listener, OpenedSession
    from tts_tui.session.start import Start
    from tts_tui.tui.core.ending import Reason
    from tts_tui.tui.screens.servers.list import ServersScreen
    from tts_tui.tui.screens.sign_in.sign_in import SignInScreen

__all__ = ["TTSApp"]

_ENDED = "Sign in again: what is open stays, and what was interrupted goes on."


class TTSApp(
    PaintsChanges[None],
    LeftButtonActs[None],
    MessagesInTurn[None],
    AsksBeforeLeaving[None],
    EscDismisses[None],
    OutlivesDefects[None],
    HasThemes[None],
    HasPalette[None],
):
    """tts-tui. `prepare` gives what to begin with, once the screen is there; `theme` is the one to begin with."""

    TITLE = "tts-tui"
    CSS_PATH = ["app.tcss", "base/list_screen.tcss"]
    COMMAND_PALETTE_BINDING = PALETTE.keys[0]
    offers = (HELP, PALETTE, QUIT, SUSPEND, DRAW_ANEW)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((PALETTE, SUSPEND)),
        # Over a dialog, too, and past what hangs.
        *(replace(each, priority=True) for each in bindings((QUIT, DRAW_ANEW))),
    ]

    def __init__(self, prepare: Callable[[], Awaitable[Start]], *, theme: str = "") -> None:
        super().__init__()
        self._prepare = prepare
        self.cannot_start: CannotStart | None = None
        self._manager: SessionManager
        self._demo: Callable[[], Awaitable[Start]] | None = None
        self._listener: Listener
        self._warnings: set[str] = set()
        self._session: Session | None = None
        self.ender: Ender | None = None
        self.begin_with_theme(theme)
        self._settled = False
        self.animation_level = "none"

    def get_driver_class(self) -> type[Driver]:
        from tts_tui.tui.core.terminal_driver import TerminalDriver

        return TerminalDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), ControlFilter()]

    def theme_chosen(self, name: str) -> None:
        if self.began:
            self._manager.preferences.choose_theme(name)

    def get_loading_widget(self) -> Widget:
        return Static("…")  # Textual's own writes 132 kB a second

    # From the first frame to a server

    def get_default_screen(self) -> OpeningScreen:
        return OpeningScreen()

    def on_mount(self) -> None:
        if not self.is_headless:
            self.ender = Ender(
                asyncio.get_running_loop(),
                self._end_for,
                give_up=self._give_up_terminal,
                restore=self._restore_terminal,
            )
            self.ender.listen()
        self.screen.call_later(self.run_worker, self._begin, name="begin", description="begin")

    async def _begin(self) -> None:
        try:
            start = await self._prepare()
        except CannotStart as why:
            self.cannot_start = why
            self.exit()
            return
        from tts_tui.session.sign_in import Listener

        self._listener = Listener(self._show_wait, self._show_warning)
        self._begin_with(start)
        self.began = True

    def _begin_with(self, start: Start) -> None:
        self._manager, self._demo = start.manager, start.demo
        if start.warning:
            self.notify(start.warning, severity="warning", markup=False)
        if start.server is None:
            self._settle()
            self.action_servers()
            self._pick_up(self.screen, None)
        else:
            self.open_server(start.server, start.found)

    def _settle(self) -> None:
        """Do what the start has put off."""
        if not self._settled:
            self._settled = True
            # All of it now: else opening a screen reads and applies every rule of the program anew.
            self.stylesheet.read_all(sorted(Path(__file__).parent.rglob("*.tcss")))
        if not gc.isenabled():  # what was imported stays, and is looked at no more
            gc.freeze()
            # As they are by default, looking for cycles takes half of the time in which 100,000 rows are read.
            gc.set_threshold(10_000, 4, 1_000)
            gc.enable()

    # From a server to its applications

    def action_servers(self) -> None:
        """Let the person choose a server."""
        from tts_tui.tui.screens.servers.list import ServersScreen

        has_demo = self._demo is not None and self._session is None
        self.push_screen(ServersScreen(self._manager, self._session, has_demo=has_demo), self._chosen)

    async def on_servers_screen_try_demo(self) -> None:
        """Leave the person's own servers alone, and show the demo as `tts-tui demo` does."""
        demo, self._demo = self._demo, None
        if demo is None:  # pressed twice
            return
        self._begin_with(await demo())

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
        """The login of what is open has ended, and all that is open with it, wherever the person is by now."""
        if event.session is self._session:  # else another one has been opened meanwhile
            await self._end_session()

    async def on_application_tab_gone(self) -> None:
        """The application whose key is signed in was deleted, and the key with it."""
        await self._end_session()

    async def _end_session(self) -> None:
        ended, self._session = self._session, None
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if ended is not None:
            await self._close(ended)
        self.action_servers()

    async def _close(self, session: Session) -> None:
        """Close a session, once its changes have been answered: whoever has left it has waited, or left them."""
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
        """Open a server with the token that there is, or ask for one. What is open stays until that is done."""
        self._warnings.clear()
        opening = self.screen if isinstance(self.screen, OpeningScreen) else OpeningScreen()
        if opening is not self.screen:
            self.push_screen(opening)
        opening.open(self._manager, server, self._listener, found, self._opened)

    async def _opened(self, ended: Ended) -> None:
        if ended.entry is not None:
            self.call_after_refresh(self._settle)
            await self._go_on_with(ended.entry)
            return
        self._settle()
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
        """Nothing was given: open the server as before."""
        await self.pop_screen()
        self.open_server(event.server, event.found)

    def _entered(self, entry: OpenedSession | None) -> None:
        if entry is not None:
            self.call_later(self._go_on_with, entry)
        elif self._session is None:
            self.action_servers()

    async def _go_on_with(self, entry: OpenedSession) -> None:
        """Show the applications of a session in the place of everything that is open."""
        before, self._session = self._session, entry.session
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if before is not None:
            await self._close(before)
        session = entry.session
        # Beside the list, which doesn't wait for the disk.
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
        """Go on, over the first screen, with what was left behind when the program was ended from outside."""
        if self._manager.keeps and session is self._session:
            from tts_tui.tui.picking_up import pick_up

            picking_up = pick_up(first, self._manager, session, self.action_servers)
            self.run_worker(picking_up, name="pick up", group="pick up", description="what was left behind")

    async def _ask_again(self, session: Session, why: TTSError) -> bool:
        """Let the person sign in again over what is open; whether the session can go on."""
        from tts_tui.tui.screens.sign_in.sign_in import SignInScreen

        if session is not self._session:  # another server has been opened meanwhile
            return False
        signed_in: asyncio.Future[OpenedSession | None] = asyncio.get_running_loop().create_future()

        def answered(entry: OpenedSession | None) -> None:
            if not signed_in.done():
                signed_in.set_result(entry)

        words = msgspec.structs.replace(
            explain(why), what="The server doesn't accept the token any more.", advice=_ENDED
        )
        screen = SignInScreen(self._manager, session.server, self._listener, again=session, why=words)
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

    async def on_unmount(self) -> None:
        # Not only the one in use: another may wait below a question that nobody answers any more.
        if self.began:
            for session in self._manager.sessions:
                await session.close()
            await self._manager.preferences.written()

    def _show_wait(self, wait: Wait) -> None:
        if isinstance(self.screen, BaseScreen):
            self.screen.show_wait(wait)

    def _show_warning(self, words: str) -> None:
        if words in self._warnings:
            return
        self._warnings.add(words)
        self.notify(visible(words), title="The server warns", severity="warning", markup=False)

    # What works everywhere

    def palette(self, screen: Screen[Any]) -> Iterable[Entry]:
        if isinstance(screen, BaseScreen):
            for command in screen.offers:
                if screen.why_not(command) is None:
                    yield Entry(
                        f"{screen.area}: {command.title}",
                        command.keys,
                        command.help,
                        partial(self._run_on, screen, command.action),
                    )
            if SERVERS not in screen.offers and self._may_choose:
                yield Entry(SERVERS.title, (), SERVERS.help, self.action_servers)
        yield Entry("Theme", (), "Change the colours.", self.action_change_theme)
        yield Entry(DRAW_ANEW.title, DRAW_ANEW.keys, DRAW_ANEW.help, self.action_draw_anew)
        yield Entry(QUIT.title, QUIT.keys, QUIT.help, self.action_quit)

    async def _run_on(self, screen: Screen[Any], action: str) -> None:
        """What was picked in the palette, unless its screen has gone meanwhile."""
        if screen is self.screen and screen.is_mounted:
            await screen.run_action(action)

    @property
    def _may_choose(self) -> bool:
        """Whether a server is open, and nobody is choosing one or signing in."""
        areas = {screen.area for screen in self.screen_stack[1:] if isinstance(screen, BaseScreen)}
        return self._session is not None and not areas & {"Opening", "Can't open", "Servers", "Sign in", "Waiting"}

    def dismiss(self) -> bool:
        screen, binding = self.screen, self.screen.active_bindings.get("escape")
        if not isinstance(screen, BaseScreen) or screen.is_reading or (binding and binding.node is self.focused):
            return False  # what is read is stopped first, and a filter is left
        return self.dismiss_message() or screen.dismiss_problem()

    def action_help(self) -> None:
        if isinstance(self.screen, BaseScreen):
            from tts_tui.tui.base.help import HelpScreen

            here = [(command, self.screen.why_not(command)) for command in self.screen.offers]
            self.push_screen(HelpScreen(self.screen.area, here, (*self.offers, COPY_ERROR)))

    def action_suspend_process(self) -> None:
        from tts_tui.tui.core.terminal_driver import can_be_suspended

        if can_be_suspended():
            super().action_suspend_process()
        else:
            self.notify(
                "No shell here can bring tts-tui back, so it can't be suspended.", severity="warning", markup=False
            )

    # Ending for a reason from outside

    def _end_for(self, reason: Reason) -> None:
        """End at once, for a signal or a lost terminal: nothing asks, and what is typed is kept for the next start."""
        try:
            if hasattr(self, "_manager"):  # else nothing has been opened yet
                from tts_tui.tui.picking_up import keep

                keep(self, self._manager)
        finally:
            self.exit(return_code=reason.status)

    def terminal_lost(self) -> None:
        """The terminal has gone, says a thread."""
        if self.ender is not None:
            self.ender.because(LOST)

    def _give_up_terminal(self) -> None:
        from tts_tui.tui.core.terminal_driver import TerminalDriver

        if isinstance(driver := driver_of(self), TerminalDriver):
            driver.give_up()

    def _restore_terminal(self) -> None:
        from tts_tui.tui.core.terminal_driver import TerminalDriver

        if isinstance(driver := driver_of(self), TerminalDriver):
            driver.restore()

    def _tell(self, words: str) -> None:
        if words:
            self.notify(words, severity="warning", markup=False)

    def action_help_quit(self) -> None:
        self.notify("Ctrl+Q quits.", markup=False)

    # A defect: Textual would print every frame's locals, and a token with them

    def panic(self, *renderables: RenderableType) -> None:
        """End with what is to be said; of an error that would draw itself, the places only."""
        if not was_told_why(self):  # the first defect is told, not what follows from it
            super().panic(*(Text(report(each)) if isinstance(each, BaseException) else each for each in renderables))

    def end_with(self, error: BaseException) -> None:
        self.panic(Text(report(error)))
