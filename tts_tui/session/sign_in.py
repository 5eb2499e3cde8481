"""From a token to a session: what a token may be used for here, and the first page asked for at the same time."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import msgspec

from tts_tui.api.client import Client
from tts_tui.session.credentials import COPY_WHOLE_KEY, UnsuitableToken, sendable
from tts_tui.session.session import Session
from tts_tui.session.session_token import SessionToken
from tts_tui.text.instants import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    import httpx

    from tts_tui.api.call_sender import Wait
    from tts_tui.api.oauth import Tokens
    from tts_tui.api.pagination import Pages
    from tts_tui.api.resources.applications import ApplicationOrder
    from tts_tui.api.resources.auth_info import AuthInfo
    from tts_tui.api.rows import ApplicationRow
    from tts_tui.api.secret import SecretStr
    from tts_tui.servers.model import Server
    from tts_tui.session.credentials import FoundToken

__all__ = ["Connection", "Listener", "OpenedSession", "Outside", "connect", "enter"]


class OpenedSession(msgspec.Struct, frozen=True):
    """A session, and the pages of its applications, of which the first was asked for while the token was checked."""

    session: Session
    pages: Pages[ApplicationRow] | None

    async def close(self) -> None:
        """Close the session, and cancel the pages."""
        async with AsyncExitStack() as closing:
            closing.push_async_callback(self.session.close)
            if self.pages is not None:
                closing.push_async_callback(self.pages.aclose)


class Connection:
    """A token that can be used at once; it is checked only when somebody asks whose it is."""

    def __init__(self, server: Server, client: Client, bearer: SessionToken, clock: Callable[[], datetime]) -> None:
        self.server = server
        self.client = client
        self.bearer = bearer
        self.clock = clock
        self._info: AuthInfo | None = None

    async def info(self) -> AuthInfo:
        """Whose token it is, asked once. Raises as `Auth.info` does, and UnsuitableToken: see `enter`."""
        if self._info is None:
            info = await self.client.auth.info()
            if info.kind not in ("user", "organization", "application"):
                raise UnsuitableToken(
                    f"This is the key of a {info.kind}. It can't be used for applications: sign in with a user's, an "
                    "organization's or an application's key."
                )
            self._info = info
        return self._info

    async def close(self) -> None:
        """End all connections, after a login that is being renewed has been stored."""
        try:
            await self.bearer.close()
        finally:
            await self.client.close()


class Outside(msgspec.Struct, frozen=True):
    """What tests replace: the transport to the server, and the clock."""

    transport: httpx.AsyncBaseTransport | None = None
    clock: Callable[[], datetime] = utc_now


class Listener(msgspec.Struct, frozen=True):
    """Callbacks for what a client reports by itself: a pause before a call is sent again, and the server's warnings."""

    wait: Callable[[Wait], None]
    warning: Callable[[str], None]


async def enter(
    server: Server,
    found: FoundToken,
    listener: Listener,
    outside: Outside,
    *,
    lock: Path | None = None,
    order: ApplicationOrder = "-created_at",
) -> OpenedSession:
    """Check the token and, in the same round trip, ask for the first page of applications.

    `lock` is the file by which processes take turns at renewing a login that is stored, `order` that of the page.
    Raises one of `tts_tui.api.errors`, or UnsuitableToken for what can't be a token and for a key of a gateway or of an
    OAuth client.
    """
    connection = connect(server, found, listener, outside, lock=lock)
    client, bearer = connection.client, connection.bearer
    pages = client.applications.pages(order=order, limit=0)
    async with AsyncExitStack() as unless_entered:  # each is closed, even if closing the other one is cancelled
        unless_entered.push_async_callback(connection.close)
        unless_entered.push_async_callback(pages.aclose)
        info = await connection.info()
        unless_entered.pop_all()
    bearer.belongs_to(info.entity_id)
    session = Session(server, client, bearer, info, found.source, outside.clock)
    if info.kind == "application":
        await pages.aclose()
        return OpenedSession(session, None)
    return OpenedSession(session, pages)


def connect(
    server: Server, found: FoundToken, listener: Listener, outside: Outside, *, lock: Path | None = None
) -> Connection:
    """Get ready to use a token; nothing is sent.

    `lock` is as of `enter`. Raises BadTrust, BadProxy, and UnsuitableToken for what can't be a token.
    """
    if not sendable(found.token):
        raise UnsuitableToken(f"It has characters that no token has; nothing was sent. {COPY_WHOLE_KEY}")

    async def refresh(refresh_token: SecretStr) -> Tokens:
        from tts_tui.api import oauth  # here, since a start needs it for a login that is about to end

        return await oauth.refresh(
            server.oauth_url,
            refresh_token,
            ca_file=server.ca_file,
            transport=outside.transport,
            clock=outside.clock,
        )

    bearer = SessionToken(
        found.credential,
        refresh=refresh,
        entry=found.entry or server.identity_server,
        store=found.store,
        lock=lock,
        clock=outside.clock,
    )
    client = Client(
        server.hosts,
        bearer,
        ca_file=server.ca_file,
        transport=outside.transport,
        on_wait=listener.wait,
        on_warning=listener.warning,
    )
    return Connection(server, client, bearer, outside.clock)
