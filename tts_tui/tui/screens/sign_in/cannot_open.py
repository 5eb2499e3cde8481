"""Shown when a server can't be opened for a reason that isn't the token, such as a server that is down."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from tts_tui.services.empty_list import EmptyList
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import BACK, Command, bindings
from tts_tui.tui.core.key_queue import DropsKeysTypedAhead
from tts_tui.tui.widgets.empty import Empty
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.servers.model import Server
    from tts_tui.services.error_text import Explanation

__all__ = ["CannotOpenScreen"]


class CannotOpenScreen(DropsKeysTypedAhead, BaseScreen[Literal["again", "sign in"]]):
    """Says why, and offers to try again. Returns the choice, or None if the person leaves."""

    area = "Can't open"
    AGAIN = Command("again", ("enter", "r", "f5"), "Try again", "Try again", "Open the server with the same token.")
    SIGN_IN = Command("sign_in", ("s",), "Sign in", "Sign in", "Sign in with another key, or a browser.")
    offers = (AGAIN, SIGN_IN, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, server: Server, why: Explanation) -> None:
        super().__init__()
        self._server = server
        self._why = why

    def top_bar(self) -> TopBar:
        return TopBar(None, self._server)

    def body(self) -> ComposeResult:
        with Area(title=f"Can't open {self._server.name}"):
            yield Empty()

    def on_mount(self) -> None:
        keys = (("enter", "Try again"), ("s", "Sign in with another key, or a browser"))
        sentence = "The reason is below. Your token was not rejected; it is still there."
        self.query_one(Empty).show(EmptyList(f"{self._server.name} can't be opened now", sentence, keys), {})
        self.show_problem(self._why)

    def dismiss_problem(self) -> bool:
        return False  # the error is what this screen shows: Esc leaves it

    def action_again(self) -> None:
        self.dismiss("again")

    def action_sign_in(self) -> None:
        self.dismiss("sign in")

    def action_back(self) -> None:
        self.dismiss(None)
