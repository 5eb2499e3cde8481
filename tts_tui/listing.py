"""The applications that have been read so far, as one frozen value."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tts_tui.api.calls import MAX_LIMIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.api.applications import Order
    from tts_tui.api.rows import ApplicationRow, Page

__all__ = ["MOST", "Listing"]

MOST: Final = 200_000
"""How many applications are read at all; of more, only what is looked at: see docs/scale.md for the reasons."""


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

    def is_over(self, most: int) -> bool:
        """Whether there are more than `most`, so that the rest is not read."""
        return not self.complete and max(self.total or 0, len(self.rows) + 1) > most

    def without(self, application_id: str) -> Listing:
        """This listing without one application, which has been deleted."""
        rows = tuple(row for row in self.rows if row.id != application_id)
        gone = len(self.rows) - len(rows)
        total = None if self.total is None else max(0, self.total - gone)
        return replace(self, rows=rows, total=total, _known=set(), _texts=[])

    def knows(self, before: Order, after: Order) -> bool:
        """Whether this listing, which is in the order `before`, can be put in the order `after` without the server.

        For names and IDs only the server can, as their place depends on its language. Backwards, each order is just
        that, and instants have one order: then by ID, in the same direction. (`BS/util.go` 99-113)
        """
        field_ = after.removeprefix("-")
        return self.complete and field_ in (before.removeprefix("-"), "created_at")

    async def reordered(self, before: Order, after: Order) -> Listing:
        """This listing, which is in the order `before`, in the order `after`, of which it `knows`.

        A hundred thousand rows take a quarter of a second, so in steps of at most 50 ms.
        """
        if after == before:
            return self
        if after.removeprefix("-") == before.removeprefix("-"):
            return self._placed(range(len(self.rows) - 1, -1, -1))
        falling, keys, places = after.startswith("-"), list[tuple[float, str]](), list[int]()
        for start in range(0, len(self.rows), _RUN):
            keys += map(_created, self.rows[start : start + _RUN])
            places += sorted(range(start, len(keys)), key=keys.__getitem__, reverse=falling)
            await asyncio.sleep(0)
        places.sort(key=keys.__getitem__, reverse=falling)  # no more than merges what is sorted already
        await asyncio.sleep(0)
        return self._placed(places)

    def _placed(self, places: Sequence[int]) -> Listing:
        texts = self._texts if len(self._texts) == len(self.rows) else [_folded(row) for row in self.rows]
        return replace(
            self, rows=tuple(map(self.rows.__getitem__, places)), _known=set(), _texts=[texts[each] for each in places]
        )

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
        if self.total is None and not self.complete:
            return f"{read:,} read"
        if self.total is None or read >= self.total:
            return f"{read:,}"
        return f"{read:,} of {self.total:,} read"


_RUN: Final = 10_000
"""Rows that are sorted at a time."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def _folded(row: ApplicationRow) -> str:
    return f"{row.id}\n{row.name}\n{row.description}".casefold()


def _created(row: ApplicationRow) -> tuple[float, str]:
    return (row.created_at or _NEVER).timestamp(), row.id
