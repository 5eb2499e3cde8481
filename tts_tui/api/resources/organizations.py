"""The organizations of the caller. (`organization_services.proto`; recordings/01_users.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import MAX_LIMIT, Call, page_query, path
from tts_tui.api.decoding import expect, read_list
from tts_tui.api.models import Organization
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
