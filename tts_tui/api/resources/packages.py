"""The application packages of an application, as far as their number. (recordings/08_integrations.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, read_list

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = ["Packages"]


class Packages:
    """`/as/applications/{id}/packages/associations`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def count(self, application_id: str) -> int:
        """How many ports of the application have a package. Needs RIGHT_APPLICATION_SETTINGS_PACKAGES.

        Without a limit the list is whole and `X-Total-Count` is 0, whatever it holds.
        """
        answer = await self._sender.send(
            Call("GET", path("as", "applications", application_id, "packages", "associations"))
        )
        listed = read_list(expect(answer.json, "defaults"), "defaults", lambda each: int(each["ids"]["f_port"]))
        return len(tuple(listed))
