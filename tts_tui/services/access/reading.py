"""Reading who may do what. Where the API keys may not be read, the others are still shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.services.access import matrix
from tts_tui.services.api_keys import expiry
from tts_tui.services.collaborators import reading as collaborators
from tts_tui.services.missing_rights import NotAllowed, lacking, or_not_allowed
from tts_tui.services.parallel_reads import together

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.models import APIKey, Collaborator
    from tts_tui.api.resources.auth_info import AuthInfo
    from tts_tui.services.collaborators.rules import Sharing

__all__ = ["Access", "read", "read_members"]

_SEE_RIGHTS: Final = "RIGHT_APPLICATION_SETTINGS_COLLABORATORS"


class Access(msgspec.Struct, frozen=True):
    """Who shares an application, and its keys, or why those can't be read."""

    sharing: Sharing
    keys: tuple[APIKey, ...] | NotAllowed

    @property
    def unread(self) -> tuple[str, ...]:
        """What can't be read and which right that needs, as sentences that are safe to show."""
        found = []
        if self.sharing.collaborators and not any(each.rights for each in self.sharing.collaborators):
            found.append(f"Collaborators' rights: {lacking(_SEE_RIGHTS)}.")
        if isinstance(self.keys, NotAllowed):
            found.append(f"API keys: {self.keys.why}.")
        return tuple(found)

    @property
    def organizations(self) -> tuple[str, ...]:
        """The IDs of the organizations that share it."""
        return tuple(each.account.id for each in self.sharing.collaborators if each.account.kind == "organization")

    def rows(
        self, now: datetime, members: Mapping[str, tuple[Collaborator, ...]] | None = None
    ) -> list[matrix.AccessRow]:
        """The rows of the matrix; `members` are those of the organizations that are open."""
        keys = () if isinstance(self.keys, NotAllowed) else self.keys
        expired = ((each, expiry.nearness(each.expires_at, now) == "expired") for each in keys)
        return matrix.rows(self.sharing.collaborators, expired, members)


async def read(client: Client, info: AuthInfo, application_id: str) -> Access:
    """Everybody with access. Keys that may not be read are no error. Raises one of `tts_tui.api.errors` otherwise."""
    async with together() as reads:
        sharing = reads.create_task(collaborators.read(client, info, application_id))
        keys = reads.create_task(or_not_allowed(client.api_keys.all(application_id)))
    return Access(sharing.result(), keys.result())


async def read_members(client: Client, organizations: Iterable[str]) -> dict[str, tuple[Collaborator, ...]]:
    """The members of these organizations. Raises one of `tts_tui.api.errors`."""
    asked = list(organizations)
    found = await collaborators.a_few_at_once(client.organizations.members, asked)
    return dict(zip(asked, found, strict=True))
