"""A QR code of the login address, to scan with a phone."""

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
_FRAME: Final = 3
"""Lines of the screen that are not the code: top bar, caption, key bar."""
_QUIET: Final = 4
"""Modules of white around the code, as ISO/IEC 18004 has it; scanners may fail with less."""


class QRCodeScreen(BaseScreen[None]):
    """Shows the code with a caption. If the terminal has no room for the whole code, it says how much is needed."""

    CSS_PATH = "qr_code.tcss"
    area = "QR code"
    offers = (BACK,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, address: str, caption: str) -> None:
        super().__init__()
        self._caption = caption
        self._lines = drawn(address)

    def body(self) -> ComposeResult:
        with Container(id="middle"):
            # Black on white in every theme: scanners expect it.
            yield Static(Content.styled("\n".join(self._lines), "#000000 on #ffffff"), id="code")
            yield Static(Content(self._caption), id="caption")
            yield Static(id="no-room")

    def on_resize(self, event: Resize) -> None:
        width, height = len(self._lines[0]), len(self._lines) + _FRAME
        fits = width <= event.size.width and height <= event.size.height
        self.query_one("#code").display = self.query_one("#caption").display = fits
        self.query_one("#no-room").display = not fits
        self.query_one("#no-room", Static).update(
            Content(
                f"The QR code needs {width}×{height} cells; this terminal has {event.size.width}×{event.size.height}.\n"
                "Enlarge the terminal, or choose a smaller font."
            )
        )


def drawn(text: str) -> list[str]:
    """The QR code of a text with its quiet zone, as lines of half blocks, which are its dark modules."""
    import segno  # seldom needed, so not at the start

    code = segno.make(text, error="l", micro=False)
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=_QUIET)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = (zip(*both, strict=True) for both in zip(rows[::2], rows[1::2], strict=True))
    return ["".join(map(_HALVES.__getitem__, each)) for each in pairs]
