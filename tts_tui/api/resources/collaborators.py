"""Who shares an application. (`application_services.proto` 146-174; recordings/06_collaborators.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import MAX_LIMIT, Call, page_query, path
from tts_tui.api.decoding import expect, read_list
from tts_tui.api.models import Collaborator
from tts_tui.api.rows import Page

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = ["Collaborators"]


class Collaborators:
    """`/applications/{id}/collaborators`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def page(self, application_id: str, *, page: int = 1, limit: int = MAX_LIMIT) -> Page[Collaborator]:
        """One page of collaborators. Without the right to see them their rights are missing, not they."""
        query = page_query(page, limit, "id")
        call = Call("GET", path("applications", application_id, "collaborators"), query)
        answer = await self._sender.send(call)
        return Page(
            tuple(read_list(expect(answer.json, "collaborators"), "collaborators", Collaborator.model_validate)),
            answer.total,
        )
