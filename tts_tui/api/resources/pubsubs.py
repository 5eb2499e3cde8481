"""The pub/subs of an application, as far as their number. (recordings/08_integrations.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, read_list, text

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = ["PubSubs"]


class PubSubs:
    """`/as/pubsub/{id}`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def count(self, application_id: str) -> int:
        """How many pub/subs the application has. Needs RIGHT_APPLICATION_TRAFFIC_READ.

        The list has no pages and no total, and holds passwords whatever the mask: nothing of it is kept.
        """
        answer = await self._sender.send(Call("GET", path("as", "pubsub", application_id)))
        listed = read_list(expect(answer.json, "pubsubs"), "pubsubs", lambda each: text(each["ids"]["pub_sub_id"]))
        return len(tuple(listed))
