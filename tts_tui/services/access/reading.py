"""Reading who may do what: each part by itself, so that one that may not be read leaves the others."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from tts_tui.api.errors import TTSError
from tts_tui.services.access import matrix
from tts_tui.services.api_keys import expiry
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed, you_lack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.models import Account, APIKey, Collaborator

__all__ = ["Access", "names", "read", "read_members"]

SEE_RIGHTS = "RIGHT_APPLICATION_SETTINGS_COLLABORATORS"
SEE_MEMBERS = "RIGHT_ORGANIZATION_SETTINGS_MEMBERS"
_AT_ONCE = 4
"""Names and organizations that are asked for at the same time."""


class Access(msgspec.Struct, frozen=True):
    """Who shares an application, and its keys, or why those can't be read."""

    collaborators: tuple[Collaborator, ...]
    keys: tuple[APIKey, ...] | NotAllowed

    @property
    def unread(self) -> tuple[str, ...]:
        """What can't be read and which right that needs, as sentences."""
        found = []
        if self.collaborators and not any(each.rights for each in self.collaborators):
            found.append(f"Rights of collaborators: {you_lack(SEE_RIGHTS)}")
        if isinstance(self.keys, NotAllowed):
            found.append(f"API keys: {self.keys.why}.")
        return tuple(found)

    @property
    def organizations(self) -> tuple[str, ...]:
        """The IDs of the organizations that share it."""
        return tuple(each.account.id for each in self.collaborators if each.account.kind == "organization")

    def rows(self, now: datetime, members: Mapping[str, tuple[Collaborator, ...]] | None = None) -> list[matrix.Row]:
        """The rows of the matrix; `members` are those of the organizations that are open."""
        keys = () if isinstance(self.keys, NotAllowed) else self.keys
        expired = ((each, expiry.nearness(each.expires_at, now) == "expired") for each in keys)
        return matrix.rows(self.collaborators, expired, members)


async def read(client: Client, application_id: str) -> Access:
    """Everybody with access. Keys that may not be read are no error. Raises one of `tts_tui.api.errors` otherwise."""
    collaborators, keys = await asyncio.gather(
        client.collaborators.all(application_id), or_not_allowed(client.api_keys.all(application_id))
    )
    return Access(collaborators, keys)


async def read_members(client: Client, organizations: Iterable[str]) -> dict[str, tuple[Collaborator, ...]]:
    """The members of these organizations, a few at a time."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(organization_id: str) -> tuple[str, tuple[Collaborator, ...]]:
        async with turn:
            return organization_id, await client.organizations.members(organization_id)

    return dict(await asyncio.gather(*map(one, organizations)))


async def names(client: Client, accounts: Iterable[Account]) -> dict[Account, str]:
    """What these accounts are called, where they have a name that can be read: nobody waits for one that can't."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(account: Account) -> tuple[Account, str]:
        async with turn:
            try:
                return account, await client.accounts.name(account)
            except TTSError:
                return account, ""

    found = await asyncio.gather(*map(one, dict.fromkeys(accounts)))
    return {account: name for account, name in found if name}
