"""The token of a session: renewed before it expires; where that isn't possible, the person is asked.

Tokens of a login are renewed once, however many calls wait and however many terminals share the login: one task in
this process, a lock across processes, the store read again behind the lock. The server ends a pair when it gives the
next one, so the next one is stored before it is used, and a renewal is never cut short.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tts_tui.api import errors
from tts_tui.api.secret import SecretStr
from tts_tui.session.credentials import Credential, StoreFault, token_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    from tts_tui.api.oauth import Tokens
    from tts_tui.session.credentials import TokenStore

__all__ = ["LOCK_PATIENCE", "MARGIN", "SessionToken", "alone"]

MARGIN: Final = timedelta(seconds=60)
"""How long before it expires an access token is renewed: more than a request takes, and than clocks differ."""
LOCK_PATIENCE: Final = 45.0
"""Seconds to wait for another process that renews: longer than a request may take there."""
_CLOSING: Final = 5.0
_TOO_MANY: Final = 429
_SERVER_FAULT: Final = 500


class SessionToken:
    """The token of each request.

    `refresh` makes the next pair of a login from a refresh token. `store` is where the login is kept under `entry`,
    None for a token that is not stored; `lock` is the file by which processes take turns, where it is. See `stored_at`.

    Whoever can ask the person sets `ask`: it is told why the token doesn't do any more, hands another one of the same
    account to `take`, and says whether it did. `on_warning` hears a sentence when a renewed login could not be stored.
    """

    def __init__(
        self,
        credential: Credential,
        *,
        refresh: Callable[[SecretStr], Awaitable[Tokens]],
        entry: str,
        store: TokenStore | None,
        lock: Path | None,
        clock: Callable[[], datetime],
    ) -> None:
        self.credential = credential
        self.store = store
        self.ask: Callable[[errors.TTSError], Awaitable[bool]] | None = None
        self.on_warning: Callable[[str], None] | None = None
        self._refresh = refresh
        self._entry = entry
        self._lock = lock
        self._clock = clock
        self._renewing: asyncio.Task[None] | None = None
        self._asking: asyncio.Future[bool] | None = None
        self._unkept = False

    # What the client asks

    async def token(self) -> SecretStr:
        """The token to send, renewed where it would end within MARGIN. Raises what a renewal does."""
        if not isinstance(self.credential, SecretStr) and self._ends_within(self.credential, MARGIN):
            try:
                await self._renewed()
            except errors.TTSError as error:
                # With an ended one the server says 401, and the person is asked.
                if not _ended(error) and self._ends_within(self.credential, timedelta()):
                    raise
        return token_of(self.credential)

    async def renewed(self, refused: SecretStr, why: errors.TTSError) -> SecretStr | None:
        """Another token than the one that the server refused, from the login or from the person; None for none."""
        if token_of(self.credential) == refused and not isinstance(self.credential, SecretStr):
            try:
                await self._renewed()
            except errors.TTSError as error:
                if not _ended(error):
                    raise
        if token_of(self.credential) == refused and not await self._asked(why):
            return None
        return token_of(self.credential)

    def belongs_to(self, user_id: str) -> None:
        """Note whose login it is, which the server has told."""
        if not isinstance(self.credential, SecretStr):
            self.credential = self.credential.model_copy(update={"user_id": user_id})

    def take(self, other: SessionToken) -> None:
        """Go on with the credential of another sign-in, and where it is kept."""
        self.credential, self.store = other.credential, other.store
        self._entry, self._lock = other._entry, other._lock

    def stored_at(self, store: TokenStore, entry: str, lock: Path | None) -> None:
        """Note where the credential is kept from now on: a login that is renewed is stored there."""
        self.store, self._entry, self._lock = store, entry, lock

    async def close(self) -> None:
        """Wait a little for a renewal that is under way, so that its pair is stored and not lost."""
        if self._asking is not None:
            self._asking.cancel()
        if self._renewing is not None:
            await asyncio.wait([self._renewing], timeout=_CLOSING)

    # The person

    async def _asked(self, why: errors.TTSError) -> bool:
        if self.ask is None:
            return False
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self.ask(why))
        return await asyncio.shield(self._asking)

    # The login

    def _ends_within(self, tokens: Tokens, time: timedelta) -> bool:
        return tokens.expires_at - self._clock() <= time

    async def _renewed(self) -> None:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.ensure_future(self._renew())
            self._renewing.add_done_callback(lambda task: task.cancelled() or task.exception())
        # Not cut short where the one who waits gives up: the answer is the only copy of the next pair.
        await asyncio.shield(self._renewing)

    async def _renew(self) -> None:
        async with alone(self._lock if self.store is not None else None):
            ours = self.credential
            if isinstance(ours, SecretStr):
                return
            latest, kept = await self._latest(ours)
            if latest == ours or self._ends_within(latest, MARGIN):
                latest = (await self._next(latest)).model_copy(update={"user_id": latest.user_id})
                if kept:
                    await self._keep(latest)
            if not isinstance(self.credential, SecretStr) and self.credential.refresh_token == ours.refresh_token:
                self.credential = latest.model_copy(update={"user_id": self.credential.user_id or latest.user_id})

    async def _next(self, pair: Tokens) -> Tokens:
        """The pair that comes after this one.

        Where nobody knows whether the server has given it, asking once more tells: it does, or says that this one has
        ended. Raises NotRenewed where that isn't known either, so that the next call asks again.
        """
        try:
            return await self._refresh(pair.refresh_token)
        except errors.OutcomeUnknown:
            pass
        try:
            return await self._refresh(pair.refresh_token)
        except errors.OutcomeUnknown as lost:
            raise errors.NotRenewed(str(lost)) from lost

    async def _latest(self, ours: Tokens) -> tuple[Tokens, bool]:
        """The newest pair of this login, and whether the store is where the next one belongs."""
        if self.store is None:
            return ours, False
        try:
            stored = await self.store.find(self._entry)
        except StoreFault:
            return ours, True  # it could be read when it was begun; whether it can be written will be seen
        # In another terminal somebody else may have logged in since, or out: that is none of this session's.
        if stored is None or isinstance(stored, SecretStr) or not _of_one_login(ours, stored):
            return ours, False
        return max(ours, stored, key=lambda each: each.expires_at), True

    async def _keep(self, tokens: Tokens) -> None:
        if self.store is None:
            return
        try:
            await self.store.store(self._entry, tokens)
        except StoreFault as fault:
            if self.on_warning and not self._unkept:
                self.on_warning(f"{fault} The renewed login is kept for this session only; the next start asks again.")
            self._unkept = True


@asynccontextmanager
async def alone(file: Path | None) -> AsyncIterator[None]:
    """A block that one process at a time enters, by a lock file. Raises NotRenewed if another one takes too long."""
    if file is None:
        yield
        return
    from filelock import AsyncFileLock, Timeout

    try:
        await asyncio.to_thread(file.parent.mkdir, parents=True, exist_ok=True)
        lock = AsyncFileLock(file, timeout=LOCK_PATIENCE, mode=0o600)
        await lock.acquire()
    except Timeout:
        raise errors.NotRenewed("another terminal is renewing the same login and doesn't finish") from None
    except OSError as error:
        raise errors.NotRenewed(f"its lock can't be made: {error.strerror or error}") from error
    try:
        yield
    finally:
        await lock.release()


def _of_one_login(one: Tokens, other: Tokens) -> bool:
    """Whether both pairs are of the same user; they may be if it isn't known yet whose they are."""
    return one.refresh_token == other.refresh_token or one.user_id == other.user_id


def _ended(error: errors.TTSError) -> bool:
    """Whether a renewal failed for good: the server refused it, as the pair has expired or was revoked."""
    return isinstance(error, errors.ServerError) and error.status < _SERVER_FAULT and error.status != _TOO_MANY
