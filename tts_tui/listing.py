"""The applications that have been read so far, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tts_tui.api.calls import MAX_LIMIT

if TYPE_CHECKING:
    from tts_tui.api.applications import Order
    from tts_tui.api.models import ApplicationRow, Page

__all__ = ["Listing"]


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in the server's order, each ID once.

    `total` is the server's count, `pages` how many pages were read, `seen` how many rows those had, and `complete`
    whether there are no more. `cut` says that some rows have only the beginning of their description.
    """

    rows: tuple[ApplicationRow, ...] = ()
    total: int | None = None
    pages: int = 0
    seen: int = 0
    complete: bool = False
    cut: bool = False
    # Worked out once for each row, and handed on from page to page: 100 pages would look at 5,000,000 rows otherwise.
    _known: set[str] = field(default_factory=set, compare=False, repr=False)
    _texts: list[str] = field(default_factory=list, compare=False, repr=False)

    def with_page(self, page: Page[ApplicationRow]) -> Listing:
        """This listing and the page that comes next.

        A row that moved to a later page while reading stays where it was first. The last page is the one that brings
        the total, or, where the server gives none, is not full; one that brings nothing new is the last in any case.
        """
        known = self._known if len(self._known) == len(self.rows) else {row.id for row in self.rows}
        texts = self._texts if len(self._texts) == len(self.rows) else [_folded(row) for row in self.rows]
        fresh = tuple({row.id: row for row in page.items if row.id not in known}.values())
        known.update([row.id for row in fresh])
        texts.extend([_folded(row) for row in fresh])
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
            cut=self.cut or any(row.cut for row in fresh),
            _known=known,
            _texts=texts,
        )

    def without(self, application_id: str) -> Listing:
        """This listing without one application, which has been deleted."""
        rows = tuple(row for row in self.rows if row.id != application_id)
        gone = len(self.rows) - len(rows)
        total = None if self.total is None else max(0, self.total - gone)
        return replace(self, rows=rows, total=total, _known=set(), _texts=[])

    def reordered(self, before: Order, after: Order) -> Listing | None:
        """This listing, which is in the order `before`, in the order `after`, or None where only the server knows that.

        It does for names and IDs, whose place depends on its language. Backwards, each order is just that, and instants
        have one order: then by ID, in the same direction. (`BS/util.go` 99-113)
        """
        if not self.complete:
            return None
        if after == before:
            return self
        if after.removeprefix("-") == before.removeprefix("-"):
            rows = self.rows[::-1]
        elif after.removeprefix("-") == "created_at":
            rows = tuple(sorted(self.rows, key=_created, reverse=after.startswith("-")))
        else:
            return None
        return replace(self, rows=rows, _known=set(), _texts=[])

    def matching(self, text: str) -> tuple[ApplicationRow, ...]:
        """The rows whose ID, name or description have every word of `text`, whatever the case."""
        words = text.casefold().split()
        if not words:
            return self.rows
        if len(self._texts) < len(self.rows):
            self._texts[:] = map(_folded, self.rows)
        texts = zip(self.rows, self._texts, strict=False)  # a page that came after this listing may have its own here
        if len(words) == 1:
            (word,) = words
            return tuple([row for row, folded in texts if word in folded])
        return tuple([row for row, folded in texts if all(word in folded for word in words)])

    @property
    def count(self) -> str:
        """How many there are: the total, or how many of it have been read.

        Where applications were made or moved while the list was read, fewer than the total may be here: that is said.
        """
        read = len(self.rows)
        if self.total is None or read >= self.total:
            return f"{read:,}"
        return f"{read:,} of {self.total:,} read"


_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def _folded(row: ApplicationRow) -> str:
    return f"{row.id}\n{row.name}\n{row.description}".casefold()


def _created(row: ApplicationRow) -> tuple[datetime, str]:
    return row.created_at or _NEVER, row.id
