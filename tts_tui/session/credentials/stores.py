"""The token store for each kind of store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tts_tui.servers.token_stores import StoreKind
    from tts_tui.session.credentials import TokenStore

__all__ = ["token_store"]


def token_store(store_kind: StoreKind) -> TokenStore:
    """The store of that kind. One of the kind "session" is only in memory: keep it as long as the session."""
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
