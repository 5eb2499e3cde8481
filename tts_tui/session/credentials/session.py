"""The token store that is only in memory, for as long as the program runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.servers.token_stores import STORE_WORDS

if TYPE_CHECKING:
    from tts_tui.session.credentials import Credential

__all__ = ["SessionOnly"]


class SessionOnly:
    """The memory of this process, as a store. Raises nothing."""

    source = STORE_WORDS["session"].source

    def __init__(self) -> None:
        self._credentials: dict[str, Credential] = {}

    async def find(self, entry: str) -> Credential | None:
        """What was stored there since the program started, or None."""
        return self._credentials.get(entry)

    async def store(self, entry: str, credential: Credential) -> None:
        """Store it, replacing what was there."""
        self._credentials[entry] = credential

    async def forget(self, entry: str) -> bool:
        """Forget what is stored there. Returns whether there was anything."""
        return self._credentials.pop(entry, None) is not None
