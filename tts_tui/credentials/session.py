"""A token that is kept for as long as the program runs, and nowhere but in its memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tts_tui.credentials import Credential

__all__ = ["SessionOnly"]


class SessionOnly:
    """The memory of this process, as a store. Raises nothing."""

    source = "kept for this session only"

    def __init__(self) -> None:
        self._credentials: dict[str, Credential] = {}

    async def find(self, base_url: str) -> Credential | None:
        """What was stored for a server since the program started, or None."""
        return self._credentials.get(base_url)

    async def store(self, base_url: str, credential: Credential) -> None:
        """Keep it in the place of what was there."""
        self._credentials[base_url] = credential

    async def forget(self, base_url: str) -> None:
        """Forget what is kept for a server, if there is anything."""
        self._credentials.pop(base_url, None)
