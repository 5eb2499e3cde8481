"""Finding an application by letters of its ID or name, as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.errors import PermissionDenied
from tts_tui.api.resources.applications import QUERY_MAX, query_of

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.rows import ApplicationRow

__all__ = ["ApplicationFinder"]


class ApplicationFinder:
    """Searches the caller's own applications, at most 1,000 of them, and asks the server for others.

    The application with the ID `first` comes first.
    """

    def __init__(self, client: Client, *, first: str = "") -> None:
        self._applications = client.applications
        self._first = first
        self._own: tuple[ApplicationRow, ...] | None = None
        self._complete = False
        self._searched: dict[str, tuple[ApplicationRow, ...]] = {}

    def known(self, letters: str) -> tuple[ApplicationRow, ...] | None:
        """What has all those words in its ID or name, or None where the server has to be asked."""
        words = letters.casefold().split()
        if self._own is None:
            return None
        found = tuple(each for each in self._own if all(word in f"{each.id}\n{each.name}".casefold() for word in words))
        if not words or (found and self._complete) or len(query_of(letters.strip())) > QUERY_MAX:
            return found
        return self._searched.get(letters.strip())

    async def ask(self, letters: str) -> None:
        """Ask the server for what `known` doesn't know. Raises one of `tts_tui.api.errors`."""
        if self._own is None:
            try:
                page = await self._applications.page()
            except PermissionDenied:  # without the right to list, searching needs none
                page = await self._applications.page(search=True)
            self._own = tuple(sorted(page.items, key=lambda each: each.id != self._first))
            self._complete = page.total is None or page.total <= len(page.items)
        if self.known(letters) is None:
            self._searched[letters.strip()] = (await self._applications.search(letters.strip())).items
