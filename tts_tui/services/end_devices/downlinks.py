"""The downlink queue of a device: rules for what is typed, and changes, checked after a lost answer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec.structs import replace

from tts_tui.api.resources.downlinks import MAX_PORT, TEST_PORT, Downlink
from tts_tui.services.payload import from_base64, from_hex, from_json
from tts_tui.services.verified_writes import verified

if TYPE_CHECKING:
    from tts_tui.api.client import Client

__all__ = ["Notation", "clear", "marked", "port_problem", "push", "read_payload", "replace_all"]

Notation = Literal["hex", "base64", "json"]
_NOT_QUEUED: Final = (
    "it is not in the queue. Unless it has been sent to the device since, it was not queued: check the device's "
    "events before you queue it again."
)


def port_problem(text: str) -> str | None:
    """What is wrong with `text` as the port of a downlink, or None."""
    port = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PORT)) else 0
    if not 1 <= port <= MAX_PORT:
        return f"Enter a port from 1 to {MAX_PORT}."
    return f"Port {TEST_PORT} is for tests of the protocol." if port == TEST_PORT else None


def read_payload(text: str, notation: Notation) -> bytes | dict[str, Any]:
    """The bytes that were typed, or with JSON the data for the server's formatter to encode.

    Raises NotAPayload, which says where.
    """
    if notation == "json":
        return from_json(text)
    return from_hex(text) if notation == "hex" else from_base64(text)


def marked(downlink: Downlink) -> Downlink:
    """The downlink with a correlation ID of its own, to find it in the queue and in events."""
    return replace(downlink, correlation_ids=(*downlink.correlation_ids, f"tts-tui:{uuid.uuid4().hex}"))


async def push(client: Client, application_id: str, device_id: str, downlink: Downlink) -> bool:
    """Put a downlink, which is `marked`, at the end of the queue; whether that had to be looked up.

    Raises NotDone where the answer was lost and the queue doesn't have it, OutcomeUnknown where looking failed as
    well, and what `Downlinks.push` does.
    """
    write = client.downlinks.push(application_id, device_id, (downlink,))
    return await verified(write, lambda: _lacks(client, application_id, device_id, downlink), _NOT_QUEUED)


async def replace_all(client: Client, application_id: str, device_id: str, downlink: Downlink) -> bool:
    """Replace the queue by this downlink, which is `marked`; otherwise as `push`."""
    write = client.downlinks.replace(application_id, device_id, (downlink,))
    return await verified(write, lambda: _lacks(client, application_id, device_id, downlink), _NOT_QUEUED)


async def clear(client: Client, application_id: str, device_id: str) -> bool:
    """Empty the queue; whether that had to be looked up. Raises as `push` does."""

    async def is_filled() -> bool:
        return bool(await client.downlinks.all(application_id, device_id))

    return await verified(
        client.downlinks.replace(application_id, device_id, ()),
        is_filled,
        "there are still downlinks in the queue. You can clear it again.",
    )


async def _lacks(client: Client, application_id: str, device_id: str, downlink: Downlink) -> bool:
    mark = downlink.correlation_ids[-1]
    queue = await client.downlinks.all(application_id, device_id)
    return all(mark not in each.correlation_ids for each in queue)
