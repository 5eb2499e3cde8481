"""Importing servers and logins of `ttn-lw-cli`."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tests.session.opened import KEY, OTHER, URL, files
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import Server, by_address
from tts_tui.session.credentials.file import TokenFile


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
