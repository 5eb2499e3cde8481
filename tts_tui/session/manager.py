"""Servers, stored tokens and sessions, for screens and commands: they use nothing of these directly."""

from __future__ import annotations

import asyncio
import contextlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, ParamSpec, TypeVar, get_args
from weakref import WeakSet

from msgspec.structs import replace

from tts_tui.api.errors import TTSError, Unauthenticated
from tts_tui.api.resources.applications import ApplicationOrder
from tts_tui.api.secret import SecretStr
from tts_tui.servers.in_memory import ServersInMemory
from tts_tui.servers.last_used import remember
from tts_tui.servers.preferences import Preferences
from tts_tui.servers.servers_file import ServerFault, ServerFile, Servers, entry_of
from tts_tui.session import accounts
from tts_tui.session.credentials import FoundToken, Unreadable, UnsuitableToken
from tts_tui.session.ending_logins import end_login
from tts_tui.session.kept_tokens import KeptTokens, lock_of
from tts_tui.session.left_behind import Owner
from tts_tui.session.session import APPLICATIONS
from tts_tui.session.sign_in import Listener, Outside, connect, enter
from tts_tui.session.store_choices import store_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping
    from pathlib import Path

    from tts_tui.api.oauth import Redirect, Tokens
    from tts_tui.servers.model import Server
    from tts_tui.servers.token_stores import StoreKind
    from tts_tui.session.accounts import EntityIdentifiers
    from tts_tui.session.imports.ttn_lw_cli import Imported
    from tts_tui.session.kept_tokens import KeptToken
    from tts_tui.session.session import Session
    from tts_tui.session.session_token import SessionToken
    from tts_tui.session.sign_in import Connection, OpenedSession
    from tts_tui.session.store_choices import StoreChoices

__all__ = ["SessionManager"]

P = ParamSpec("P")
R = TypeVar("R")

_DEMO: Final = "The demo reads nothing from this machine."


class SessionManager:
    """Opens servers, and stores their settings and tokens. There is one, for as long as the program runs.

    With `keeps` false nothing is read from or written to files and keyrings, as in the demo: it starts with `servers`
    and `tokens` (by server name), and changes stay in memory.
    """

    patience: ClassVar[float] = 3.0
    """Seconds for ending a login that is given up; leaving the program may wait as long."""

    def __init__(
        self,
        *,
        keeps: bool = True,
        outside: Outside | None = None,
        servers: Iterable[Server] = (),
        tokens: Mapping[str, SecretStr] = MappingProxyType({}),
    ) -> None:
        self.keeps = keeps
        self.outside = outside or Outside()
        self.preferences = Preferences(keeps=keeps)
        self._file = ServerFile() if keeps else ServersInMemory(servers)
        self._held: dict[str, SecretStr | SessionToken] = dict(tokens)
        self._tokens = KeptTokens(self._file)
        self._sessions: WeakSet[Session] = WeakSet()
        self._background: set[asyncio.Task[Any]] = set()

    # Servers

    async def servers(self) -> Servers:
        """The named servers. Raises ServerFault, as do all methods that change them."""
        return await asyncio.to_thread(self._file.read)

    async def add(self, server: Server) -> None:
        """Add a named server."""
        await self._change(self._file.add, server)

    async def replace(self, name: str, server: Server) -> None:
        """Change a server, whose name may be new: its token and its account follow. Raises StoreFault and NotRenewed.

        A token that is to live elsewhere moves. At another address it is not looked for: it goes only where it was
        stored for.
        """
        before = (await self.servers()).named(name)
        if self.keeps:
            await _uncut(self._tokens.replace(name, server))
        else:
            await self._change(self._file.replace, name, server)
            held = self._held.pop(name, None)
            if held is not None and before is not None and before.identity_server == server.identity_server:
                self._held[server.name] = held
        if before is not None:
            self._follow(before, server)
            self.preferences.rename(before.name, server.name)

    def _follow(self, before: Server, after: Server) -> None:
        """Tell an open session its server's new name, and where a renewed login is stored from now on.

        Its addresses stay as they were when it was opened.
        """
        for session in self._sessions:
            if session.server.identity_server != after.identity_server or session.server.name != before.name:
                continue
            session.server = replace(session.server, name=after.name, token=after.token)
            session.known_as = after.name
            if session.bearer.store is not None:
                store = self._tokens.store(after.token or before.token or "keyring")
                session.bearer.stored_at(store, entry_of(after), lock_of(entry_of(after)))
                session.source = store.source

    async def remove(self, name: str) -> None:
        """Remove a server, but not its token."""
        await self._change(self._file.remove, name)

    async def set_default(self, name: str | None) -> None:
        """Choose the server that a start without a name opens, or none."""
        await self._change(self._file.set_default, name)

    async def _change(self, change: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        return await asyncio.to_thread(change, *arguments, **named)

    # What ttn-lw-cli has

    async def of_ttn_lw_cli(self, config: Path | None = None) -> tuple[Imported, ...]:
        """The servers and logins of the official command line, of one config file or all. Raises BadFile."""
        if not self.keeps:
            return ()
        from tts_tui.session.imports import ttn_lw_cli

        return await asyncio.to_thread(ttn_lw_cli.read, config)

    async def take_over(self, imported: Imported, store_kind: StoreKind) -> Server:
        """Add a server of the official command line, and store its token. Returns the server under its name here.

        Where the server is known here and has another token, the new one is a further server's. Raises ServerFault and
        StoreFault. The other program's files are left as they are.
        """
        if not self.keeps:
            raise ServerFault(_DEMO)
        there = await self.servers()
        known = there.known(imported.server)
        if imported.credential is None:
            server = known or replace(imported.server, name=there.free_name(imported.server.name))
            if known is None:
                await self._change(self._file.add, server)
            return server
        found = await self._tokens.own(known) if known is not None else None
        if known is not None and found is not None and found.credential == imported.credential:
            return known
        kept = await self._kept(
            self._tokens.keep(
                known if known is not None and found is None else imported.server,
                imported.credential,
                None,
                store_kind,
                as_new_server=found is not None,
            )
        )
        if kept.fault is not None:
            raise kept.fault
        return kept.server

    # Where the token lives

    async def find(self, server: Server) -> FoundToken | None:
        """The token that is stored for a server. Where nobody was asked yet, the keyring is looked into.

        One with `candidates` may be another server's: `assign` gives it to the one that the person names. Raises
        StoreFault.
        """
        if self.keeps:
            return await self._tokens.find(server)
        held = self._held.get(server.name)
        if held is None:
            return None
        return FoundToken(held if isinstance(held, SecretStr) else held.credential, "of the demo")

    async def store_choices(self, server: Server | None) -> StoreChoices:
        """The token stores that a server can use on this machine; None for one that isn't known yet."""
        return await store_choices(server.token if server is not None else None, keeps=self.keeps)

    async def keep(self, session: Session, store_kind: StoreKind) -> KeptToken | None:
        """Store the session's token, and remember its server and account. Returns None in the demo.

        Raises StoreFault if the token can't be stored; the session can still be used. If cancelled, it finishes and
        then restores what was stored before: see `all_given_up`.
        """
        if not self.keeps:
            self._held[session.server.name] = session.bearer  # which has its login as it is renewed
            return None
        kept = await self._kept(
            self._tokens.keep(session.server, session.bearer.credential, session.account, store_kind)
        )
        session.bearer.stored_at(kept.store, kept.entry, lock_of(kept.entry))
        session.source, session.server, session.known_as = kept.store.source, kept.server, kept.server.name
        return kept

    async def put_back(self, kept: KeptToken) -> None:
        """Restore what there was before that token was stored, as far as possible."""
        await self._tokens.put_back(kept)

    async def _kept(self, keeping: Coroutine[Any, Any, KeptToken]) -> KeptToken:
        waited_for = True

        async def ended() -> KeptToken:
            kept = await keeping
            if not waited_for:
                await self.put_back(kept)
            return kept

        task = self._in_background(ended())
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            waited_for = False
            if task.done() and task.exception() is None:  # in this very moment
                self._in_background(self.put_back(task.result()))
            raise

    async def assign(self, found: FoundToken, session: Session, name: str) -> None:
        """Give a stored token, with which the session was opened, to one of its candidates.

        The session goes on with it. Raises StoreFault, ServerFault and NotRenewed.
        """
        store_kind: StoreKind = session.server.token or "keyring"
        entry = await _uncut(self._tokens.assign(found, store_kind, name, session.account))
        if found.store is not None:
            session.bearer.stored_at(found.store, entry, lock_of(entry))

    async def opened(self, server: Server) -> None:
        """Remember which server was used last: by its name if it has one that is kept."""
        if self.keeps:
            known = (await self._tokens.servers()).known(server)
            await asyncio.to_thread(remember, known.name if known else server.identity_server)

    async def forget(self, server: Server) -> bool:
        """Remove the stored token of a server. Returns whether there was one. Raises StoreFault."""
        return await self._tokens.forget(server) if self.keeps else self._held.pop(server.name, None) is not None

    async def nothing_stored(self, server: Server) -> str:
        """A sentence that no token is stored for a server."""
        return f"No token is stored for {accounts.key_of(server, await self._tokens.servers())}."

    # Whose it is

    async def other_account(self, session: Session) -> EntityIdentifiers | None:
        """Who was signed in to the session's server before, if it was somebody else."""
        if not self.keeps:
            return None
        key = accounts.key_of(session.server, await self._tokens.servers())
        before = await asyncio.to_thread(accounts.remembered, key)
        return before if before != session.account else None

    async def remember_account(self, session: Session) -> None:
        """Remember who is signed in to the session's server."""
        if self.keeps:
            key = accounts.key_of(session.server, await self._tokens.servers())
            await asyncio.to_thread(accounts.remember, key, session.account)

    def owner_of(self, session: Session) -> Owner | None:
        """The owner of what a session leaves behind for the next start; None in the demo. Blocks for a moment."""
        if not self.keeps:
            return None
        there = Servers()
        with contextlib.suppress(ServerFault):
            there = self._file.read()
        return Owner(accounts.key_of(session.server, there), session.account)

    # Sessions

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions that are open."""
        return tuple(self._sessions)

    async def enter(self, server: Server, found: FoundToken, listener: Listener) -> OpenedSession:
        """Open a server with a token. Raises what `signing_in.enter` does."""
        lock = lock_of(found.entry) if found.entry else None
        known_as = await self._known_as(server)
        order = _order(self.preferences.order(known_as, APPLICATIONS))
        entry = await enter(server, found, listener, self.outside, lock=lock, order=order)
        entry.session.preferences, entry.session.known_as = self.preferences, known_as
        self._sessions.add(entry.session)
        return entry

    async def _known_as(self, server: Server) -> str:
        """The key of a server's preferences, which have been read by then."""
        if not self.keeps:
            return server.identity_server
        _, there = await asyncio.gather(self.preferences.read(), self._tokens.servers())
        return accounts.key_of(server, there)

    def connect(self, server: Server, found: FoundToken, listener: Listener) -> Connection:
        """Get ready to use a token, for a command that asks no more than it must. Raises as `sign_in.connect` does."""
        return connect(server, found, listener, self.outside, lock=lock_of(found.entry) if found.entry else None)

    def authorize_url(self, server: Server, state: str, *, redirect: Redirect = "code", port: int | None = None) -> str:
        """The address that the person opens to log in."""
        from tts_tui.api import oauth

        return oauth.authorize_url(server.oauth_url, redirect=redirect, state=state, port=port)

    async def exchange(
        self, server: Server, code: SecretStr, *, redirect: Redirect = "code", port: int | None = None
    ) -> Tokens:
        """Tokens for the code of a login. Raises one of `tts_tui.api.errors`."""
        from tts_tui.api import oauth

        return await oauth.exchange(
            server.oauth_url,
            code,
            redirect=redirect,
            port=port,
            ca_file=server.ca_file,
            transport=self.outside.transport,
            clock=self.outside.clock,
        )

    async def log_out(self, server: Server, session: Session | None = None) -> str:
        """End the login of a server there, then forget its token here; a sentence says what was done.

        An API key is only forgotten: other programs may use it. `session` is the one that is open at that server, if
        any: its login ends as well where it is another one. Raises StoreFault, and `tts_tui.api.errors` and
        UnsuitableToken, with which nothing is forgotten.
        """
        ended = await end_login(session) if session is not None else None
        try:
            found = await self.find(server)
        except Unreadable:  # and of no use to anybody
            found = None
        if found is not None and found.candidates:
            return (
                f"No token is stored for {server.name}. An earlier version stored one for {server.identity_server}: "
                f"open {server.name} to say which server it belongs to."
            )
        stored = found.credential if found is not None else None
        if found is not None and stored is not None and not isinstance(stored, SecretStr):
            if ended is None or stored.token_id != ended.token_id:
                await self._end_stored(server, found)
            ended = stored
        if not await self.forget(server) and ended is None:
            if session is not None:
                return f"Disconnected. Its key, {session.source}, was not stored and stays valid."
            return await self.nothing_stored(server)
        if ended is not None:
            return "The login is revoked on the server and removed here."
        return "The key is removed here. It stays valid, as other programs may use it; revoke it to stop them."

    def give_up(self, server: Server, login: Tokens) -> None:
        """Start to end a login that nobody uses any more; if that takes too long, it is left alone."""
        self._in_background(self._give_up(server, login))

    def _in_background(self, work: Coroutine[Any, Any, R]) -> asyncio.Task[R]:
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        task.add_done_callback(lambda task: task.cancelled() or task.exception())  # whoever waits has it, too
        return task

    async def all_given_up(self) -> None:
        """Wait for logins that are being ended and tokens that are being removed, `patience` seconds at most."""
        if self._background:
            await asyncio.wait(self._background, timeout=self.patience)

    async def _give_up(self, server: Server, login: Tokens) -> None:
        with contextlib.suppress(TTSError, UnsuitableToken, TimeoutError):
            async with asyncio.timeout(self.patience):
                await self._end_stored(server, FoundToken(login, "given up"))

    async def _end_stored(self, server: Server, found: FoundToken) -> None:
        try:
            entry = await self.enter(server, found, Listener(lambda _: None, lambda _: None))
        except Unauthenticated:
            return  # it has ended already
        try:
            await end_login(entry.session)
        finally:
            await entry.close()


def _order(remembered: str | None) -> ApplicationOrder:
    """The order in which the first page is asked for."""
    known: tuple[ApplicationOrder, ...] = get_args(ApplicationOrder)
    return next((each for each in known if each == remembered), "-created_at")


async def _uncut(work: Coroutine[Any, Any, R]) -> R:
    """The result of the work, which runs to its end even if nobody waits for it any more."""
    return await asyncio.shield(asyncio.ensure_future(work))
