"""The webhooks of an application, as far as their number. (recordings/08_integrations.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, read_list, text

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = ["Webhooks"]


class Webhooks:
    """`/as/webhooks/{id}`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def count(self, application_id: str) -> int:
        """How many webhooks the application has. Needs RIGHT_APPLICATION_TRAFFIC_READ.

        The list has no pages. It is asked for without a mask, so that headers and keys don't come along.
        """
        answer = await self._sender.send(Call("GET", path("as", "webhooks", application_id)))
        listed = read_list(expect(answer.json, "webhooks"), "webhooks", lambda each: text(each["ids"]["webhook_id"]))
        return len(tuple(listed))
