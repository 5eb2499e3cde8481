"""A count with its noun."""

from __future__ import annotations

__all__ = ["quantity"]


def quantity(count: int, noun: str) -> str:
    """Such as "1 device", "1,200 devices": for a noun whose plural only adds an s."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
