"""Where a token can live, and what each place is called."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, get_args

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STORE_KINDS", "STORE_WORDS", "StoreKind", "StoreWords", "in_short"]

StoreKind = Literal["keyring", "insecure-keyring", "file", "session"]
"""The OS keyring, a keyring that is a plain file, a 0600 file, or nowhere but in this session."""

STORE_KINDS: Final[tuple[StoreKind, ...]] = get_args(StoreKind)


class StoreWords(msgspec.Struct, frozen=True):
    """What a place is called in a column, in a list to choose from, and as where a token comes from."""

    short: str
    choice: str
    source: str


STORE_WORDS: Final[Mapping[StoreKind, StoreWords]] = MappingProxyType(
    {
        "keyring": StoreWords("OS keyring", "The OS keyring", "from the OS keyring"),
        "insecure-keyring": StoreWords(
            "plain keyring", "A keyring that is a plain file", "from the keyring that is a plain file"
        ),
        "file": StoreWords("0600 file", "A file that only you can read (0600)", "from a file that only you can read"),
        "session": StoreWords("session only", "This session only", "kept for this session only"),
    }
)


def in_short(kind: StoreKind | None) -> str:
    """A place in the words of a column; None is where nobody has chosen one yet."""
    return STORE_WORDS[kind].short if kind is not None else "not signed in"
