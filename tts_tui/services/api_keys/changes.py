"""Changing an API key that others may change at the same time.

The server has no locking, and a change of rights sends all of them: it would undo what somebody else just added. So
the key is read once more before it is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.resources.api_keys import changed
from tts_tui.services.api_keys import writes
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.rights_selection import named
from tts_tui.text import instants
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.client import Client
    from tts_tui.api.models import APIKey

__all__ = ["change", "words"]


async def change(client: Client, application_id: str, before: APIKey, after: APIKey) -> bool:
    """Set the fields in which `after` differs from `before`, if the server has those as `before`.

    Returns whether the server had these values already, or a lost answer was looked up. Raises ChangedElsewhere if the
    server has other values, and what `APIKeys.get` and `writes.update` raise. Somebody can still be quicker between
    reading and changing.
    """
    paths = changed(before, after)
    found = await client.api_keys.get(application_id, before.id)
    if set(paths).isdisjoint(changed(found, after)):
        return True
    if not set(paths).isdisjoint(changed(before, found)):
        raise ChangedElsewhere("the key", found)
    return await writes.update(client, application_id, after, paths)


def words(before: APIKey, after: APIKey) -> str:
    """What differs between two states of a key, as a sentence that is safe to show; empty where nothing does."""
    found = "; ".join(_differences(before, after))
    return f"{found[:1].upper()}{found[1:]}." if found else ""


def _differences(before: APIKey, after: APIKey) -> Iterator[str]:
    if after.name != before.name:
        yield f"name: {visible(after.name)}" if after.name else "name removed"
    if given := after.rights - before.rights:
        yield f"rights added: {visible(named(given))}"
    if taken := before.rights - after.rights:
        yield f"rights removed: {visible(named(taken))}"
    if after.expires_at != before.expires_at:
        yield f"expires {instants.moment(after.expires_at)}" if after.expires_at else "never expires"
