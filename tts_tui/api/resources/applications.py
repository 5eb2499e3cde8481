"""Applications. (`application_services.proto`; recordings/02_applications.json)"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from tts_tui.api.calls import MAX_LIMIT, Call, page_query, path
from tts_tui.api.decoding import expect, read, read_list, read_written, text
from tts_tui.api.errors import NotFound, OutcomeUnknown
from tts_tui.api.field_rules import ADDRESSES
from tts_tui.api.pagination import Pages
from tts_tui.api.row_decoding import application_rows
from tts_tui.api.rows import ApplicationRow, Page

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender
    from tts_tui.api.models import Account, Application

__all__ = [
    "EDITABLE",
    "QUERY_MAX",
    "ApplicationOrder",
    "Applications",
    "changed",
    "create_call",
    "delete_call",
    "purge_call",
    "query_of",
    "restore_call",
    "update_call",
]

ApplicationOrder = Literal["application_id", "-application_id", "name", "-name", "created_at", "-created_at"]

_CONTACTS: Final = ("administrative_contact", "technical_contact")

EDITABLE: Final = (
    "name",
    "description",
    "attributes",
    *ADDRESSES,
    *_CONTACTS,
)
"""The fields that an update may name in its mask."""

QUERY_MAX: Final = 50
"""Letters that a search may have, with the backslashes of `query_of`. (`search_services.proto` 36-88)"""

_ROW_MASK: Final = "name,description"
_WHOLE_MASK: Final = ",".join((*EDITABLE, "dev_eui_counter"))


def create_call(application: Application, owner: Account) -> Call:
    """Make an application that belongs to `owner`. Empty fields are left out."""
    body = {"ids": {"application_id": application.id}, **_wire(application, EDITABLE)}
    return Call("POST", path(f"{owner.kind}s", owner.id, "applications"), body={"application": body})


def update_call(application: Application, paths: Collection[str]) -> Call:
    """Set the fields named in `paths` to what `application` has; an empty one is cleared.

    Raises ValueError without paths, or for one that can't be changed: an update without a mask says nothing.
    """
    if not paths or not set(paths) <= set(EDITABLE):
        raise ValueError(f"not a field mask for an update: {sorted(paths)}")
    ordered = [each for each in EDITABLE if each in paths]
    return Call(
        "PUT",
        path("applications", application.id),
        body={"application": _wire(application, ordered), "field_mask": {"paths": ordered}},
    )


def delete_call(application_id: str) -> Call:
    """Delete an application softly: its ID stays taken and it can be restored for a while."""
    return Call("DELETE", path("applications", application_id))


def restore_call(application_id: str) -> Call:
    """Bring a deleted application back, while the server still allows it."""
    return Call("POST", path("applications", application_id, "restore"))


def purge_call(application_id: str) -> Call:
    """Delete an application for good, which frees its ID. Administrators only."""
    return Call("DELETE", path("applications", application_id, "purge"))


def changed(before: Application, after: Application) -> tuple[str, ...]:
    """The editable fields in which the two differ, in a fixed order."""
    return tuple(each for each in EDITABLE if getattr(before, each) != getattr(after, each))


def query_of(text: str) -> str:
    """The query that searches for exactly this text: `%` and `_` are escaped, as wildcards. (`BS/entity_search.go`)

    The server refuses a query of more than `QUERY_MAX` letters.
    """
    return re.sub(r"([\\%_])", r"\\\1", text)


class Applications:
    """`/applications` and `/search/applications`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def page(
        self,
        *,
        order: ApplicationOrder = "application_id",
        page: int = 1,
        limit: int = MAX_LIMIT,
        deleted: bool = False,
        search: bool = False,
        of: Account | None = None,
    ) -> Page[ApplicationRow]:
        """One page of applications, at most 1000.

        The list is the caller's own, those of their organizations included; with `search` it is every application
        for an administrator, and for others what they belong to, without RIGHT_USER_APPLICATIONS_LIST. `of` a user or
        an organization it is what they belong to themselves, which needs the right APPLICATIONS_LIST of that account.
        With `deleted`, only those that were deleted.
        """
        query = page_query(page, limit, order)
        if deleted:
            query["deleted"] = "true"
        if of is not None:
            return await self._ask(path(f"{of.kind}s", of.id, "applications"), query)
        return await self._ask(path("search", "applications") if search else path("applications"), query)

    async def search(
        self, text: str, *, order: ApplicationOrder = "application_id", page: int = 1
    ) -> Page[ApplicationRow]:
        """One page of what the server finds with `text`, at most 1000: everybody's for an administrator, see `page`.

        It is looked for in IDs and names as it is, in any case, and in whole descriptions by their words: all of them,
        in any order and form, a minus before one excludes it. (A database other than PostgreSQL takes descriptions as
        it takes names.) So `description_contains` would find nothing more. Raises ValueError for a text that is empty
        or too long, see `query_of`; PermissionDenied `search_forbidden` for a key that is no user's or organization's.
        """
        query = query_of(text)
        if not 1 <= len(query) <= QUERY_MAX:
            raise ValueError(f"a search has from 1 to {QUERY_MAX} letters")
        return await self._ask(path("search", "applications"), {**page_query(page, MAX_LIMIT, order), "query": query})

    async def _ask(self, where: str, query: dict[str, str]) -> Page[ApplicationRow]:
        call = Call("GET", where, {**query, "field_mask": _ROW_MASK})
        answer = await self._sender.fetch(call, application_rows)
        return Page(answer.json, answer.total)

    def pages(
        self,
        *,
        start: int = 1,
        total: int | None = None,
        limit: int | None = None,
        order: ApplicationOrder = "application_id",
        search: bool = False,
        of: Account | None = None,
    ) -> Pages[ApplicationRow]:
        """Pages from the number `start` on, in their order, see `page` and `Pages`."""

        async def ask(number: int) -> Page[ApplicationRow]:
            return await self.page(order=order, page=number, search=search, of=of)

        return Pages(ask, start=start, total=total, limit=limit)

    async def get(self, application_id: str) -> Application:
        """One application with all its fields."""
        from tts_tui.api.models import Application

        call = Call("GET", path("applications", application_id), {"field_mask": _WHOLE_MASK})
        return read(Application, (await self._sender.send(call)).json)

    async def exists(self, application_id: str) -> bool:
        """Whether an application of that ID exists: what it shows to everybody is asked for, whatever one's rights.

        A refusal other than 404 tells nothing of it, and is raised.
        """
        try:
            expect((await self._sender.send(Call("GET", path("applications", application_id)))).json, "ids")
        except NotFound:
            return False
        return True

    async def create(self, application: Application, owner: Account) -> Application:
        """Make an application that belongs to `owner`; the answer has every field."""
        from tts_tui.api.models import Application

        return read_written(Application, (await self._sender.send(create_call(application, owner))).json)

    async def update(self, application: Application, paths: Collection[str]) -> None:
        """Set the fields named in `paths`, and nothing else. See `update_call`."""
        expect((await self._sender.send(update_call(application, paths))).json, "ids", otherwise=OutcomeUnknown)

    async def delete(self, application_id: str) -> None:
        """Delete softly; FailedPrecondition `application_has_devices` while it has devices."""
        expect((await self._sender.send(delete_call(application_id))).json, otherwise=OutcomeUnknown)

    async def restore(self, application_id: str) -> None:
        """Restore; FailedPrecondition `restore_window_expired` when it is too late."""
        expect((await self._sender.send(restore_call(application_id))).json, otherwise=OutcomeUnknown)

    async def purge(self, application_id: str) -> None:
        """Purge; PermissionDenied `admins_purge_applications`, NotFound `entity_not_found`.

        Its webhooks, pub/subs, link and packages stay with the ID. (recordings/self-contained/22_purge_restore.json)
        """
        expect((await self._sender.send(purge_call(application_id))).json, otherwise=OutcomeUnknown)

    async def is_deleted(self, application_id: str) -> bool:
        """Whether an application of that ID is among the deleted ones: for an administrator, of everybody's."""
        query = {
            **page_query(1, MAX_LIMIT, "application_id"),
            "deleted": "true",
            "id_contains": query_of(application_id),
        }
        page = await self._ask(path("search", "applications"), query)
        return any(each.id == application_id for each in page.items)

    async def rights(self, application_id: str) -> frozenset[str]:
        """The caller's rights on the application, expanded; empty for an application that they can't see."""
        answer = await self._sender.send(Call("GET", path("applications", application_id, "rights")))
        return frozenset(read_list(expect(answer.json, "rights"), "rights", text))


def _wire(application: Application, paths: Collection[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for each in paths:
        value = getattr(application, each)
        if each in _CONTACTS:
            values[each] = value and value.wire()
        elif isinstance(value, Mapping):
            values[each] = dict(value)
        else:
            values[each] = value
    return {key: value for key, value in values.items() if value}
