"""An address as a QR code, for a telephone that is held against the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import BACK, bindings

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

__all__ = ["QRCodeScreen", "drawn"]

_HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
"""Two modules, one above the other, in a cell: whether each is dark."""
_FRAME: Final = 2
"""Lines of the screen that are above and below the code."""


class QRCodeScreen(BaseScreen[None]):
    """Shows the code where the terminal has room for all of it: nobody can scan a part."""

    CSS_PATH = "qr_code.tcss"
    area = "QR code"
    offers = (BACK,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, address: str) -> None:
        super().__init__()
        self._lines = drawn(address)

    def body(self) -> ComposeResult:
        with Container(id="middle"):
            # Black on white, whatever the theme: scanners want it so.
            yield Static(Content.styled("\n".join(self._lines), "#000000 on #ffffff"), id="code")
            yield Static(id="no-room")

    def on_resize(self, event: Resize) -> None:
        width, height = len(self._lines[0]), len(self._lines) + _FRAME
        fits = width <= event.size.width and height <= event.size.height
        self.query_one("#code").display = fits
        self.query_one("#no-room").display = not fits
        self.query_one("#no-room", Static).update(
            Content(
                f"The code needs a terminal of {width}×{height}; this one is {event.size.width}×{event.size.height}.\n"
                "Make it larger, or its letters smaller."
            )
        )


def drawn(text: str) -> list[str]:
    """The QR code of a text, in lines of half blocks that mean dark, with a margin of one module."""
    import segno  # only where a code is asked for

    rows = [[bool(module) for module in row] for row in segno.make(text, error="l", micro=False).matrix_iter(border=1)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = (zip(*both, strict=True) for both in zip(rows[::2], rows[1::2], strict=True))
    return ["".join(map(_HALVES.__getitem__, each)) for each in pairs]
