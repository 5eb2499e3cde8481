"""Who may do what as CSV, for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.services.access.matrix import Held, HolderKind, columns
from tts_tui.services.spreadsheet import csv_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.services.access.matrix import AccessRow

__all__ = ["HELD", "KINDS", "as_csv"]

KINDS: Final = {
    HolderKind.USER: "user",
    HolderKind.ORGANIZATION: "organization",
    HolderKind.MEMBER: "member",
    HolderKind.KEY: "API key",
}
HELD: Final = {Held.YES: "yes", Held.NO: "no", Held.AT_MOST: "at most", Held.UNKNOWN: "unknown"}


def as_csv(rows: Sequence[AccessRow]) -> str:
    """A line for each row, a column for each right."""
    rights = columns(rows)
    header = ("kind", "id", "name", "through organization", "expired", *rights)
    return csv_text(header, ([*_who(row), *(HELD[row.holds(each)] for each in rights)] for row in rows))


def _who(row: AccessRow) -> list[str]:
    return [KINDS[row.kind], row.id, row.name, row.through, "yes" if row.expired else ""]
