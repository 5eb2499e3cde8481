"""Stored tokens, each under its server's entry: finding, storing, restoring, moving and removing them.

Version 0.1 stored them by the server's address alone. Such a token moves to its server when it is looked for; where
several servers share the address, the person says whose it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from tts_tui.api.errors import NotRenewed
from tts_tui.servers.folders import NoHome, state_folder
from tts_tui.servers.servers_file import NameTaken, NoSuchServer, ServerFault, Servers, entry_of
from tts_tui.session import accounts, left_behind
from tts_tui.session.credentials import FoundToken, NoKeyring, StoreFault, Unreadable
from tts_tui.session.session_token import alone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tts_tui.servers.model import Server
    from tts_tui.servers.servers_file import ServerFile
    from tts_tui.servers.token_stores import StoreKind
    from tts_tui.session.accounts import EntityIdentifiers
    from tts_tui.session.credentials import Credential, TokenStore

    Undo = Callable[[], Awaitable[object]]

__all__ = ["KeptToken", "KeptTokens", "lock_of"]


class KeptToken(msgspec.Struct, frozen=True):
    """A token that has been stored: for which server, and where. `undo` are the steps that undo all of it.

    `fault` says why the server itself could not be remembered along with it.
    """

    server: Server
    store: TokenStore
    entry: str
    undo: tuple[Undo, ...]
    fault: ServerFault | None = None


class KeptTokens:
    """The tokens of the servers of a file. Every method may raise StoreFault."""

    def __init__(self, file: ServerFile) -> None:
        self._file = file
        self._stores: dict[StoreKind, TokenStore] = {}

    async def servers(self) -> Servers:
        """The servers that have a name; none where their file can't be read."""
        try:
            return await asyncio.to_thread(self._file.read)
        except ServerFault:
            return Servers()

    def store(self, store_kind: StoreKind) -> TokenStore:
        """The store of that kind."""
        if store_kind not in self._stores:
            from tts_tui.session.credentials.stores import token_store

            self._stores[store_kind] = token_store(store_kind)
        return self._stores[store_kind]

    async def find(self, server: Server) -> FoundToken | None:
        """The token of a server; the keyring is looked into if no store was chosen yet.

        One of version 0.1 moves to the server, or has `candidates` where it may be another server's.
        """
        try:
            return await self._find(server)
        except NoKeyring:
            if server.token is not None:
                raise
            return None

    async def _find(self, server: Server) -> FoundToken | None:
        there = await self.servers()
        store, entry, address = self.store(server.token or "keyring"), there.entry(server), server.identity_server
        credential = await store.find(entry)
        if credential is not None:
            return FoundToken(credential, store.source, store, entry)
        if entry == address or (credential := await store.find(address)) is None:
            return None
        if len(there.at(address)) > 1:
            names = [each.name for each in there.at(address) if not await self._has_its_own(each)]
            return FoundToken(credential, store.source, store, address, tuple(names))
        try:
            moved = await asyncio.shield(self._moved(address, entry, store, store))
        except (StoreFault, NotRenewed):
            return FoundToken(credential, store.source, store, address)
        return FoundToken(moved or credential, store.source, store, entry)

    async def _has_its_own(self, server: Server) -> bool:
        try:
            return await self.store(server.token or "keyring").find(entry_of(server)) is not None
        except NoKeyring:
            return False
        except StoreFault:
            return True  # it may have one, which must not be overwritten

    async def _moved(self, before: str, after: str, source: TokenStore, target: TokenStore) -> Credential | None:
        """Move what is stored. Raises NotRenewed where another process doesn't come to an end with it."""
        async with alone(lock_of(before)):
            credential = await source.find(before)
            if credential is not None:
                await target.store(after, credential)
                with contextlib.suppress(StoreFault):  # nobody looks for what stays
                    await source.forget(before)
        return credential

    # Stored

    async def keep(
        self,
        server: Server,
        credential: Credential,
        account: EntityIdentifiers | None,
        store_kind: StoreKind,
        *,
        as_new_server: bool = False,
    ) -> KeptToken:
        """Store a token and remember its server with it, and the account where that is known.

        Nothing is changed where the token can't be stored. With `as_new_server` the server is added even if another one
        has its address. Don't cancel this once it has begun.
        """
        undo: list[Undo] = []
        there, fault = Servers(), None
        try:
            there = await asyncio.to_thread(self._file.read)
        except ServerFault as why:
            fault = why
        known = None if as_new_server else there.known(server)
        server = replace(server, name=known.name if known else there.free_name(server.name), token=store_kind)
        entry = entry_of(server) if fault is None else server.identity_server
        store = self.store(store_kind)
        undo.append(await _stored(store, entry, credential))
        if fault is None:
            try:
                undo.append(await asyncio.to_thread(self._remember, server, known))
            except ServerFault as why:
                fault = why
                if known is None:  # the next start doesn't know that name
                    await _all_undone(undo)
                    entry = server.identity_server
                    undo = [await _stored(store, entry, credential)]

        old = self.store(known.token) if known is not None and known.token is not None else store
        old_entries = [(old, entry)] if old is not store else []
        sole = not as_new_server and len(there.at(server.identity_server)) <= 1
        if sole and entry != server.identity_server:  # as version 0.1 stored it
            old_entries += [(each, server.identity_server) for each in dict.fromkeys((store, old))]
        unusable: list[TokenStore] = []
        for where, what in old_entries:
            if where in unusable:  # a keyring that hangs is waited for once
                continue
            try:
                gone = await _or_none(where, what)
                if await where.forget(what) and gone is not None:
                    undo.append(partial(_put, where, what, gone))
            except StoreFault:  # what stays there is looked for by nobody
                unusable.append(where)
        if account is not None:
            key = server.identity_server if entry == server.identity_server else server.name
            undo.append(await asyncio.to_thread(_exchange_account, key, account))
        return KeptToken(server, store, entry, tuple(undo), fault)

    async def put_back(self, kept: KeptToken) -> None:
        """Restore what there was before that token was stored, as far as possible."""
        await _all_undone(kept.undo)

    def _remember(self, server: Server, known: Server | None) -> Undo:
        """Note where a server's token is stored, or add the server. Returns the step that undoes it."""
        if known is not None:
            self._file.set_token(known.name, server.token)
            return partial(asyncio.to_thread, self._file.set_token, known.name, known.token)
        self._file.add(server)
        return partial(asyncio.to_thread, self._file.remove, server.name)

    # Moved and forgotten

    async def replace(self, name: str, after: Server) -> None:
        """Change a server; its token and its account go with a new name, the token to a new place, too.

        At another address the token is not looked for: it goes only where it was stored for. A change of the place to
        none leaves it where it is. Raises ServerFault and NotRenewed.
        """

        async def change(name: str, server: Server) -> None:
            await asyncio.to_thread(self._file.replace, name, server)

        before = (await self.servers()).named(name)
        if before is None or before.identity_server != after.identity_server:
            await change(name, after)
            return
        source = before.token or "keyring"
        target = after.token or source
        moves = (before.name, source) != (after.name, target)
        found = await self.own(before) if moves else None
        if after.name != before.name:
            await self._ensure_nobodys(replace(after, token=target))
        await change(name, after)
        if found is not None and found.store is not None:
            try:
                await self._moved(found.entry, entry_of(after), found.store, self.store(target))
            except (StoreFault, NotRenewed):
                await change(after.name, before)
                raise
        if after.name != before.name:
            await asyncio.to_thread(accounts.rename, before.name, after.name)
            await asyncio.to_thread(left_behind.rename, before.name, after.name)

    async def _ensure_nobodys(self, server: Server) -> None:
        """Raise NameTaken if a token is left of a removed server that had the name."""
        if (await self.servers()).named(server.name) is not None:
            return  # the file says so, in its own words
        with contextlib.suppress(StoreFault):
            if await self.store(server.token or "keyring").find(entry_of(server)) is not None:
                raise NameTaken(
                    f"A token of an earlier server named {server.name} is still stored. Choose another name."
                )

    async def own(self, server: Server) -> FoundToken | None:
        """The token of a server; None if it can't be read, may be another server's, or was never asked for."""
        try:
            found = await self.find(server)
        except Unreadable:
            return None
        except StoreFault:
            if server.token is None:  # nobody has said that a token is there
                return None
            raise
        return found if found is not None and not found.candidates else None

    async def assign(self, found: FoundToken, store_kind: StoreKind, name: str, account: EntityIdentifiers) -> str:
        """Give a token of version 0.1, found in that store, to one of its candidates. Returns its new entry.

        Raises ServerFault and NotRenewed.
        """
        server = (await self.servers()).named(name)
        if server is None or found.store is None:
            raise NoSuchServer(f"There is no server named {name!r}.")
        entry = entry_of(server)
        await self._moved(found.entry, entry, found.store, found.store)
        await asyncio.to_thread(self._file.set_token, name, store_kind)
        await asyncio.to_thread(accounts.remember, name, account)
        return entry

    async def forget(self, server: Server) -> bool:
        """Remove the stored token of a server, and its account. Returns whether there was one."""
        there = await self.servers()
        entries = [there.entry(server)]
        if len(there.at(server.identity_server)) == 1:
            entries.append(server.identity_server)  # where version 0.1 stored it
        try:
            forgotten = [await self.store(server.token or "keyring").forget(each) for each in entries]
        except NoKeyring:
            if server.token is not None:
                raise
            return False
        await asyncio.to_thread(accounts.forget, accounts.key_of(server, there))
        return any(forgotten)


def lock_of(entry: str) -> Path | None:
    """The lock file for the entry, by which processes take turns; None without a state folder."""
    name = hashlib.sha256(entry.encode()).hexdigest()[:32]
    try:
        return state_folder() / "locks" / f"{name}.lock"
    except NoHome:
        return None


async def _or_none(store: TokenStore, entry: str) -> Credential | None:
    """What is stored; None also if it can't be read."""
    try:
        return await store.find(entry)
    except Unreadable:
        return None


async def _stored(store: TokenStore, entry: str, credential: Credential) -> Undo:
    """Store it. Returns the step that undoes it."""
    before = await _or_none(store, entry)
    await store.store(entry, credential)
    return partial(_put, store, entry, before)


async def _put(store: TokenStore, entry: str, credential: Credential | None) -> None:
    if credential is None:
        await store.forget(entry)
    else:
        await store.store(entry, credential)


def _exchange_account(key: str, account: EntityIdentifiers) -> Undo:
    """Remember another account. Returns the step that undoes it."""
    before = accounts.remembered(key)
    accounts.remember(key, account)
    back = partial(accounts.forget, key) if before is None else partial(accounts.remember, key, before)
    return partial(asyncio.to_thread, back)


async def _all_undone(steps: list[Undo] | tuple[Undo, ...]) -> None:
    for step in reversed(steps):
        with contextlib.suppress(StoreFault, ServerFault):
            await step()
