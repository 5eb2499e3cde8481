"""The rows of a long list that have been read so far, as one frozen value."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import compress, repeat
from operator import contains
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from tts_tui.api.calls import MAX_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tts_tui.api.rows import Page

__all__ = ["MAX_ROWS", "ListedRow", "Listing", "PageCollector", "instant"]

MAX_ROWS: Final = 200_000
"""The longest list that is read completely. Of a longer one, only what is looked at: see docs/scale.md."""


class ListedRow(Protocol):
    """What a listing needs to know of a row."""

    @property
    def id(self) -> str:
        """The row's ID, which no other row of the list has."""

    @property
    def cut(self) -> bool:
        """Whether part of the searched text was cut off."""

    @property
    def searched(self) -> str:
        """What a filter looks at."""


Row = TypeVar("Row", bound=ListedRow)


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """Rows in the server's order, each ID once.

    `total` is the server's count, `pages` how many pages were read, `seen` how many rows those had, and `complete`
    whether there are no more. `cut` says that of some rows not all is here that is searched.
    """

    rows: tuple[Row, ...] = ()
    total: int | None = None
    pages: int = 0
    seen: int = 0
    complete: bool = False
    cut: bool = False
    # The searched text of each row, at least of the first ones; shared with the listings that continue this one.
    _texts: list[str] = field(default_factory=list, compare=False, repr=False)

    def with_page(self, page: Page[Row]) -> Listing[Row]:
        """This listing with the next page, see `PageCollector.add`."""
        gathered = PageCollector(self)
        gathered.add(page)
        return gathered.listing

    def is_over(self, limit: int) -> bool:
        """Whether there are more than `limit`, so that the rest is not read."""
        return _is_over(self.complete, self.total, len(self.rows), limit)

    def without(self, *ids: str) -> Listing[Row]:
        """This listing without these, which have been deleted."""
        gone_ids = set(ids)
        rows = tuple(row for row in self.rows if row.id not in gone_ids)
        gone = len(self.rows) - len(rows)
        total = None if self.total is None else max(0, self.total - gone)
        return replace(self, rows=rows, total=total, _texts=[])

    def knows(self, before: str, after: str, keys: Mapping[str, Callable[[Row], Any]]) -> bool:
        """Whether this listing, which is in the order `before`, can be put in the order `after` without the server.

        Backwards, each order is just that, and one of the fields in `keys` can be sorted by here. For names and IDs
        only the server can, as their place depends on its language.
        """
        field_ = after.removeprefix("-")
        return self.complete and (field_ == before.removeprefix("-") or field_ in keys)

    async def reordered(self, before: str, after: str, keys: Mapping[str, Callable[[Row], Any]]) -> Listing[Row]:
        """This listing, which is in the order `before`, in the order `after`, of which it `knows`.

        Where the key is the same it is by ID, in the same direction. (`BS/util.go` 99-113)
        A hundred thousand rows take a quarter of a second, so in steps of at most 50 ms.
        """
        if after == before:
            return self
        if after.removeprefix("-") == before.removeprefix("-"):
            return self._placed(range(len(self.rows) - 1, -1, -1))
        key_of = keys[after.removeprefix("-")]
        falling, found, indices = after.startswith("-"), list[tuple[Any, str]](), list[int]()
        for start in range(0, len(self.rows), _RUN):
            found += [(key_of(row), row.id) for row in self.rows[start : start + _RUN]]
            indices += sorted(range(start, len(found)), key=found.__getitem__, reverse=falling)
            await asyncio.sleep(0)
        indices.sort(key=found.__getitem__, reverse=falling)  # no more than merges what is sorted already
        await asyncio.sleep(0)
        return self._placed(indices)

    def _placed(self, indices: Sequence[int]) -> Listing[Row]:
        texts = [self._texts[each] for each in indices] if len(self._texts) == len(self.rows) else []
        return replace(self, rows=tuple(map(self.rows.__getitem__, indices)), _texts=texts)

    async def prepare(self) -> None:
        """Prepare the searched texts, in steps of at most 50 ms, so that the first search is fast."""
        while (done := len(self._texts)) < len(self.rows):
            self._texts.extend(map(_folded, self.rows[done : done + _RUN]))
            await asyncio.sleep(0)

    def matching(self, text: str) -> tuple[Row, ...]:
        """The rows that have every word of `text` in what is searched, whatever the case."""
        words = text.casefold().split()
        if not words:
            return self.rows
        self._texts.extend(map(_folded, self.rows[len(self._texts) :]))
        rows, texts = self.rows, self._texts  # a page that came after this listing may have its own
        *others, last = words
        for word in others:
            has = [word in text for text in texts]
            rows, texts = tuple(compress(rows, has)), list(compress(texts, has))
        return tuple(compress(rows, map(contains, texts, repeat(last))))

    @property
    def count(self) -> str:
        """How many there are: the total, or how many of it have been read.

        Where rows were made or moved while the list was read, fewer than the total may be here: that is said.
        """
        read = len(self.rows)
        if self.total is None and not self.complete:
            return f"{read:,} read"
        if self.total is None or read >= self.total:
            return f"{read:,}"
        return f"{read:,} of {self.total:,} read"


class PageCollector(Generic[Row]):
    """Collects the pages of a list as they come.

    `complete` says whether there are no more pages, and `listing` is what there is so far. That is made on request:
    copying all rows for each of a hundred pages would take longer than reading them.
    """

    def __init__(self, listing: Listing[Row]) -> None:
        self._before = listing
        self._rows = list(listing.rows)
        self._known = {row.id for row in listing.rows}
        self._total, self._pages, self._seen = listing.total, listing.pages, listing.seen
        self._cut = listing.cut
        self.complete = listing.complete

    def add(self, page: Page[Row]) -> None:
        """Take in the page that comes next.

        A row that moved to a later page while reading stays where it was first. The last page is the one that brings
        the total, or, where the server gives none, is not full; one that brings nothing new is the last in any case.
        """
        fresh = {row.id: row for row in page.items if row.id not in self._known}
        self._rows += fresh.values()
        self._known.update(fresh)
        self._total = self._total if page.total is None else page.total
        self._pages += 1
        self._seen += len(page.items)
        self._cut = self._cut or any(row.cut for row in fresh.values())
        more = self._seen < self._total if self._total is not None else len(page.items) >= MAX_LIMIT
        self.complete = not (more and fresh)

    def is_over(self, limit: int) -> bool:
        """Whether there are more than `limit`, see `Listing.is_over`."""
        return _is_over(self.complete, self._total, len(self._rows), limit)

    @property
    def listing(self) -> Listing[Row]:
        """What has been read so far."""
        return replace(
            self._before,
            rows=tuple(self._rows),
            total=self._total,
            pages=self._pages,
            seen=self._seen,
            complete=self.complete,
            cut=self._cut,
        )


_RUN: Final = 10_000
"""Rows that are sorted or prepared at a time."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def _is_over(complete: bool, total: int | None, count: int, limit: int) -> bool:
    return not complete and max(total or 0, count + 1) > limit


def _folded(row: ListedRow) -> str:
    return row.searched.casefold()


def instant(moment: datetime | None) -> float:
    """A sort key for an instant; None comes before all others."""
    return (moment or _NEVER).timestamp()
