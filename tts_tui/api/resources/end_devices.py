"""The end devices of an application, as far as their number. (recordings/07_devices.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import Call, page_query, path
from tts_tui.api.decoding import expect, read_list

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = ["Devices"]


class Devices:
    """`/applications/{id}/devices`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def count(self, application_id: str) -> int:
        """How many devices the application has: a page of one, and its `X-Total-Count`.

        Where that header is missing, it is 1 for an application that has any.
        """
        query = page_query(1, 1, "device_id")
        answer = await self._sender.send(Call("GET", path("applications", application_id, "devices"), query))
        listed = len(tuple(read_list(expect(answer.json, "end_devices"), "end_devices", dict)))
        return listed if answer.total is None else answer.total
