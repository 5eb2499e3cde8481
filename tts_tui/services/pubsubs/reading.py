"""What a server offers for pub/subs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api.errors import NotFound, PermissionDenied, Unimplemented
from tts_tui.services.parallel_reads import together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.client import Client

__all__ = ["Offered", "offers"]

_FORMATS: Final = {"json": "JSON"}
"""For a server that names none."""


class Offered(msgspec.Struct, frozen=True):
    """The formats with their names, by their names in the API; and the kinds of providers that are disabled."""

    formats: Mapping[str, str]
    disabled: frozenset[str] = frozenset()


async def offers(client: Client) -> Offered:
    """What a server offers for pub/subs. Raises one of `tts_tui.api.errors`."""
    async with together() as reads:
        formats = reads.create_task(client.pubsubs.formats())
        disabled = reads.create_task(_disabled(client))
    return Offered(formats.result() or _FORMATS, disabled.result())


async def _disabled(client: Client) -> frozenset[str]:
    """The kinds of providers that are disabled; none for a server that doesn't give its configuration."""
    try:
        found = await client.configuration.application_server()
    except (NotFound, PermissionDenied, Unimplemented):
        return frozenset()
    return frozenset(kind for kind, status in found.pubsub.items() if status == "DISABLED")
