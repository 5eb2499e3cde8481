"""The Textual App: its start and end, and what works on every screen. Opening servers is in `server_flow.py`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.widgets import Static

from tts_tui.services.crash_report import report
from tts_tui.session.start import CannotStart
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core import garbage
from tts_tui.tui.core.command_palette import Entry, HasPalette
from tts_tui.tui.core.commands import COPY_ERROR, DRAW_ANEW, HELP, PALETTE, QUIT, SERVERS, SUSPEND, bindings
from tts_tui.tui.core.defects import OutlivesDefects
from tts_tui.tui.core.dismissing import EscDismisses
from tts_tui.tui.core.ending import LOST, Ender
from tts_tui.tui.core.mouse import LeftButtonActs
from tts_tui.tui.core.notices import NoticesInTurn
from tts_tui.tui.core.painting import PaintsChanges
from tts_tui.tui.core.safe_widgets import ControlFilter
from tts_tui.tui.core.textual_private import (
    divide_without_cycles,
    driver_of,
    keep_rules,
    lay_out_once,
    make_caches_late,
    was_told_why,
)
from tts_tui.tui.core.themes import HasThemes
from tts_tui.tui.screens.sign_in.opening import OpeningScreen
from tts_tui.tui.server_flow import OpensServers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from rich.console import RenderableType
    from textual.binding import BindingType
    from textual.driver import Driver
    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.widget import Widget

    from tts_tui.session.start import Start
    from tts_tui.tui.core.ending import Reason

__all__ = ["TTSApp"]

_ENDED = "Sign in again. Everything open stays, and what was interrupted continues."


class TTSApp(
    PaintsChanges[None],
    LeftButtonActs[None],
    NoticesInTurn[None],
    OpensServers[None],
    EscDismisses[None],
    OutlivesDefects[None],
    HasThemes[None],
    HasPalette[None],
):
    """tts-tui. `prepare` is called once the first screen is there, and gives what to start with. `theme` is a name."""

    TITLE = "tts-tui"
    CSS_PATH = ["app.tcss", "base/list_screen.tcss"]
    COMMAND_PALETTE_BINDING = PALETTE.keys[0]
    offers = (HELP, PALETTE, QUIT, SUSPEND, DRAW_ANEW)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((PALETTE, SUSPEND)),
        # They work over dialogs, and while a handler hangs, too.
        *(replace(each, priority=True) for each in bindings((QUIT, DRAW_ANEW))),
    ]

    def __init__(self, prepare: Callable[[], Awaitable[Start]], *, theme: str = "") -> None:
        super().__init__()
        divide_without_cycles()
        lay_out_once()
        make_caches_late()
        self._prepare = prepare
        self.cannot_start: CannotStart | None = None
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
        self.begin_with(start)
        self.began = True

    def settle(self) -> None:
        """Do what was postponed at the start, so that the first frame comes sooner."""
        if not self._settled:
            self._settled = True
            keep_rules(self)
            # All stylesheets now: else each first opening of a screen parses and applies all rules again.
            self.stylesheet.read_all(sorted(Path(__file__).parent.rglob("*.tcss")))
        garbage.begin()

    async def on_unmount(self) -> None:
        # Not only the current one: another may wait behind a question that nobody will answer.
        if self.began:
            for session in self._manager.sessions:
                await session.close()
            await self._manager.preferences.written()

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
            if SERVERS not in screen.offers and self.may_choose_server:
                yield Entry(SERVERS.title, (), SERVERS.help, self.action_servers)
        yield Entry("Theme", (), "Change the colours.", self.action_change_theme)
        yield Entry(DRAW_ANEW.title, DRAW_ANEW.keys, DRAW_ANEW.help, self.action_draw_anew)
        yield Entry(QUIT.title, QUIT.keys, QUIT.help, self.action_quit)

    async def _run_on(self, screen: Screen[Any], action: str) -> None:
        """Run the action picked in the palette, unless its screen has gone meanwhile."""
        if screen is self.screen and screen.is_mounted:
            await screen.run_action(action)

    def dismiss(self) -> bool:
        screen, binding = self.screen, self.screen.active_bindings.get("escape")
        if not isinstance(screen, BaseScreen) or screen.is_reading or (binding and binding.node is self.focused):
            return False  # Esc stops reading first, or leaves the filter
        return self.dismiss_notice() or screen.dismiss_problem()

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
                "Can't suspend: there is no shell here to resume tts-tui from.", severity="warning", markup=False
            )

    # Ending for a reason from outside

    def _end_for(self, reason: Reason) -> None:
        """End at once, for a signal or a lost terminal, unasked. What was typed is kept for the next start."""
        try:
            if hasattr(self, "_manager"):  # else nothing has been opened yet
                from tts_tui.tui.interrupted_work import keep

                keep(self, self._manager)
        finally:
            self.exit(return_code=reason.status)

    def terminal_lost(self) -> None:
        """Called from a thread when the terminal has gone."""
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

    def action_help_quit(self) -> None:
        self.notify("Ctrl+Q quits.", markup=False)

    # A defect: Textual would print the local variables of each frame, tokens among them

    def panic(self, *renderables: RenderableType) -> None:
        """End, and print these texts. Of an exception, only where it was raised is printed, not the variables."""
        if not was_told_why(self):  # the first defect is printed, not its consequences
            super().panic(*(Text(report(each)) if isinstance(each, BaseException) else each for each in renderables))

    def end_with(self, error: BaseException) -> None:
        self.panic(Text(report(error)))
