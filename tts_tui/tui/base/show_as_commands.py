"""The requests of a form as commands for `curl` and `ttn-lw-cli`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from tts_tui.services.shell_export import curl, ttn_lw_cli
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import BACK, Command, bindings
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["AsCommandsScreen"]


class AsCommandsScreen(BaseScreen[None]):
    """Shows the same changes for both, ready to copy. Neither contains a token."""

    CSS_PATH = "show_as_commands.tcss"
    area = "Show as commands"
    CURL = Command(
        "copy_curl", ("c", "y"), "Copy curl", "Copy curl", "Send the curl commands to your terminal's clipboard."
    )
    CLI = Command(
        "copy_cli",
        ("t",),
        "Copy ttn-lw-cli",
        "Copy ttn-lw-cli",
        "Send the ttn-lw-cli commands to your terminal's clipboard.",
    )
    offers = (CURL, CLI, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, exports: Sequence[Export]) -> None:
        super().__init__(session)
        hosts, ca_file = session.server.hosts, session.server.ca_file
        self._curl = curl([each.call for each in exports], hosts, ca_file)
        self._cli = ttn_lw_cli([each.cli for each in exports], hosts, ca_file)

    def body(self) -> ComposeResult:
        with Pane(id="commands"):
            with Area(title="curl", state="your token in $API_KEY"):
                yield Static(Content(self._curl), classes="code")
            with Area(title="ttn-lw-cli"):
                if self._cli.sign_in:
                    yield Static(Content("Sign in once:"), classes="muted about")
                    yield Static(Content(self._cli.sign_in), classes="code muted")
                for sentence in self._cli.cannot:
                    yield Static(Content(f"! {sentence}"), classes="cannot")
                if self._cli.lines:
                    yield Static(Content(self._cli.lines), classes="code")

    def on_mount(self) -> None:
        self.query_one("#commands").focus()

    def why_not(self, command: Command) -> str | None:
        if command is self.CLI and not self._cli.lines:
            return "ttn-lw-cli can't do this."
        return super().why_not(command)

    def action_copy_curl(self) -> None:
        self.copy(self._curl, "The curl command")

    def action_copy_cli(self) -> None:
        self.copy(self._cli.lines, "The ttn-lw-cli command")
