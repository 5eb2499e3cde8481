"""Rows of lists: small, as there may be a hundred thousand, and quick to import, as a start shows a list first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec
from msgspec.structs import force_setattr

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["ApplicationRow", "DeviceRow", "Page"]

T = TypeVar("T")


class ApplicationRow(msgspec.Struct, frozen=True, gc=False):
    """One line of a list of applications.

    `description` is only the beginning if it was `cut`. A row refers to nothing that could refer back to it, so garbage
    collection can leave it out: with a hundred thousand rows it would stop the program for 80 ms and more.
    """

    id: str
    name: str
    description: str
    created_at: datetime | None
    deleted_at: datetime | None = None
    cut: bool = False

    @property
    def searched(self) -> str:
        """What a filter looks at."""
        return f"{self.id}\n{self.name}\n{self.description}"


class DeviceRow(msgspec.Struct, frozen=True, gc=False):
    """One line of a list of end devices; an EUI that a device lacks is empty. Light in the way of ApplicationRow.

    `last_seen_at` is None for a device that never sent; it is up to ten seconds late, and a simulated uplink doesn't
    count. (recordings/self-contained/19_devices_more.json)
    """

    id: str
    name: str
    dev_eui: str
    join_eui: str
    description: str
    last_seen_at: datetime | None
    created_at: datetime | None
    cut: bool = False

    @property
    def searched(self) -> str:
        """What a filter looks at."""
        return f"{self.id}\n{self.name}\n{self.dev_eui}\n{self.join_eui}\n{self.description}"


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some of a list. `total` is how many there are in all, or None where the server didn't say.

    One that is smaller than what is here says nothing: the list of packages has 0, whatever it holds.
    (recordings/self-contained/17_packages.json)
    """

    items: tuple[T, ...]
    total: int | None = None

    def __post_init__(self) -> None:
        """Drop a total that can't be right."""
        if self.total is not None and self.total < len(self.items):
            force_setattr(self, "total", None)
