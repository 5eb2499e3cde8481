"""Whose token this is, and what it may do. (`GET /auth_info`; recordings/04_auth.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import Call, path
from tts_tui.api.errors import NoCredential, NotTheAPI
from tts_tui.api.models import AuthInfo

if TYPE_CHECKING:
    from tts_tui.api.client import Client

__all__ = ["Auth"]


class Auth:
    """`/auth_info`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def info(self) -> AuthInfo:
        """What the server makes of the token.

        Raises NoCredential where it saw none (200 `{}`), InvalidArgument `token` for a malformed one (400), and
        Unauthenticated for one that is unknown, wrong or expired (401).
        """
        answer = await self._client.send(Call("GET", path("auth_info")))
        try:
            info = AuthInfo.from_wire(answer.json)
        except (TypeError, ValueError):
            raise NotTheAPI("not an answer of auth_info") from None
        if info is None:
            raise NoCredential("auth_info knows no credential")
        return info
