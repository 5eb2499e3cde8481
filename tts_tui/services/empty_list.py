"""What a list that shows nothing says in place of its rows."""

from __future__ import annotations

import msgspec

__all__ = ["EmptyList"]


class EmptyList(msgspec.Struct, frozen=True):
    """A title, a sentence that explains it, an address, and the keys that help, each with what it does.

    It may have what the person typed, or what a server sent: whoever shows it makes it safe.
    """

    title: str
    sentence: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    address: str = ""
