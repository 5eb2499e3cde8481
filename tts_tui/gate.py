"""The one door to servers, to where their tokens live, and to a session: what screens and commands know of them."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from typing import TYPE_CHECKING, ClassVar, Final, ParamSpec, TypeVar
from weakref import WeakSet

import msgspec
from msgspec.structs import replace

from tts_tui.api.errors import NotFound, TTSError, Unauthenticated
from tts_tui.api.secret import SecretStr
from tts_tui.credentials import Found, StoreFault, Unfit
from tts_tui.folders import NoHome, state_folder
from tts_tui.last_server import remember
from tts_tui.server_file import NameTaken, ServerFault, ServerFile, Servers
from tts_tui.signing_in import Surroundings, Told, enter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tts_tui.api.oauth import Redirect, Tokens
    from tts_tui.credentials import Store
    from tts_tui.servers import Place, Server
    from tts_tui.session import Session
    from tts_tui.signing_in import Entry
    from tts_tui.ttn_lw_cli import Imported

__all__ = ["Gate", "Offer", "Offers"]

P = ParamSpec("P")
R = TypeVar("R")

_MOST_OF_A_NAME: Final = 100


class Offer(msgspec.Struct, frozen=True):
    """A place where a token can live on this machine, in words."""

    place: Place
    words: str


class Offers(msgspec.Struct, frozen=True):
    """The places there are, which one is meant unless the person says otherwise, and why there is no keyring."""

    all: tuple[Offer, ...]
    preset: Place
    no_keyring: str = ""


class Gate:
    """Opens servers, and keeps what is to be kept. One for the life of the program.

    With `keeps` false nothing is read from or written to the machine, as in the demo.
    """

    patience: ClassVar[float] = 3.0
    """Seconds in which a login that is given up must have ended; leaving the program may wait as long."""

    def __init__(self, *, keeps: bool = True, surroundings: Surroundings | None = None) -> None:
        self.keeps = keeps
        self.surroundings = surroundings or Surroundings()
        self._file = ServerFile()
        self._stores: dict[Place, Store] = {}
        self._sessions: WeakSet[Session] = WeakSet()
        self._given_up: set[asyncio.Task[None]] = set()

    # Servers

    async def servers(self) -> Servers:
        """The servers that the person has named. Raises ServerFault, as all do that change them."""
        return await asyncio.to_thread(self._file.read) if self.keeps else Servers()

    async def add(self, server: Server) -> None:
        """Keep a server under its name."""
        await self._change(self._file.add, server)

    async def replace(self, name: str, server: Server) -> None:
        """Change a server, whose name may be new. A token that is to live elsewhere moves; raises StoreFault.

        At another address the token is not looked for: it goes only where it was stored for.
        """
        before = (await self.servers()).named(name)
        copied = before is not None and await self._copy(before, server)
        try:
            await self._change(self._file.replace, name, server)
        except ServerFault:
            if copied:
                await self._forget_quietly(server)
            raise
        if before is not None:
            self._follow(before, server)
            if copied:
                await self.forget(before)

    def _follow(self, before: Server, after: Server) -> None:
        """Let what is open know how its server is called now, and renew its login where that lives now.

        Its addresses stay as they were when it was opened.
        """
        for session in self._sessions:
            if session.server.identity_server != after.identity_server or session.server.name != before.name:
                continue
            session.server = replace(session.server, name=after.name, token=after.token)
            if session.bearer.store is not None and after.token is not None:
                session.bearer.store = self._store(after.token)
                session.source = session.bearer.store.source

    async def remove(self, name: str) -> None:
        """Forget a server, and not its token."""
        await self._change(self._file.remove, name)

    async def set_default(self, name: str | None) -> None:
        """Open that one where none is named."""
        await self._change(self._file.set_default, name)

    async def _change(self, change: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        if not self.keeps:
            raise ServerFault("The demo keeps nothing.")
        return await asyncio.to_thread(change, *arguments, **named)

    # What ttn-lw-cli has

    async def of_ttn_lw_cli(self) -> tuple[Imported, ...]:
        """The servers and logins of the official command line on this machine. Raises BadFile."""
        if not self.keeps:
            return ()
        from tts_tui import ttn_lw_cli

        return await asyncio.to_thread(ttn_lw_cli.read)

    async def take_over(self, imported: Imported, place: Place) -> Server:
        """Keep a server of the official command line, and its token in a place; how the server is called here.

        Raises ServerFault and StoreFault. The other program's files are left as they are.
        """
        there = (await self.servers()).at(imported.server.identity_server)
        server = there or imported.server
        if imported.credential is not None and self.keeps:
            await self._store(place).store(server.identity_server, imported.credential)
            server = replace(server, token=place)
        return await self._change(self._remember, server)

    # Where the token lives

    async def find(self, server: Server) -> Found | None:
        """The token that is stored for a server. Where nobody was asked yet, the keyring is looked into.

        Raises StoreFault.
        """
        if not self.keeps:
            return None
        store = self._store(server.token or "keyring")
        credential = await store.find(server.identity_server)
        return Found(credential, store.source, store) if credential is not None else None

    async def offers(self, server: Server | None) -> Offers:
        """Where the token of a server could live here; None for one that is not known yet."""
        from tts_tui.credentials.places import WORDS

        places: list[Place] = ["file", "session"]
        why = ""
        if self.keeps:
            from tts_tui.credentials.keyring import look

            keyring = await look()
            if keyring.usable:
                places.insert(0, "keyring" if keyring.secure else "insecure-keyring")
            why = keyring.why
        else:
            places = ["session"]
        preset: Place = "keyring" if "keyring" in places else "session"
        if server is not None and server.token in places:
            preset = server.token
        return Offers(tuple(Offer(each, WORDS[each]) for each in places), preset, why)

    async def keep(self, session: Session, place: Place) -> None:
        """Store the session's token in a place, and remember the server with it.

        Raises StoreFault where the token could not be stored, and ServerFault where the server could not be remembered;
        the session goes on either way.
        """
        if not self.keeps:
            return
        server, store = session.server, self._store(place)
        await store.store(server.identity_server, session.bearer.credential)
        session.bearer.store = store
        session.source = store.source
        if server.token not in (None, place):
            await self._forget_quietly(server)
        session.server = replace(server, token=place)
        session.server = await self._change(self._remember, session.server)

    async def opened(self, server: Server) -> None:
        """Remember which server was used last: by its name if it has one that is kept."""
        if self.keeps:
            await asyncio.to_thread(self._opened, server)

    def _opened(self, server: Server) -> None:
        known = None
        with contextlib.suppress(ServerFault):
            known = _known(self._file.read(), server)
        remember(known.name if known else server.identity_server)

    def _remember(self, server: Server) -> Server:
        """Note where the token of a server lives, or keep the server with it; by its name, or another if it's taken."""
        if (known := _known(self._file.read(), server)) is not None:
            self._file.set_token(known.name, server.token)
            return replace(server, name=known.name)
        for name in (server.name, *(f"{server.name}-{number}" for number in range(2, _MOST_OF_A_NAME))):
            named = replace(server, name=name)
            with contextlib.suppress(NameTaken):
                self._file.add(named)
                return named
        raise NameTaken(f"There are many servers named {server.name} already. Rename some of them.")

    async def forget(self, server: Server) -> None:
        """Remove the stored token of a server. Raises StoreFault."""
        if self.keeps:
            await self._store(server.token or "keyring").forget(server.identity_server)

    async def _forget_quietly(self, server: Server) -> None:
        try:
            await self.forget(server)
        except StoreFault:
            return  # it has been stored in its new place; what stays in the old one is looked for by nobody

    async def _copy(self, before: Server, after: Server) -> bool:
        """Store the token of a server where it is to live from now on; whether there was one to move."""
        if before.identity_server != after.identity_server or before.token == after.token:
            return False
        if before.token is None or after.token is None:
            return False
        credential = await self._store(before.token).find(before.identity_server)
        if credential is not None:
            await self._store(after.token).store(after.identity_server, credential)
        return credential is not None

    def _store(self, place: Place) -> Store:
        if place not in self._stores:
            from tts_tui.credentials.places import store_for

            self._stores[place] = store_for(place)
        return self._stores[place]

    # Sessions

    async def enter(self, server: Server, found: Found, told: Told) -> Entry:
        """Open a server with a token. Raises what `signing_in.enter` does."""
        lock = _lock(server.identity_server) if self.keeps else None
        entry = await enter(server, found, told, self.surroundings, lock=lock)
        self._sessions.add(entry.session)
        return entry

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
            transport=self.surroundings.transport,
            clock=self.surroundings.clock,
        )

    async def log_out(self, server: Server, session: Session | None = None) -> str:
        """End the login of a server there, then forget its token here; a sentence says what was done.

        An API key is only forgotten: other programs may use it. `session` is the one that is open at that server, if
        any. Raises `tts_tui.api.errors` and Unfit, with which nothing is forgotten, and StoreFault.
        """
        if session is not None:
            credential = session.bearer.credential
            if not isinstance(credential, SecretStr):
                await _end(session)
        elif (found := await self.find(server)) is None:
            return f"No token is stored for {server.identity_server}."
        else:
            credential = found.credential
            if not isinstance(credential, SecretStr):
                await self._end_stored(server, found)
        await self.forget(server)
        if not isinstance(credential, SecretStr):
            return "The login has ended on the server, and is forgotten here."
        return "The key is forgotten here. It stays good: other programs may use it; delete it to shut them out."

    def give_up(self, server: Server, login: Tokens) -> None:
        """Begin to end a login on the server that nobody holds here; where that can't be done soon, it is left."""
        ending = asyncio.create_task(self._give_up(server, login))
        self._given_up.add(ending)
        ending.add_done_callback(self._given_up.discard)

    async def all_given_up(self) -> None:
        """Wait for the logins that are being ended, for a few seconds at most."""
        await asyncio.gather(*self._given_up)

    async def _give_up(self, server: Server, login: Tokens) -> None:
        with contextlib.suppress(TTSError, Unfit, TimeoutError):
            async with asyncio.timeout(self.patience):
                await self._end_stored(server, Found(login, "given up"))

    async def _end_stored(self, server: Server, found: Found) -> None:
        try:
            entry = await self.enter(server, found, Told(lambda _: None, lambda _: None))
        except Unauthenticated:
            return  # it has ended already
        try:
            await _end(entry.session)
        finally:
            await entry.close()


async def _end(session: Session) -> None:
    from tts_tui.api import oauth

    bearer, ask = session.bearer, session.bearer.ask
    bearer.ask = None  # nobody signs in to log out
    try:
        for _ in range(2):  # once more where it was renewed on the way
            ended = bearer.credential
            if isinstance(ended, SecretStr):
                return
            with contextlib.suppress(NotFound, Unauthenticated):  # it has ended already
                await oauth.revoke(session.client, session.info.entity_id, ended.token_id)
            if bearer.credential == ended:
                return
    finally:
        bearer.ask = ask


def _known(there: Servers, server: Server) -> Server | None:
    """The kept server that it is: by its name, if that is not another server's by now, or by its address."""
    named = there.named(server.name)
    if named is not None and named.identity_server == server.identity_server:
        return named
    return there.at(server.identity_server)


def _lock(base_url: str) -> Path | None:
    """The file by which processes take turns at renewing a login; None where there is no folder for it."""
    name = hashlib.sha256(base_url.encode()).hexdigest()[:32]
    try:
        return state_folder() / "locks" / f"{name}.lock"
    except NoHome:
        return None
