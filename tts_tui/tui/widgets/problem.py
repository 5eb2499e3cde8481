"""An error on the screen: what happened, why, what to do, and what its reference is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from tts_tui.services.error_text import Explanation

__all__ = ["Problem"]


class Problem(Static):
    """Shows one explanation, or nothing at all."""

    explanation: Explanation | None = None

    def __init__(self) -> None:
        super().__init__(id="problem")
        self.display = False

    def show(self, explanation: Explanation | None) -> None:
        """Show it, or take away what was shown."""
        self.explanation = explanation
        self.display = explanation is not None
        if explanation is None:
            return
        lines = [Content.styled(f"✗ {explanation.what}", "bold $text-error")]
        if explanation.why:
            lines.append(Content(explanation.why))
        if explanation.advice:
            lines.append(Content(explanation.advice))
        if explanation.reference:
            lines.append(Content.styled(f"{explanation.reference} · F6 copies all of this", "$foreground-muted"))
        self.update(Content("\n").join(lines))
