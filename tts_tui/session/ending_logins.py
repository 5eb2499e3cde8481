"""Ending a login on the server."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tts_tui.api.errors import NotFound, Unauthenticated
from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from tts_tui.api.oauth import Tokens
    from tts_tui.session.session import Session

__all__ = ["end_login"]


async def end_login(session: Session) -> Tokens | None:
    """End the login of a session on the server. Returns the login that was ended; None for an API key."""
    from tts_tui.api import oauth

    bearer, ask = session.bearer, session.bearer.ask
    bearer.ask = None  # nobody signs in to log out
    ended: Tokens | None = None
    try:
        for _ in range(2):  # once more where it was renewed on the way
            login = bearer.credential
            if isinstance(login, SecretStr):
                break
            ended = login
            with contextlib.suppress(NotFound, Unauthenticated):  # it has ended already
                await oauth.revoke(session.client, session.info.entity_id, login.token_id)
            if bearer.credential == login:
                break
    finally:
        bearer.ask = ask
    return ended
