"""The last uplink of an application, to try a formatter out on."""

from __future__ import annotations

import asyncio
import base64
import binascii
from contextlib import aclosing
from datetime import datetime  # noqa: TC003 - msgspec reads it
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

from tts_tui.api.errors import AnswerLost
from tts_tui.api.resources.events import Event
from tts_tui.api.resources.formatters import Uplink

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.client import Client

__all__ = ["last_uplink"]

_FORWARDED: Final = "as.up.data.forward"
_START: Final = "events.stream.start"
_SILENCE: Final = 0.5
"""Seconds without an event that mean the end of the stored ones: the server doesn't mark it."""


class _Message(msgspec.Struct):
    frm_payload: str = ""
    f_port: int = 0
    received_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    version_ids: dict[str, Any] | None = None


async def last_uplink(client: Client, application_id: str, silence: float = _SILENCE) -> Uplink:
    """The newest uplink with a payload that the server has kept, else the next that comes, however long that takes.

    Uplinks by radio and simulated ones. Needs RIGHT_APPLICATION_TRAFFIC_READ: without it none comes. Raises one of
    `tts_tui.api.errors`.
    """
    found: Uplink | None = None
    begun: datetime | None = None
    async with aclosing(client.events.stream([application_id], names=[_FORWARDED])) as events:
        while True:
            try:
                async with asyncio.timeout(silence if found is not None else None):
                    event = await anext(events, None)
            except TimeoutError:
                event = None
            if not isinstance(event, Event):
                if event is None:
                    break
                continue
            if event.name == _START:
                begun = event.time
            elif event.name == _FORWARDED:
                found = _uplink(event) or found
                if begun is not None and event.time > begun and found is not None:
                    break
    if found is None:
        raise AnswerLost("the server ended the stream")
    return found


def _uplink(event: Event) -> Uplink | None:
    data: Mapping[str, Any] = event.json.get("data") or {}
    try:
        message = msgspec.convert(data.get("uplink_message"), _Message)
        payload = base64.b64decode(message.frm_payload, validate=True)
    except (msgspec.ValidationError, binascii.Error):
        return None
    if not payload:
        return None
    return Uplink(payload, message.f_port, event.device_id, message.received_at, message.version_ids)
