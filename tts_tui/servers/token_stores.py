"""The token stores that there are, and their words for every screen and page."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, get_args

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STORE_KINDS", "STORE_WORDS", "StoreKind", "StoreWords", "in_short"]

StoreKind = Literal["keyring", "insecure-keyring", "file", "session"]
"""The OS keyring, a keyring that is a plain file, a 0600 file, or only this session."""

STORE_KINDS: Final[tuple[StoreKind, ...]] = get_args(StoreKind)


class StoreWords(msgspec.Struct, frozen=True):
    """What a token store is called in a column, in a list of choices, and as the source of a token."""

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
    """What a column says of a server's token store; None if none has been chosen yet."""
    return STORE_WORDS[kind].short if kind is not None else "not signed in"
