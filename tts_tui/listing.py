"""The applications that have been read so far, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tts_tui.api.calls import MAX_LIMIT

if TYPE_CHECKING:
    from tts_tui.api.models import ApplicationRow, Page

__all__ = ["Listing"]


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in the server's order, each ID once.

    `total` is the server's count, `pages` how many pages were read, `seen` how many rows those had, and `complete`
    whether there are no more.
    """

    rows: tuple[ApplicationRow, ...] = ()
    total: int | None = None
    pages: int = 0
    seen: int = 0
    complete: bool = False

    def with_page(self, page: Page[ApplicationRow]) -> Listing:
        """This listing and the page that comes next.

        A row that moved to a later page while reading stays where it was first. The last page is the one that brings
        the total, or, where the server gives none, is not full; one that brings nothing new is the last in any case.
        """
        known = {row.id for row in self.rows}
        fresh = tuple({row.id: row for row in page.items if row.id not in known}.values())
        total = self.total if page.total is None else page.total
        seen = self.seen + len(page.items)
        more = seen < total if total is not None else len(page.items) >= MAX_LIMIT
        return replace(
            self,
            rows=self.rows + fresh,
            total=total,
            pages=self.pages + 1,
            seen=seen,
            complete=not (more and fresh),
        )

    def without(self, application_id: str) -> Listing:
        """This listing without one application, which has been deleted."""
        rows = tuple(row for row in self.rows if row.id != application_id)
        gone = len(self.rows) - len(rows)
        return replace(self, rows=rows, total=None if self.total is None else max(0, self.total - gone))

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
        """How many there are: the total, or how many of it have been read.

        Where applications were made or moved while the list was read, fewer than the total may be here: that is said.
        """
        read = len(self.rows)
        if self.total is None or read >= self.total:
            return f"{read:,}"
        return f"{read:,} of {self.total:,} read"
