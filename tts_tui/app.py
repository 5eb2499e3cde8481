"""The Textual App: joins a signed-in client to the screens, filters control characters, and nothing else."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import App, SystemCommand
from textual.command import CommandPalette
from textual.widgets import Input, Static

from tts_tui.commands import COPY_ERROR, HELP, PALETTE, QUIT, SUSPEND, bindings
from tts_tui.crash import report
from tts_tui.screens.base import BaseScreen
from tts_tui.text import ControlFilter
from tts_tui.themes import THEME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from textual.binding import Binding, BindingType
    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.widget import Widget

    from tts_tui.api.client import Wait
    from tts_tui.credentials import Found
    from tts_tui.signing_in import Entry, Surroundings

__all__ = ["Start", "TTSApp"]


@dataclass(frozen=True, slots=True)
class Start:
    """How to begin: the server, the token where one was given, and whether anything may be kept."""

    base_url: str
    found: Found | None = None
    keep: bool = True
    surroundings: Surroundings | None = None


class TTSApp(App[None]):
    """tts-tui."""

    TITLE = "tts-tui"
    # With all that belongs to single screens: else opening one reads and applies every rule of the program anew.
    CSS_PATH = ["app.tcss", *sorted(Path(__file__).parent.glob("screens/*.tcss"))]
    COMMAND_PALETTE_BINDING = PALETTE.keys[0]
    offers = (HELP, PALETTE, QUIT, SUSPEND)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self._entry: Entry | None = None
        self.register_theme(THEME)
        self.theme = THEME.name
        self.animation_level = "none"

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), ControlFilter()]

    def get_loading_widget(self) -> Widget:
        return Static("…")  # Textual's own writes 132 kB a second

    # From a server's address to its applications

    def on_mount(self) -> None:
        self.sign_in()

    def sign_in(self) -> None:
        """Open the server with the token that there is, or ask for one."""
        from tts_tui.screens.sign_in import SignInScreen

        start = self._start
        self.push_screen(
            SignInScreen(
                start.base_url,
                start.found,
                keep=start.keep,
                on_wait=self._show_wait,
                surroundings=start.surroundings,
            ),
            self._entered,
        )

    def _entered(self, entry: Entry | None) -> None:
        if entry is None:
            self.exit()
            return
        self._entry = entry
        if entry.session.info.kind == "application":
            from tts_tui.screens.overview import OverviewScreen

            self.push_screen(OverviewScreen(entry.session, entry.session.info.entity_id, lambda _: self.exit()))
        else:
            from tts_tui.screens.applications import ApplicationsScreen

            self.push_screen(ApplicationsScreen(entry.session, entry.first_page), lambda _: self.exit())

    async def on_unmount(self) -> None:
        if self._entry is not None:
            await self._entry.session.client.close()

    def _show_wait(self, wait: Wait) -> None:
        if isinstance(self.screen, BaseScreen):
            self.screen.show_wait(wait)

    # What works everywhere

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        # Not Textual's screenshot, which would write a revealed key to a file, nor its own help beside ours.
        yield from (each for each in super().get_system_commands(screen) if each.title in ("Theme", "Quit"))
        if isinstance(screen, BaseScreen):
            for command in screen.offers:
                if screen.why_not(command) is None:
                    yield SystemCommand(
                        f"{screen.area}: {command.title}", command.help, partial(screen.run_action, command.action)
                    )

    def get_key_display(self, binding: Binding) -> str:
        return "enter" if binding.key == "enter" else super().get_key_display(binding)  # ⏎ is not in every font

    def action_help(self) -> None:
        if isinstance(self.screen, BaseScreen):
            from tts_tui.screens.help import HelpScreen

            here = [(command, self.screen.why_not(command)) for command in self.screen.offers]
            self.push_screen(HelpScreen(self.screen.area, here, (*self.offers, COPY_ERROR)))

    async def action_command_palette(self) -> None:  # type: ignore[override]  # actions may be coroutines
        if not isinstance(self.screen, CommandPalette):
            palette = CommandPalette(id="--command-palette")
            await self.push_screen(palette)
            palette.query_one(Input).cursor_blink = False  # a blinking cursor writes 2.5 kB a second

    async def action_quit(self) -> None:
        """End the program, after a question where something would be lost."""
        lost = [reason for screen in self.screen_stack if isinstance(screen, BaseScreen) and (reason := screen.holds())]
        if not lost:  # a change outlives the screen that sent it
            sent = [each for each in self.workers if each.group == "write" and not each.is_finished]
            lost = [f"On its way to the server: {each.description}." for each in sent]
        if not lost:
            self.exit()
            return
        from tts_tui.widgets.confirm import Confirm

        def answered(quit_anyway: bool | None) -> None:
            if quit_anyway:
                self.exit()

        if not isinstance(self.screen, Confirm):
            self.push_screen(Confirm("Quit anyway?", "\n".join(lost), yes="Quit", no="Stay"), answered)

    def action_help_quit(self) -> None:
        self.notify("ctrl+q quits.", markup=False)

    # A defect: Textual would print every frame's locals, and a token with them

    def panic(self, *renderables: RenderableType) -> None:
        """End with what is to be said; of an error that would draw itself, the places only."""
        if not self._exit_renderables:  # the first defect is told, not what follows from it
            super().panic(*(Text(report(each)) if isinstance(each, BaseException) else each for each in renderables))

    def _fatal_error(self) -> None:
        if (error := sys.exc_info()[1]) is not None:
            self.panic(Text(report(error)))
