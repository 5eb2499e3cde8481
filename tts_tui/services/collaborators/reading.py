"""Reading who shares an application, and what the caller may change of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

from tts_tui.api.errors import TTSError
from tts_tui.services.collaborators.rules import Sharing, contacts_of
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.services.parallel_reads import together

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from typing import Any

    from tts_tui.api.client import Client
    from tts_tui.api.models import Account
    from tts_tui.api.resources.auth_info import AuthInfo

__all__ = ["a_few_at_once", "names", "read"]

A = TypeVar("A")
T = TypeVar("T")

_AT_ONCE: Final = 4
"""Calls that are on their way at the same time."""


async def read(client: Client, info: AuthInfo, application_id: str, *, held: frozenset[str] | None = None) -> Sharing:
    """Everybody who shares an application, the caller's rights on it and in its organizations, and its contacts.

    `held` are the caller's rights on the application where they are known already. Without the right to see the
    application its contacts are left out. Raises one of `tts_tui.api.errors`.
    """

    async def rights() -> frozenset[str]:
        return await client.applications.rights(application_id) if held is None else held

    async with together() as reads:
        sharing = reads.create_task(client.collaborators.all(application_id))
        holding = reads.create_task(rights())
        reading = reads.create_task(or_not_allowed(client.applications.get(application_id)))
    collaborators, may, application = sharing.result(), holding.result(), reading.result()
    organizations = [each.account.id for each in collaborators if each.account.kind == "organization"]
    inside = await a_few_at_once(client.organizations.rights, organizations)
    return Sharing(
        info,
        collaborators,
        may,
        dict(zip(organizations, inside, strict=True)),
        (None, None) if isinstance(application, NotAllowed) else contacts_of(application),
    )


async def names(client: Client, accounts: Iterable[Account]) -> dict[Account, str]:
    """What these accounts are called, where they have a name that can be read: nobody waits for one that can't."""

    async def one(account: Account) -> str:
        try:
            return await client.accounts.name(account)
        except TTSError:
            return ""

    asked = list(dict.fromkeys(accounts))
    found = await a_few_at_once(one, asked)
    return {account: name for account, name in zip(asked, found, strict=True) if name}


async def a_few_at_once(call: Callable[[A], Coroutine[Any, Any, T]], items: Iterable[A]) -> list[T]:
    """The answers of a call for many items, in their order; only a few calls are on their way at a time."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(item: A) -> T:
        async with turn:
            return await call(item)

    async with together() as reads:
        asked = [reads.create_task(one(each)) for each in items]
    return [each.result() for each in asked]
