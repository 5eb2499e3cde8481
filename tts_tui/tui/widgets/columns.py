"""The columns of a table, and how they share its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Column", "fit"]


class Column(msgspec.Struct, frozen=True):
    """A column's title and its width in cells. One with `grows` takes room that is left, at first up to `max_width`.

    Words that have no room end in an ellipsis. `max_width` is for words that have a limit, such as IDs.

    `from_width` leaves the column out in a narrower table, `below_width` in one that is as wide or wider. `muted` is
    for what is looked at less, and what a filter found is marked unless `searched` is false.
    """

    title: str
    width: int
    grows: bool = False
    max_width: int = 10_000
    from_width: int = 0
    below_width: int = 10_000
    muted: bool = False
    searched: bool = True


def fit(
    columns: Sequence[Column], width: int, needs: Sequence[int] | None = None, *, reserved: int = 0
) -> tuple[int, ...]:
    """Each column's width, in a table of `width` cells of which some are `reserved`; 0 for a column that is left out.

    A column has a blank at both sides beside its width.

    `needs` says how wide the widest cell of each column is, where that is known; else it is `max_width` of each. No
    growing column gets more than it needs while another has too little. Room that nobody needs goes to the last that
    grows.
    """
    needs = [column.max_width for column in columns] if needs is None else needs
    widths = [column.width if column.from_width <= width < column.below_width else 0 for column in columns]
    growing = [index for index, column in enumerate(columns) if column.grows and widths[index]]
    room = max(0, width - reserved - sum(each + 2 for each in widths if each))
    for others, index in enumerate(sorted(growing, key=lambda each: needs[each] - widths[each]), 1 - len(growing)):
        more = min(max(0, needs[index] - widths[index]), room // (1 - others))
        widths[index] += more
        room -= more
    if growing:
        widths[growing[-1]] += room
    return tuple(widths)
