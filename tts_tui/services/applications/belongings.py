"""What belongs to an application: how much of it there is, and what becomes of it on deletion and purge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.services.parallel_reads import together

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tts_tui.api.client import Client

__all__ = ["BELONGINGS", "DEVICES", "Belonging", "Count", "Removal", "account", "count_all"]

Removal = Literal["delete", "purge"]
Count = int | NotAllowed
"""A number, or why there is none."""

_KEPT: Final = "kept with the ID, by the server"
_FIRST: Final = "must be deleted first"
_ENDS: Final = "gone for good"
_LEFT: Final = "✗ left to whoever takes the ID"


class Belonging(msgspec.Struct, frozen=True):
    """One kind of thing: how it is counted, and what becomes of it. (recordings/self-contained/22_purge_restore.json)

    `count` raises one of `tts_tui.api.errors`.
    """

    word: str
    count: Callable[[Client, str], Awaitable[int]]
    deleted: str
    purged: str

    def becomes(self, removal: Removal, count: int) -> str:
        """What becomes of so many; nothing of a collaborator who is the only one: that is whoever asks."""
        if count == 1 and self.word == "Collaborators":
            return ""
        return self.deleted if removal == "delete" else self.purged


async def _collaborators(client: Client, application_id: str) -> int:
    found = await client.collaborators.page(application_id, limit=1)
    return len(found.items) if found.total is None else found.total


DEVICES: Final = "End devices"

BELONGINGS: Final = (
    Belonging(DEVICES, lambda tts, app: tts.devices.count(app), _FIRST, _FIRST),
    Belonging(
        "API keys",
        lambda tts, app: tts.api_keys.count(app),
        "stop now; one that may delete can restore",
        _ENDS,
    ),
    Belonging(
        "Collaborators",
        _collaborators,
        "all of them lose access",
        _ENDS,
    ),
    Belonging("Webhooks", lambda tts, app: tts.webhooks.count(app), _KEPT, f"{_LEFT}, with secrets"),
    Belonging("Pub/subs", lambda tts, app: tts.pubsubs.count(app), _KEPT, f"{_LEFT}, with secrets"),
    Belonging("Packages", lambda tts, app: tts.packages.count(app), _KEPT, _LEFT),
)


async def count_all(client: Client, application_id: str) -> dict[str, Count]:
    """How many it has of each, in the order of BELONGINGS. Raises one of `tts_tui.api.errors`."""
    async with together() as reads:
        counting = [
            (each.word, reads.create_task(or_not_allowed(each.count(client, application_id)))) for each in BELONGINGS
        ]
    return {word: task.result() for word, task in counting}


def account(counts: Mapping[str, Count], removal: Removal) -> list[tuple[str, str]]:
    """What there is of each and what becomes of it, as pairs of words that are safe to show."""
    rows = []
    for each in BELONGINGS:
        count = counts[each.word]
        if isinstance(count, NotAllowed):
            rows.append((each.word, count.why))
        else:
            follows = each.becomes(removal, count) if count else ""
            rows.append((each.word, f"{count:,}  {follows}".rstrip()))
    return rows
