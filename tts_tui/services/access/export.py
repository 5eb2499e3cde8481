"""Who may do what as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from tts_tui.services.access.matrix import Held, Kind, columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.services.access.matrix import Row

__all__ = ["HELD", "KINDS", "as_csv"]

KINDS: Final = {
    Kind.USER: "user",
    Kind.ORGANIZATION: "organization",
    Kind.MEMBER: "member",
    Kind.KEY: "API key",
}
HELD: Final = {Held.YES: "yes", Held.NO: "no", Held.AT_MOST: "at most", Held.UNKNOWN: "unknown"}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Sequence[Row]) -> str:
    """A line for each row, a column for each right. A quote goes before what a spreadsheet would run as a formula."""
    rights = columns(rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["kind", "id", "name", "through organization", "expired", *rights])
    for row in rows:
        who = [KINDS[row.kind], row.id, row.name, row.through, "yes" if row.expired else ""]
        writer.writerow([*map(_inert, who), *(HELD[row.holds(each)] for each in rights)])
    return out.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
