"""Organizations: the caller's, and who is in one.

Source: `organization_services.proto`; recordings/self-contained/21_search_and_lists.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import MAX_LIMIT, Call, page_query, path
from tts_tui.api.decoding import expect, read_list, text
from tts_tui.api.models import Collaborator, Organization
from tts_tui.api.pagination import read_all
from tts_tui.api.rows import Page

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = ["Organizations"]


class Organizations:
    """`/organizations`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def page(self, *, page: int = 1, limit: int = MAX_LIMIT) -> Page[Organization]:
        """One page of the organizations that the caller is a member of."""
        query = {**page_query(page, limit, "organization_id"), "field_mask": "name"}
        answer = await self._sender.send(Call("GET", path("organizations"), query))
        return Page(
            tuple(read_list(expect(answer.json, "organizations"), "organizations", Organization.model_validate)),
            answer.total,
        )

    async def members(self, organization_id: str) -> tuple[Collaborator, ...]:
        """Everybody in an organization, page by page, each once.

        Anybody may list them; without RIGHT_ORGANIZATION_SETTINGS_MEMBERS they come without their rights.
        """

        async def one(number: int) -> Page[Collaborator]:
            call = Call(
                "GET", path("organizations", organization_id, "collaborators"), page_query(number, MAX_LIMIT, "id")
            )
            answer = await self._sender.send(call)
            listed = read_list(expect(answer.json, "collaborators"), "collaborators", Collaborator.model_validate)
            return Page(tuple(listed), answer.total)

        return await read_all(one, lambda each: each.account)

    async def rights(self, organization_id: str) -> frozenset[str]:
        """The caller's rights in an organization, expanded; empty in one that they don't belong to."""
        answer = await self._sender.send(Call("GET", path("organizations", organization_id, "rights")))
        return frozenset(read_list(expect(answer.json, "rights"), "rights", text))
