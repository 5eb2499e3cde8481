"""The line above the key bar that shows messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.core.messages import ShowsMessages

if TYPE_CHECKING:
    from tts_tui.tui.core.messages import Message

__all__ = ["MessageLine"]

_MARKS: Final = {"information": "", "warning": "! ", "error": "✗ "}
_STYLES: Final = {"information": "", "warning": "$text-warning", "error": "$text-error"}


class MessageLine(ShowsMessages, Static):
    """Shows one message, in as many lines as it takes, or nothing at all."""

    DEFAULT_CSS = """
    MessageLine {
        display: none;
        height: auto;
        max-height: 8;
        padding: 0 1;
        background: $surface;
    }
    """

    message: Message | None = None

    def show(self, message: Message | None, more: int) -> None:
        self.message = message
        self.display = message is not None
        if message is None:
            return
        ends = ["Esc closes this"] if message.stays else []
        ends += [f"{more} more"] if more else []
        note = f"  ({' · '.join(ends)})" if ends else ""
        words = Content.styled(f"{_MARKS[message.severity]}{message.text}", _STYLES[message.severity])
        self.update(Content.assemble(words, (note, "$foreground-muted")))
