"""The door to servers and to where their tokens live: what is found, kept, moved, and never touched."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from tests.session.credentials.backends import Blocks, FromKeyringsAlt, Raises, Works
from tts_tui.servers.last_used import last_used
from tts_tui.servers.model import Server, by_address
from tts_tui.servers.servers_file import BrokenFile, NameTaken, ServerFault, ServerFile
from tts_tui.session.credentials import FoundToken, StoreFault
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.credentials.keyring import Keyring
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from tts_tui.servers.token_stores import StoreKind
from tests.session.opened import KEY, OTHER, UNHEARD, URL, files, opened

ENTRY = f"127.0.0.1:1885 {URL}"


@dataclass(frozen=True)
class Machine:
    backend: KeyringBackend | None
    places: list[str]
    preset: str
    why: str = ""


@pytest.mark.parametrize("store_kind", ["keyring", "file"])
async def test_what_is_kept_is_found_by_the_next_start(manager, sandbox, works, store_kind: StoreKind) -> None:
    session = await opened(manager, sandbox)
    await manager.keep(session, store_kind)
    (server,) = (await SessionManager().servers()).servers
    assert server.token == store_kind
    found = await SessionManager().find(server)
    assert found is not None
    assert found.token == session.bearer.credential
    assert found.source == session.source == {"keyring": "from the OS keyring"}.get(store_kind, TokenFile.source)
    assert session.server == server
    await session.close()


async def test_what_is_kept_for_the_session_is_found_by_nobody_else(manager, sandbox, works) -> None:
    session = await opened(manager, sandbox)
    await manager.keep(session, "session")
    (server,) = (await manager.servers()).servers
    found = await manager.find(server)
    assert found is not None
    assert found.token == session.bearer.credential
    assert await SessionManager().find(server) is None
    assert works.stored == {}
    assert TokenFile.source != session.source == "kept for this session only"
    await session.close()


async def test_where_nobody_was_asked_yet_the_keyring_is_looked_into(manager, works) -> None:
    works.set_password("tts-tui", URL, KEY.get_secret_value())
    found = await manager.find(by_address(URL))
    assert found == FoundToken(KEY, "from the OS keyring", entry=URL)


async def test_a_keyring_that_fails_is_a_sentence(manager, use) -> None:
    use(Raises())
    with pytest.raises(StoreFault):
        await manager.find(by_address(URL))


async def test_keeping_in_a_new_place_leaves_nothing_in_the_old(manager, sandbox, works) -> None:
    session = await opened(manager, sandbox)
    await manager.keep(session, "keyring")
    await manager.keep(session, "file")
    assert works.stored == {}
    assert await TokenFile().find(ENTRY) == session.bearer.credential
    (server,) = (await manager.servers()).servers
    assert server.token == "file"
    await session.close()


async def test_what_can_not_be_kept_changes_nothing_and_the_session_goes_on(manager, sandbox, use) -> None:
    use(Raises())
    session = await opened(manager, sandbox)
    with pytest.raises(StoreFault):
        await manager.keep(session, "keyring")
    assert session.source == "given"
    assert session.bearer.store is None
    assert files() == []
    await session.client.auth.info()
    await session.close()


async def test_a_broken_file_of_servers_is_said_after_the_token_is_stored(manager, sandbox) -> None:
    file = ServerFile().path
    file.parent.mkdir(parents=True)
    file.write_text("[servers.prod\n")
    session = await opened(manager, sandbox)
    kept = await manager.keep(session, "file")
    assert kept is not None
    assert isinstance(kept.fault, BrokenFile)
    assert await TokenFile().find(URL) == session.bearer.credential
    assert file.read_text() == "[servers.prod\n"
    with pytest.raises(ServerFault):
        await manager.servers()
    await manager.opened(session.server)
    assert last_used() == URL
    await session.close()


async def test_a_token_goes_to_no_other_address_than_it_was_stored_for(manager, sandbox) -> None:
    session = await opened(manager, sandbox)
    await manager.keep(session, "file")
    server = session.server
    elsewhere = replace(server, identity_server=OTHER)
    await manager.replace(server.name, elsewhere)
    assert await manager.find(elsewhere) is None
    await manager.replace(server.name, server)
    assert await manager.find(server) is not None
    await session.close()


async def test_a_login_is_renewed_only_where_it_came_from(manager, sandbox) -> None:
    session = await opened(manager, sandbox)
    assert session.bearer.store is None
    await manager.keep(session, "file")
    assert isinstance(session.bearer.store, TokenFile)
    found = await manager.find(session.server)
    assert found is not None
    entry = await manager.enter(session.server, found, UNHEARD)
    assert isinstance(entry.session.bearer.store, TokenFile)
    await entry.close()
    await session.close()


async def test_a_server_is_kept_under_the_name_that_it_has(manager, sandbox) -> None:
    await manager.add(Server(name="prod", identity_server=URL))
    session = await opened(manager, sandbox)
    await manager.keep(session, "file")
    assert [(each.name, each.token) for each in (await manager.servers()).servers] == [("prod", "file")]
    assert session.server.name == "prod"
    await manager.opened(session.server)
    assert last_used() == "prod"
    await session.close()


async def test_another_server_of_that_name_is_left_alone(manager, sandbox) -> None:
    await manager.add(Server(name="127.0.0.1:1885", identity_server=OTHER))
    session = await opened(manager, sandbox)
    await manager.keep(session, "file")
    found = {each.name: (each.identity_server, each.token) for each in (await manager.servers()).servers}
    assert found == {"127.0.0.1:1885": (OTHER, None), "127.0.0.1:1885-2": (URL, "file")}
    await manager.opened(by_address(URL))
    assert last_used() == "127.0.0.1:1885-2"
    await session.close()


async def test_a_server_that_is_not_kept_is_remembered_by_its_address(manager) -> None:
    await manager.opened(by_address(URL))
    assert last_used() == URL


@pytest.mark.parametrize(
    "machine",
    [
        Machine(Works(), ["keyring", "file", "session"], "keyring"),
        Machine(FromKeyringsAlt(), ["insecure-keyring", "file", "session"], "session", "plain file"),
        Machine(None, ["file", "session"], "session", "no keyring"),
    ],
    ids=["a keyring", "a plain file", "none"],
)
async def test_the_places_that_there_are(manager, use, machine: Machine) -> None:
    if machine.backend is not None:
        use(machine.backend)
    offers = await manager.store_choices(None)
    assert [each.store_kind for each in offers.all] == machine.places
    assert offers.preset == machine.preset
    assert machine.why in offers.no_keyring
    assert bool(offers.no_keyring) is bool(machine.why)
    assert all(each.words for each in offers.all)


async def test_where_a_token_lived_before_is_preset_if_it_is_still_there(manager, works) -> None:
    server = by_address(URL)
    assert (await manager.store_choices(replace(server, token="file"))).preset == "file"
    assert (await manager.store_choices(replace(server, token="insecure-keyring"))).preset == "keyring"


async def test_a_token_moves_with_the_servers_choice_and_back(manager, sandbox, works) -> None:
    session = await opened(manager, sandbox)
    await manager.keep(session, "keyring")
    server = session.server
    await manager.replace(server.name, replace(server, token="file", name="new"))
    assert works.stored == {}
    assert await TokenFile().find(f"new {URL}") == session.bearer.credential
    assert isinstance(session.bearer.store, TokenFile)  # where the open session keeps what it renews
    await manager.replace("new", server)
    assert isinstance(session.bearer.store, Keyring)
    assert await TokenFile().find(f"new {URL}") is None
    assert works.get_password("tts-tui", ENTRY) is not None
    await session.close()


async def test_a_token_that_can_not_move_stays_and_the_server_as_it_was(manager, sandbox, use) -> None:
    session = await opened(manager, sandbox)
    await manager.keep(session, "file")
    use(Raises())
    with pytest.raises(StoreFault):
        await manager.replace(session.server.name, replace(session.server, token="keyring"))
    assert await TokenFile().find(ENTRY) == session.bearer.credential
    assert (await manager.servers()).servers == (session.server,)
    await session.close()


async def test_a_server_that_can_not_be_changed_keeps_its_token_where_it_was(manager, sandbox, works) -> None:
    session = await opened(manager, sandbox)
    await manager.keep(session, "file")
    await manager.add(Server(name="prod", identity_server=OTHER))
    with pytest.raises(NameTaken):
        await manager.replace(session.server.name, replace(session.server, token="keyring", name="prod"))
    assert works.stored == {}
    assert await TokenFile().find(ENTRY) == session.bearer.credential
    await session.close()


async def test_servers_are_added_removed_and_one_is_the_default(manager) -> None:
    await manager.add(Server(name="prod", identity_server=OTHER))
    await manager.set_default("prod")
    assert (await manager.servers()).default == "prod"
    await manager.remove("prod")
    assert (await manager.servers()).servers == ()


async def test_the_demo_reads_nothing_and_leaves_nothing(sandbox, use) -> None:
    use(Blocks())
    manager = SessionManager(keeps=False, outside=Outside(httpx.ASGITransport(sandbox.asgi())))
    session = await opened(manager, sandbox)
    server = session.server
    await manager.keep(session, "file")
    await manager.opened(server)
    await manager.forget(server)
    assert await manager.find(server) is None
    assert (await manager.servers()).servers == ()
    assert await manager.of_ttn_lw_cli() == ()
    offers = await manager.store_choices(server)
    assert [each.store_kind for each in offers.all] == ["session"]
    await manager.add(server)
    await manager.keep(session, "session")
    await manager.replace(server.name, msgspec.structs.replace(server, name="new"))
    (renamed,) = (await manager.servers()).servers
    assert renamed.name == "new"
    found = await manager.find(renamed)
    assert found is not None
    assert found.credential == session.bearer.credential
    await manager.replace("new", Server(name="new", identity_server=OTHER))
    (moved,) = (await manager.servers()).servers
    assert await manager.find(moved) is None, "a token goes only where it was stored for"
    assert session.source == "given"
    assert files() == []
    await session.close()


async def test_nothing_shows_a_secret_of_itself(manager, sandbox) -> None:
    session = await opened(manager, sandbox)
    secret = session.bearer.credential.get_secret_value()
    await manager.keep(session, "file")
    found = await manager.find(session.server)
    for each in (session, session.bearer, vars(session.bearer), session.client, found, manager, vars(manager)):
        assert secret not in repr(each)
        assert secret.rpartition(".")[2] not in repr(each)
    assert found is not None
    assert dataclasses.replace(found, source="x").store is not None
    await session.close()


async def test_a_new_name_takes_over_no_token_that_a_removed_server_left(manager) -> None:
    await manager.add(Server(name="old", identity_server=OTHER, token="file"))
    await TokenFile().store(f"old {OTHER}", KEY)
    await manager.remove("old")
    await manager.add(Server(name="prod", identity_server=OTHER, token="file"))
    with pytest.raises(NameTaken, match="A token of an earlier server named old"):
        await manager.replace("prod", Server(name="old", identity_server=OTHER, token="file"))
    assert [each.name for each in (await manager.servers()).servers] == ["prod"]
    assert await TokenFile().find(f"old {OTHER}") == KEY
