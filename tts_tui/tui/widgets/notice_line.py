"""The line above the key bar that shows notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.core.notices import ShowsNotices

if TYPE_CHECKING:
    from tts_tui.tui.core.notices import Notice

__all__ = ["NoticeLine"]

_MARKS: Final = {"information": "", "warning": "! ", "error": "✗ "}
_STYLES: Final = {"information": "", "warning": "$text-warning", "error": "$text-error"}


class NoticeLine(ShowsNotices, Static):
    """Shows one notice, in as many lines as it takes, or nothing at all."""

    DEFAULT_CSS = """
    NoticeLine {
        display: none;
        height: auto;
        max-height: 8;
        padding: 0 1;
        background: $surface;
    }
    """

    notice: Notice | None = None

    def show(self, notice: Notice | None, more: int) -> None:
        self.notice = notice
        self.display = notice is not None
        if notice is None:
            return
        ends = ["Esc closes this"] if notice.stays else []
        ends += [f"{more} more"] if more else []
        note = f"  ({' · '.join(ends)})" if ends else ""
        words = Content.styled(f"{_MARKS[notice.severity]}{notice.text}", _STYLES[notice.severity])
        self.update(Content.assemble(words, (note, "$foreground-muted")))
