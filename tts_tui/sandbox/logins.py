"""Logins with OAuth: the authorization code, which is shown once, and the tokens that it is exchanged for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tts_tui.api.token_prefixes import ACCESS_TOKEN, REFRESH_TOKEN
from tts_tui.sandbox.wire import JSON, time_to

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = ["ACCESS_LIFETIME", "CODE_LIFETIME", "AccessToken", "AuthorizationCode"]

CODE_LIFETIME: Final = timedelta(minutes=5)
ACCESS_LIFETIME: Final = timedelta(hours=1)
"""How long an authorization code and an access token last. (`pkg/oauth/server.go` 82-98)"""


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """An authorization code, which an OAuth client exchanges for tokens once."""

    code: str = field(repr=False)
    user_id: str
    session_id: str
    client_id: str
    redirect_uri: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What an OAuth client holds for a user: an access token and the refresh token that goes with it."""

    id: str
    secret: str = field(repr=False)
    refresh_secret: str = field(repr=False)
    user_id: str
    session_id: str
    client_id: str
    created_at: datetime
    expires_at: datetime

    @property
    def access_token(self) -> str:
        """What a caller sends as bearer token."""
        return f"{ACCESS_TOKEN}.{self.id}.{self.secret}"

    @property
    def refresh_token(self) -> str:
        """What the client sends for the next pair."""
        return f"{REFRESH_TOKEN}.{self.id}.{self.refresh_secret}"

    def message(self, rights: Iterable[str]) -> JSON:
        """The token without its secrets."""
        found: JSON = {
            "user_ids": {"user_id": self.user_id},
            "user_session_id": self.session_id,
            "client_ids": {"client_id": self.client_id},
            "id": self.id,
        }
        if written := list(rights):
            found["rights"] = written
        return found | {"created_at": time_to(self.created_at), "expires_at": time_to(self.expires_at)}
