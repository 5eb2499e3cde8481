"""The address that a login begins at, as a line that can be focused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.events import Paste

__all__ = ["LoginAddress"]


class LoginAddress(Static, can_focus=True):
    """Shows the whole address. While it has the focus, its screen offers to copy it and to show it as a QR code.

    It begins at the first column and has no frame, so that a mouse selects it without anything beside it.
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
        """Something was pasted here: the code, as the person is back from the browser."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, address: str) -> None:
        super().__init__(Content(address), id="address")
        self.address = address

    def on_paste(self, event: Paste) -> None:
        event.stop()
        self.post_message(self.Pasted(event.text))
