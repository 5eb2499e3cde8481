"""CSV that is safe to open: text of a server is neither an escape sequence nor a spreadsheet's formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["csv_text"]

_FORMULA: Final = ("=", "+", "-", "@")
"""How a cell begins that a spreadsheet would run."""


def csv_text(header: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A table with a head, its lines ended as RFC 4180 has it. A quote goes before what would run as a formula.

    With no header these are further rows of a table.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    if header:
        writer.writerow(header)
    writer.writerows(map(_inert, rows))
    return out.getvalue()


def _inert(row: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in map(visible, row)]
