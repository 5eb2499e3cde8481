"""The storage integration: uplinks that the server has kept, where it has this integration. The open source has not.

Nothing but the 404 of the open source was ever recorded (recordings/08_integrations.json): the rest is made after
`applicationserver_integrations_storage.proto` and the documentation (`integrations/storage/retrieve`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, json_object
from tts_tui.api.errors import NotTheAPI, is_the_stacks, server_error

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tts_tui.api.calls import Sender

__all__ = ["MAX_UPLINKS", "Storage", "StoredPage", "StoredUplink", "page_call"]

MAX_UPLINKS: Final = 1000
"""Uplinks that are asked for at a time."""
_OK: Final = 200
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class StoredUplink(msgspec.Struct, frozen=True, gc=False):
    """An uplink: when the server received it, of which device, and the whole message (`ApplicationUp`) as received."""

    received_at: datetime
    device_id: str
    content: bytes

    @property
    def json(self) -> Mapping[str, Any]:
        """The whole message, read anew."""
        return json_object(self.content) or {}


class StoredPage(msgspec.Struct, frozen=True):
    """Uplinks, the newest first. `continuation` asks for the next page; empty where there is none."""

    uplinks: tuple[StoredUplink, ...]
    continuation: str = ""


class _DeviceIDs(msgspec.Struct):
    device_id: str = ""


class _Up(msgspec.Struct):
    end_device_ids: _DeviceIDs
    received_at: _Instant


class _Line(msgspec.Struct):
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_LINE: Final = msgspec.json.Decoder(_Line)
_UP: Final = msgspec.json.Decoder(_Up)


def page_call(application_id: str, limit: int, continuation: str = "") -> Call:
    """The call for the last uplinks of all devices, at most `limit` (1 to `MAX_UPLINKS`), or for the page after one.

    With a continuation token the server looks at nothing else. Raises ValueError for another limit.
    """
    if not 1 <= limit <= MAX_UPLINKS:
        raise ValueError(f"limit must be from 1 to {MAX_UPLINKS}")
    first = {"limit": str(limit), "order": "-received_at"}
    return Call("GET", _path(application_id), {"continuation_token": continuation} if continuation else first)


def _path(application_id: str, *more: str) -> str:
    return path("as", "applications", application_id, "packages", "storage", "uplink_message", *more)


def _uplinks(content: bytes) -> tuple[StoredUplink, ...]:
    """What the lines of an answer hold. Raises NotTheAPI, and the ServerError that the server ends a stream with."""
    return tuple(_uplink(line) for line in content.split(b"\n") if line.strip())


def _uplink(line: bytes) -> StoredUplink:
    try:
        content = _LINE.decode(line).result
        if not isinstance(content, msgspec.UnsetType):
            up = _UP.decode(content)
            return StoredUplink(up.received_at, up.end_device_ids.device_id, bytes(content))
    except (ValueError, msgspec.DecodeError, RecursionError) as error:
        raise NotTheAPI(f"a line holds no stored uplink ({type(error).__name__})") from None
    said = json_object(line)
    if is_the_stacks(said):
        raise server_error(_OK, said)
    raise NotTheAPI("a line holds no stored uplink")


class Storage:
    """`/as/applications/{id}/packages/storage/uplink_message`. Needs RIGHT_APPLICATION_TRAFFIC_READ.

    All of it raises NotFound, without a name, where the server has no storage integration.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def page(self, application_id: str, *, limit: int = 100, continuation: str = "") -> StoredPage:
        """The last uplinks of all devices, the newest first. See `page_call`."""
        answer = await self._sender.fetch(page_call(application_id, limit, continuation), _uplinks)
        return StoredPage(answer.json, answer.continuation)

    async def count(self, application_id: str) -> int:
        """How many uplinks are kept, of all devices."""
        answer = await self._sender.send(Call("GET", _path(application_id, "count")))
        counted = expect(answer.json, "count").get("count", {})
        if not isinstance(counted, dict) or not all(isinstance(each, int) for each in counted.values()):
            raise NotTheAPI("count is not a number for each device")
        return sum(counted.values())
