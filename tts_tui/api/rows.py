"""What lists are made of: light, as there may be a hundred thousand of them, and as a start shows a list first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["ApplicationRow", "Page"]

T = TypeVar("T")


class ApplicationRow(NamedTuple):
    """One line of a list of applications.

    `description` is only the beginning of one that was `cut`.
    """

    id: str
    name: str
    description: str
    created_at: datetime | None
    deleted_at: datetime | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list. `total` is how many there are in all, or None where the server didn't say."""

    items: tuple[T, ...]
    total: int | None = None
