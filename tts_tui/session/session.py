"""A signed-in server: what every screen needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tts_tui.servers.preferences import Preferences
from tts_tui.session.accounts import entity_words
from tts_tui.text.instants import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.resources.auth_info import AuthInfo
    from tts_tui.servers.model import Server
    from tts_tui.session.accounts import EntityIdentifiers
    from tts_tui.session.session_token import SessionToken

__all__ = ["APPLICATIONS", "Session"]

APPLICATIONS: Final = "applications"
"""The list whose order is needed before there is a screen: its first page is asked for together with the token."""


@dataclass(slots=True, weakref_slot=True, eq=False)
class Session:
    """A server's client with a token, the source of that token in words, and the clock.

    While it lasts the account stays the same; the token may be another one after a further sign-in. `known_as` is what
    preferences for the server are remembered under: its name if it has one that is kept, else its address.
    """

    server: Server
    client: Client
    bearer: SessionToken
    info: AuthInfo
    source: str
    clock: Callable[[], datetime] = utc_now
    preferences: Preferences = field(default_factory=lambda: Preferences(keeps=False))
    known_as: str = ""

    @property
    def hostname(self) -> str:
        """See `Server.hostname`."""
        return self.server.hostname

    @property
    def account(self) -> EntityIdentifiers:
        """Who is signed in: the kind of entity, and its ID."""
        return self.info.kind, self.info.entity_id

    @property
    def who(self) -> str:
        """Who is signed in, in words that are safe to show."""
        return entity_words(self.account)

    def order(self, listed: str) -> str | None:
        """The order that was last chosen for a list of this server, or None."""
        return self.preferences.order(self.known_as, listed)

    def choose_order(self, listed: str, order: str) -> None:
        """Remember the order of that list, for the next start as well."""
        self.preferences.choose_order(self.known_as, listed, order)

    def go_on_with(self, other: Session) -> None:
        """Continue with the token of another sign-in to the same account."""
        self.bearer.take(other.bearer)
        self.server, self.info, self.source, self.known_as = other.server, other.info, other.source, other.known_as

    async def close(self) -> None:
        """End all connections, after a login that is being renewed has been stored."""
        try:
            await self.bearer.close()
        finally:
            await self.client.close()
