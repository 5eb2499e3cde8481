"""Whose a stored token is, and taking back what was stored."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.session.credentials.backends import Slow
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import Server, by_address
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import accounts
from tts_tui.session.credentials import FoundToken
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.kept_tokens import lock_of

if TYPE_CHECKING:
    from tts_tui.servers.token_stores import StoreKind
from tests.session.opened import KEY, UNHEARD, URL, files, opened


def two_servers() -> None:
    for name in ("prod", "prod-admin"):
        ServerFile().add(Server(name=name, identity_server=URL, token="file"))


def everything() -> dict[str, bytes]:
    return {name: (Path.home() / name).read_bytes() for name in files() if not name.endswith(".lock")}


async def test_the_account_is_remembered_by_the_servers_name_once_its_token_is_stored(manager, sandbox) -> None:
    two_servers()
    session = await opened(manager, sandbox, ServerFile().read().named("prod"))
    assert await manager.other_account(session) is None
    await manager.keep(session, "file")
    assert accounts.remembered("prod") == ("user", "alice")
    assert accounts.remembered("prod-admin") is None
    accounts.remember("prod", ("user", "bob"))
    assert await manager.other_account(session) == ("user", "bob")
    await session.close()


async def test_logging_out_forgets_whose_it_was(manager, sandbox) -> None:
    two_servers()
    session = await opened(manager, sandbox, ServerFile().read().named("prod"))
    await manager.keep(session, "file")
    await manager.log_out(session.server, session)
    assert accounts.remembered("prod") is None
    await session.close()


async def test_each_entry_has_a_lock_of_its_own(manager, sandbox) -> None:
    two_servers()
    locks = set()
    for name in ("prod", "prod-admin"):
        session = await opened(manager, sandbox, ServerFile().read().named(name))
        await manager.keep(session, "file")
        locks.add(session.bearer._lock)
        await session.close()
    assert locks == {lock_of(f"prod {URL}"), lock_of(f"prod-admin {URL}")}
    assert len(locks) == 2


async def test_what_can_not_be_read_is_forgotten_by_logging_out(manager, sandbox) -> None:
    two_servers()
    path = TokenFile().path(f"prod {URL}")
    await TokenFile().store(f"prod {URL}", KEY)
    path.write_text("{")
    await manager.log_out(ServerFile().read().named("prod"))
    assert not path.exists()


@pytest.mark.parametrize("before", ["file", "keyring", None])
async def test_what_was_kept_can_be_taken_back_whole(manager, sandbox, works, before: StoreKind | None) -> None:
    other = await opened(manager, sandbox)
    if before is not None:
        await manager.keep(other, before)
    files_before, keyring_before = everything(), dict(works.stored)
    sandbox.add_user("bob")
    entry = await manager.enter(
        by_address(URL), FoundToken(SecretStr(sandbox.add_key("user", "bob")), "given"), UNHEARD
    )
    kept = await manager.keep(entry.session, "file")
    assert kept is not None
    assert (everything(), works.stored) != (files_before, keyring_before)
    await manager.put_back(kept)
    files_after = everything()
    if before is None:
        assert files_after.pop("config/tts-tui/servers.toml").strip() == b""  # it is there, and empty
    assert files_after == files_before
    assert works.stored == keyring_before
    await entry.close()
    await other.close()


@pytest.mark.parametrize("moment", ["while it stores", "before it has begun"])
async def test_who_gives_up_while_a_token_is_stored_leaves_nothing_of_it(manager, sandbox, use, moment: str) -> None:
    slow = use(Slow())
    session = await opened(manager, sandbox)
    keeping = asyncio.ensure_future(manager.keep(session, "keyring"))
    if moment == "while it stores":
        assert await asyncio.to_thread(slow.begun.wait, 30)
    else:
        await asyncio.sleep(0)
    keeping.cancel()
    await asyncio.wait([keeping])
    assert keeping.cancelled()
    slow.go_on.set()
    await manager.all_given_up()
    assert slow.stored == {}
    assert (await manager.servers()).servers == ()
    assert accounts.remembered("127.0.0.1:1885") is None
    await session.close()
