"""The places where a token can live, each as a store and in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.servers.model import StoreKind
    from tts_tui.session.credentials import TokenStore

__all__ = ["WORDS", "token_store"]

WORDS: Final[Mapping[StoreKind, str]] = MappingProxyType(
    {
        "keyring": "The OS keyring",
        "insecure-keyring": "A keyring that is a plain file",
        "file": "A file that only you can read (0600)",
        "session": "This session only",
    }
)


def token_store(store_kind: StoreKind) -> TokenStore:
    """The store of a place. That of a session has what was stored in it: keep it for as long as the session."""
    match store_kind:
        case "keyring" | "insecure-keyring":
            from tts_tui.session.credentials.keyring import Keyring

            return Keyring(insecure=store_kind == "insecure-keyring")
        case "file":
            from tts_tui.session.credentials.file import TokenFile

            return TokenFile()
        case "session":
            from tts_tui.session.credentials.session import SessionOnly

            return SessionOnly()
