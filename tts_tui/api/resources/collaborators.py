"""Who shares an application. (`application_services.proto` 146-174; recordings/06_collaborators.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import MAX_LIMIT, Call, page_query, path
from tts_tui.api.decoding import expect, read, read_list
from tts_tui.api.errors import OutcomeUnknown
from tts_tui.api.models import Collaborator
from tts_tui.api.pagination import read_all
from tts_tui.api.rows import Page

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender
    from tts_tui.api.models import Account

__all__ = ["Collaborators", "remove_call", "set_call"]


def set_call(application_id: str, collaborator: Collaborator) -> Call:
    """Give an account just these rights on an application, whether or not it has some by now.

    Raises ValueError for no rights at all: with those the server removes who it is, past its own look whether that is
    a contact. `remove_call` removes. (`IS/application_access.go` 300-326)
    """
    if not collaborator.rights:
        raise ValueError("a collaborator without rights would be removed")
    body = {"collaborator": {"ids": collaborator.account.wire(), "rights": sorted(collaborator.rights)}}
    return Call("PUT", path("applications", application_id, "collaborators"), body=body)


def remove_call(application_id: str, account: Account) -> Call:
    """Take an application away from an account."""
    return Call("DELETE", path("applications", application_id, "collaborator", account.kind, account.id))


class Collaborators:
    """`/applications/{id}/collaborators`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def page(self, application_id: str, *, page: int = 1, limit: int = MAX_LIMIT) -> Page[Collaborator]:
        """One page of collaborators. Without the right to see them they are listed without their rights."""
        query = page_query(page, limit, "id")
        call = Call("GET", path("applications", application_id, "collaborators"), query)
        answer = await self._sender.send(call)
        return Page(
            tuple(read_list(expect(answer.json, "collaborators"), "collaborators", Collaborator.model_validate)),
            answer.total,
        )

    async def all(self, application_id: str) -> tuple[Collaborator, ...]:
        """Every collaborator, page by page, each once. See `page`."""
        return await read_all(lambda number: self.page(application_id, page=number), lambda each: each.account)

    async def get(self, application_id: str, account: Account) -> Collaborator:
        """One collaborator with the rights as they were given (pseudo-rights are not expanded).

        Raises NotFound `membership_not_found` for who is none, `account_not_found` for who isn't there, and
        PermissionDenied without RIGHT_APPLICATION_SETTINGS_COLLABORATORS.
        """
        call = Call("GET", path("applications", application_id, "collaborator", account.kind, account.id))
        return read(Collaborator, (await self._sender.send(call)).json)

    async def set(self, application_id: str, collaborator: Collaborator) -> None:
        """Give an account just these rights. See `set_call`.

        Raises NotFound `account_not_found`; PermissionDenied where the caller lacks a right that is given or taken
        away, after expansion (of RIGHT_ALL: rights of every kind); FailedPrecondition `application_needs_collaborator`
        where RIGHT_APPLICATION_ALL is taken from the last who holds it.
        """
        answer = await self._sender.send(set_call(application_id, collaborator))
        expect(answer.json, otherwise=OutcomeUnknown)

    async def remove(self, application_id: str, account: Account) -> None:
        """Take an application away from an account: RIGHT_APPLICATION_SETTINGS_COLLABORATORS is enough for it.

        Raises NotFound `membership_not_found`; FailedPrecondition `collaborator_is_contact`, and
        `organization_needs_collaborator` (of an application, too) for the last who holds RIGHT_APPLICATION_ALL.
        """
        answer = await self._sender.send(remove_call(application_id, account))
        expect(answer.json, otherwise=OutcomeUnknown)
