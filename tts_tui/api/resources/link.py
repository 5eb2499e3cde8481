"""The Application Server's link of an application. (`applicationserver.proto` 36-153; recordings/05_link.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, read
from tts_tui.api.errors import NOT_IN_REGISTRY, NotFound, OutcomeUnknown
from tts_tui.api.models import Link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.calls import Sender

__all__ = ["Links", "delete_call", "read_link", "set_call"]

_FIELDS: Final = ("skip_payload_crypto", "default_formatters")
"""The fields of an answer: the server sends formatters even if they aren't in the field mask."""


def set_call(application_id: str, *, skip_payload_crypto: bool | None) -> Call:
    """Skip payload encryption and decryption: on, off, or None for the server's default.

    The default is an empty link under the mask. Never a DELETE: that also clears formatters and packages.
    """
    link = {} if skip_payload_crypto is None else {"skip_payload_crypto": skip_payload_crypto}
    return Call(
        "PUT",
        path("as", "applications", application_id, "link"),
        body={"link": link, "field_mask": {"paths": ["skip_payload_crypto"]}},
    )


def delete_call(application_id: str) -> Call:
    """Delete the link with its formatters, and the default package associations with it. (`AS/grpc.go` 100)"""
    return Call("DELETE", path("as", "applications", application_id, "link"))


async def read_link(sender: Sender, application_id: str, *fields: str) -> Mapping[str, Any]:
    """These fields of the link. An application that has none yet (404, the usual case) gets an empty one."""
    call = Call("GET", path("as", "applications", application_id, "link"), {"field_mask": ",".join(fields)})
    try:
        return expect((await sender.send(call)).json, *_FIELDS)
    except NotFound as error:
        if error.name in (NOT_IN_REGISTRY, "pkg/applicationserver:link_not_found"):
            return {}
        raise


class Links:
    """`/as/applications/{id}/link`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def get(self, application_id: str) -> Link:
        """The link. An application that has none yet gets an empty one, which means the same."""
        return read(Link, await read_link(self._sender, application_id, "skip_payload_crypto"))

    async def set(self, application_id: str, *, skip_payload_crypto: bool | None) -> None:
        """Set the one field, and leave formatters as they are. See `set_call`."""
        call = set_call(application_id, skip_payload_crypto=skip_payload_crypto)
        expect((await self._sender.send(call)).json, *_FIELDS, otherwise=OutcomeUnknown)

    async def exists(self, application_id: str) -> bool:
        """Whether there is anything in the link of the application."""
        return bool(await read_link(self._sender, application_id, *_FIELDS))

    async def delete(self, application_id: str) -> None:
        """Delete the link. See `delete_call`; only before an application is purged."""
        expect((await self._sender.send(delete_call(application_id))).json, otherwise=OutcomeUnknown)
