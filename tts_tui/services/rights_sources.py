"""Whose rights on an application can be copied: its API keys and its collaborators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.rights import ALL, APPLICATION_ALL, Preset
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.services.parallel_reads import together

if TYPE_CHECKING:
    from tts_tui.api.client import Client

__all__ = ["of_an_application", "read"]


def of_an_application(rights: frozenset[str]) -> frozenset[str]:
    """Rights that give the same on an application: RIGHT_APPLICATION_ALL instead of RIGHT_ALL.

    Whoever creates an application has RIGHT_ALL, which only somebody can grant who holds every right of every kind.
    """
    return frozenset({APPLICATION_ALL}) if ALL in rights else rights


async def read(client: Client, application_id: str) -> tuple[list[Preset], list[str]]:
    """The rights of each key and collaborator, and what could not be read, with the reason.

    Names may be server text; reasons are safe to show. Raises one of `tts_tui.api.errors`.
    """
    async with together() as reads:
        reading_keys = reads.create_task(or_not_allowed(client.api_keys.all(application_id)))
        reading_collaborators = reads.create_task(or_not_allowed(client.collaborators.all(application_id)))
    keys, collaborators = reading_keys.result(), reading_collaborators.result()
    found: list[Preset] = []
    unread: list[str] = []
    if isinstance(keys, NotAllowed):
        unread.append(f"API keys: {keys.why}")
    else:
        found += [Preset(f"key {each.name or each.id}", of_an_application(each.rights)) for each in keys if each.rights]
    if isinstance(collaborators, NotAllowed):
        unread.append(f"collaborators: {collaborators.why}")
    else:
        found += [
            Preset(f"{each.account.kind} {each.account.id}", of_an_application(each.rights)) for each in collaborators
        ]
    return found, unread
