"""A signed-in server: what every screen needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tts_tui.api.field_rules import address_problem
from tts_tui.session.accounts import account_words
from tts_tui.text.instants import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.resources.auth_info import AuthInfo
    from tts_tui.servers.model import Server
    from tts_tui.session.accounts import Account
    from tts_tui.session.session_token import SessionToken

__all__ = ["Session"]


@dataclass(slots=True, weakref_slot=True, eq=False)
class Session:
    """The client of a server, whose token it has, where that token came from (in words), and what time it is.

    While it lasts the account stays the same; the token may be another one after a further sign-in.
    """

    server: Server
    client: Client
    bearer: SessionToken
    info: AuthInfo
    source: str
    clock: Callable[[], datetime] = utc_now

    @property
    def hostname(self) -> str:
        """The cluster's host without a port: what Console and CLI give a new application as its server addresses.

        Empty where the server takes no such host as one, such as an IPv6 address.
        """
        host = urlsplit(self.server.hosts.cluster).hostname or ""
        return host if address_problem(host) is None else ""

    @property
    def account(self) -> Account:
        """Who is signed in: the kind of entity, and its ID."""
        return self.info.kind, self.info.entity_id

    @property
    def who(self) -> str:
        """Who is signed in, in words that are safe to show."""
        return account_words(self.account)

    def go_on_with(self, other: Session) -> None:
        """Use the token of a further sign-in to the same account."""
        self.bearer.take(other.bearer)
        self.server, self.info, self.source = other.server, other.info, other.source

    async def close(self) -> None:
        """End all connections, after a login that is being renewed has been stored."""
        await self.bearer.close()
        await self.client.close()
