"""Signing in to a server with a token, a key or a login: what happens between the form and the open server."""

from __future__ import annotations

from asyncio import CancelledError
from typing import TYPE_CHECKING

import msgspec

from tts_tui.api.errors import OutcomeUnknown, TTSError, Unauthenticated
from tts_tui.services.error_text import Explanation, explain, not_entered
from tts_tui.session.credentials import FoundToken, StoreFault, UnsuitableToken
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tts_tui.api.oauth import Tokens
    from tts_tui.api.secret import SecretStr
    from tts_tui.servers.model import Server
    from tts_tui.servers.token_stores import StoreKind
    from tts_tui.session.accounts import EntityIdentifiers
    from tts_tui.session.credentials import Credential
    from tts_tui.session.kept_tokens import KeptToken
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.session import Session
    from tts_tui.session.sign_in import Listener, OpenedSession

__all__ = ["OtherAccount", "SignIn", "SignedIn", "Stopped"]


class OtherAccount(msgspec.Struct, frozen=True):
    """The token belongs to another account than `before`, who was signed in until now."""

    entry: OpenedSession
    before: EntityIdentifiers


class SignedIn(msgspec.Struct, frozen=True):
    """The open server, what was stored for it, and what to tell about that."""

    entry: OpenedSession
    kept: KeptToken | None = None
    warning: str = ""
    told: str = ""


class Stopped(msgspec.Struct, frozen=True):
    """The sign-in was stopped while its token was being stored; what was stored before is back in place."""


class SignIn:
    """One sign-in to a server. It may take several attempts.

    `found` is the token that was tried before and may be tried again. `rejected` is the session whose token the server
    rejected, if any: then only the same account signs in without a question. `store_kind` says where to store the
    token; it is asked after the server has accepted the token.
    """

    def __init__(
        self,
        manager: SessionManager,
        server: Server,
        listener: Listener,
        store_kind: Callable[[], Awaitable[StoreKind]],
        *,
        found: FoundToken | None = None,
        rejected: Session | None = None,
    ) -> None:
        self._manager = manager
        self._server = server
        self._listener = listener
        self._store_kind = store_kind
        self._found = found
        self._rejected = rejected
        self.login: Tokens | None = None
        """The tokens that a code was exchanged for, until a session uses them."""
        self.storing = False
        """Whether the token is being stored. That can't be stopped halfway, only undone."""
        self.stopped = False
        """Whether to undo it as soon as it is stored."""

    async def exchange(self, code: SecretStr) -> Tokens | Explanation:
        """Exchange the code of a login for tokens."""
        try:
            return await self._manager.exchange(self._server, code)
        except OutcomeUnknown as error:
            return Explanation(
                "Could not log in. No answer arrived.",
                visible(str(error)),
                "The code may be used up: open the address again to get a new one.",
            )
        except TTSError as error:
            return explain(error, "log in")

    async def open(self, credential: Credential) -> SignedIn | OtherAccount | Explanation:
        """Open the server and store the token, or say why not."""
        try:
            entry = await self._manager.enter(
                self._server, FoundToken(credential, "kept for this session only"), self._listener
            )
        except (UnsuitableToken, TTSError) as error:
            if isinstance(error, Unauthenticated) and credential is self.login:
                self.login = None
            return not_entered(error)
        try:
            if self._rejected is not None and entry.session.account != self._rejected.account:
                return OtherAccount(entry, self._rejected.account)
            if self._found is not None and FoundToken(credential, "").token == self._found.token:
                return SignedIn(entry)
            if (before := await self._manager.other_account(entry.session)) is not None:
                return OtherAccount(entry, before)
        except CancelledError:
            await entry.close()
            raise
        return await self._store(entry)

    async def continue_as(self, entry: OpenedSession, asked_about: EntityIdentifiers) -> SignedIn | OtherAccount:
        """Store the other account's token, unless it would replace yet another account's, which was not asked about."""
        before = await self._manager.other_account(entry.session)
        return OtherAccount(entry, before) if before not in (None, asked_about) else await self._store(entry)

    async def _store(self, entry: OpenedSession) -> SignedIn:
        """Store the token where the person wants it; where that fails, it lasts for this session only."""
        try:
            store_kind = await self._store_kind()
            self.storing, self.stopped = True, False
            kept = await self._manager.keep(entry.session, store_kind)
        except StoreFault as fault:
            return SignedIn(entry, warning=f"{fault} The token is not stored: it is for this session only.")
        except CancelledError:
            await entry.close()
            raise
        warning = f"The server is not remembered. {kept.fault}" if kept is not None and kept.fault is not None else ""
        where = entry.session.source.removeprefix("from ")
        told = f"Token stored in {where}." if kept is not None and store_kind != "session" else ""
        return SignedIn(entry, kept, warning, told)

    async def undo(self, outcome: SignedIn) -> Stopped:
        """Put back what was stored before, and close what was opened."""
        if outcome.kept is not None:
            await self._manager.put_back(outcome.kept)
        await outcome.entry.close()
        return Stopped()

    async def discard(self, outcome: SignedIn | OtherAccount | Explanation) -> None:
        """Undo an attempt whose result nobody takes any more."""
        match outcome:
            case SignedIn():
                await self.undo(outcome)
            case OtherAccount():
                await outcome.entry.close()

    def give_up_login(self) -> None:
        """End a login that nobody continues with, so that it doesn't stay valid on the server."""
        login, self.login = self.login, None
        if login is not None:
            self._manager.give_up(self._server, login)
