"""The address at which a login in a browser begins, as a widget that takes the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.events import Paste

__all__ = ["LoginAddress"]


class LoginAddress(Static, can_focus=True):
    """Shows the whole address. While it has the focus, the screen offers to copy it and to show it as a QR code.

    It begins at the first column and has no frame, so that the terminal's own selection takes nothing else along.
    """

    DEFAULT_CSS = """
    LoginAddress {
        width: 1fr;
        height: auto;

        &:focus {
            color: $accent;
            text-style: bold underline;
        }
    }
    """

    class Pasted(Message):
        """Something was pasted while the address had the focus: probably the code, for the field below."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, address: str) -> None:
        super().__init__(Content(address), id="address")
        self.address = address

    def on_paste(self, event: Paste) -> None:
        event.stop()
        self.post_message(self.Pasted(event.text))
