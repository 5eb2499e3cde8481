"""The door to servers and to where their tokens live: what is found, kept, moved, and never touched."""

from __future__ import annotations

import asyncio
import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from tests.session.credentials.backends import Blocks, FromKeyringsAlt, Raises, Slow, Works
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.servers.last_used import last_used
from tts_tui.servers.model import Server, by_address
from tts_tui.servers.servers_file import BrokenFile, NameTaken, ServerFault, ServerFile
from tts_tui.session import accounts
from tts_tui.session.credentials import FoundToken, StoreFault
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.credentials.keyring import Keyring
from tts_tui.session.kept_tokens import lock_of
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Listener, Outside

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from tts_tui.servers.token_stores import StoreKind
    from tts_tui.session.session import Session

URL = "http://127.0.0.1:1885"
ENTRY = f"127.0.0.1:1885 {URL}"
OTHER = "https://other.example"
KEY = SecretStr("NNSXS.KEYID.TOPSECRET")
UNHEARD = Listener(lambda _: None, lambda _: None)


@pytest.fixture
def manager(sandbox: Sandbox) -> SessionManager:
    return SessionManager(outside=Outside(httpx.ASGITransport(sandbox.asgi())))


@pytest.fixture
def works(use) -> Works:
    return use(Works())


async def opened(manager: SessionManager, sandbox: Sandbox, server: Server | None = None) -> Session:
    """A session with a key that nobody has stored."""
    found = FoundToken(SecretStr(sandbox.add_key("user", "alice")), "given")
    entry = await manager.enter(server or by_address(URL), found, UNHEARD)
    assert entry.pages is not None
    await anext(entry.pages)
    return entry.session


def files() -> list[str]:
    """Every file of the person's."""
    home = Path.home()
    return sorted(str(each.relative_to(home)) for each in home.rglob("*") if each.is_file())


# Finding and keeping


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


# Names


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


# Places


@dataclass(frozen=True)
class Machine:
    backend: KeyringBackend | None
    places: list[str]
    preset: str
    why: str = ""


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


# Moving


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


# Servers


async def test_servers_are_added_removed_and_one_is_the_default(manager) -> None:
    await manager.add(Server(name="prod", identity_server=OTHER))
    await manager.set_default("prod")
    assert (await manager.servers()).default == "prod"
    await manager.remove("prod")
    assert (await manager.servers()).servers == ()


# The demo


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


# What ttn-lw-cli has


def imported(server: Server, credential: SecretStr | None = KEY) -> Any:
    from tts_tui.session.imports.ttn_lw_cli import Imported

    return Imported(server, credential, (), ())


async def test_a_server_of_the_official_command_line_is_kept_with_its_token(manager) -> None:
    server = await manager.take_over(imported(by_address(OTHER)), "file")
    assert (await manager.servers()).servers == (server,)
    assert server.token == "file"
    assert await TokenFile().find(f"other.example {OTHER}") == KEY


async def test_what_has_no_login_is_kept_without_a_token(manager) -> None:
    server = await manager.take_over(imported(by_address(OTHER), None), "file")
    assert server.token is None
    assert not [each for each in files() if "tokens" in each]


async def test_a_server_that_is_known_here_keeps_its_name_and_its_addresses(manager) -> None:
    known = Server(name="prod", identity_server=OTHER, cluster="https://nam1.example")
    await manager.add(known)
    server = await manager.take_over(imported(by_address(OTHER)), "file")
    assert server == replace(known, token="file")
    assert (await manager.servers()).servers == (server,)


# What is never shown


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


# Whose it is


def two_servers() -> None:
    for name in ("prod", "prod-admin"):
        ServerFile().add(Server(name=name, identity_server=URL, token="file"))


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


# Taking back


def everything() -> dict[str, bytes]:
    return {name: (Path.home() / name).read_bytes() for name in files() if not name.endswith(".lock")}


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


async def test_a_login_of_the_official_command_line_takes_the_place_of_no_other_token(manager) -> None:
    known = Server(name="prod", identity_server=OTHER, token="file")
    await manager.add(known)
    await TokenFile().store(f"prod {OTHER}", SecretStr("NNSXS.ANOTHER.KEY"))
    server = await manager.take_over(imported(Server(name="prod", identity_server=OTHER)), "file")
    assert server.name == "prod-2"
    assert await TokenFile().find(f"prod {OTHER}") == SecretStr("NNSXS.ANOTHER.KEY")
    assert await TokenFile().find(f"prod-2 {OTHER}") == KEY
    assert await manager.take_over(imported(server), "file") == server  # it is that one already
    assert len((await manager.servers()).servers) == 2


async def test_what_has_no_login_takes_the_name_of_no_other_server(manager) -> None:
    await manager.add(Server(name="prod", identity_server=OTHER))
    server = await manager.take_over(imported(Server(name="prod", identity_server=URL), None), "file")
    assert server.name == "prod-2"
    assert [each.name for each in (await manager.servers()).servers] == ["prod", "prod-2"]


async def test_a_token_that_can_not_be_read_is_in_the_way_of_none_that_is_taken_over(manager) -> None:
    await manager.add(Server(name="prod", identity_server=OTHER, token="file"))
    await TokenFile().store(f"prod {OTHER}", KEY)
    TokenFile().path(f"prod {OTHER}").write_text("{")
    server = await manager.take_over(imported(Server(name="prod", identity_server=OTHER)), "file")
    assert server.name == "prod"
    assert await TokenFile().find(f"prod {OTHER}") == KEY
