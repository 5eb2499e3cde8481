"""What a change of a formatter changes, line by line, in text that is safe to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.resources.formatters import GRPC_SERVICE, JAVASCRIPT
from tts_tui.services.differences import Difference, Line, compared
from tts_tui.services.formatters.kinds import kind_word
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.resources.formatters import Formatter

__all__ = ["differences"]


def differences(before: Formatter, after: Formatter) -> list[Difference]:
    """What changes: the kind, and the script or address. Control characters are shown."""
    return list(_differences(before, after))


def _differences(before: Formatter, after: Formatter) -> Iterator[Difference]:
    if before.kind != after.kind:
        yield Difference("Kind", (Line("-", kind_word(before.kind)), Line("+", kind_word(after.kind))))
    if before.parameter != after.parameter:
        label = "Address" if after.kind == GRPC_SERVICE and before.kind != JAVASCRIPT else "Script"
        yield Difference(label, tuple(compared(_lines(before.parameter), _lines(after.parameter))))


def _lines(text: str) -> list[str]:
    return [visible(line) for line in text.split("\n")] if text else ["(empty)"]
