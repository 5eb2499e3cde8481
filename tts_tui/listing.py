"""The applications that have been read so far, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tts_tui.api.models import ApplicationRow, Page

__all__ = ["Listing"]


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in the server's order, each ID once. `total` is the server's count, `complete` whether all were read."""

    rows: tuple[ApplicationRow, ...] = ()
    total: int | None = None
    complete: bool = False

    def with_page(self, page: Page[ApplicationRow], *, last: bool) -> Listing:
        """This listing and one page more. A row that moved to a later page while reading stays where it was first."""
        known = {row.id for row in self.rows}
        fresh = tuple({row.id: row for row in page.items if row.id not in known}.values())
        return replace(
            self, rows=self.rows + fresh, total=self.total if page.total is None else page.total, complete=last
        )

    def matching(self, text: str) -> tuple[ApplicationRow, ...]:
        """The rows whose ID, name or description have every word of `text`, whatever the case."""
        words = text.casefold().split()
        if not words:
            return self.rows
        return tuple(
            row
            for row in self.rows
            if all(word in f"{row.id}\n{row.name}\n{row.description}".casefold() for word in words)
        )

    @property
    def count(self) -> str:
        """How many there are: the total, or how many of it have been read."""
        read = len(self.rows)
        if self.complete or self.total is None:
            return f"{read:,}"
        return f"{read:,} of {self.total:,} read"
