"""What the tests of Textual's private parts share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.scroll_view import ScrollView
from textual.widgets import OptionList, Static

from tts_tui.tui.core.textual_private import OpenApp

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = "tts_tui/tui/core/textual_private.py"


@contextmanager
def otherwise(advice: str) -> Iterator[None]:
    """Fail with what to do, whatever goes wrong."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"Textual has changed a private part. {advice} ({error!r})") from error


class Told(OpenApp[None]):
    """Notes what its methods were called with."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[object] = []
        self.outlived: list[Exception] = []
        self.ended: list[BaseException] = []
        self.shown = 0

    def compose(self):
        yield Static("frame")
        yield OptionList("one", "two")
        yield ScrollView(id="view")

    def to_write(self, screen, update):
        self.updates.append(update)
        return super().to_write(screen, update)

    def outlives(self, error):
        self.outlived.append(error)
        return True

    def end_with(self, error):
        self.ended.append(error)

    def show_notifications(self):
        self.shown += 1
