"""What ttn-lw-cli has on this machine, taken over one by one; driven by keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.session.credentials.backends import Forgets, Slow, Works
from tests.tui.conftest import Person
from tests.tui.screens.sign_in.opening import area, opened
from tts_tui.servers.model import make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.imports.ttn_lw_cli import cache_file

KEY = "NNSXS.KEYID.KEYSECRET"
LOGIN = {
    "access_token": "MFRWG.ACCESSID.ACCESSSECRET",
    "token_type": "bearer",
    "refresh_token": "OJSWM.REFRESHID.REFRESHSECRET",
    "expiry": "2026-11-23T11:04:05.123456789+01:00",
}


@pytest.fixture
def cache() -> Path:
    """A login on one server and a key for another, as the program caches them."""
    file = cache_file()
    file.parent.mkdir(parents=True)
    file.write_text(
        json.dumps(
            {
                "by_id": {
                    "tts.example.com": {"oauth_token": LOGIN, "hosts": ["tts.example.com"]},
                    "key.example.com": {"api_key": KEY, "hosts": ["key.example.com"]},
                }
            }
        )
    )
    file.chmod(0o600)
    return file


async def at_import(person: Person) -> None:
    await person.press("i")
    assert area(person) == "Import from ttn-lw-cli"


async def test_what_there_is_and_what_is_to_be_known_of_it(server, cache, use, size, golden):
    use(Works())
    cache.write_text(cache.read_text().replace("key.example.com", f"{'long-' * 5}name.example.com"))
    async with opened(server, server=None, size=size) as person:
        await at_import(person)
        assert person.screen == golden
        assert "SECRET" not in person.screen


async def test_a_server_is_taken_over_with_its_login_and_is_in_the_list(server, cache, use):
    keyring = use(Works())
    before = cache.read_bytes()
    async with opened(server, server=None) as person:
        await at_import(person)
        await person.press("enter")
        assert "imported" in person.screen
        assert [each.name for each in ServerFile().read().servers] == ["tts.example.com"]
        (kept,) = map(json.loads, keyring.stored.values())
        assert kept["refresh_token"] == LOGIN["refresh_token"]
        await person.press("escape")
        assert area(person) == "Servers"
        assert (
            person.screen.count("tts.example.com") == 5
        )  # name and address, in the list and below it, and what was done
        assert "OS keyring" in person.screen
    assert cache.read_bytes() == before


async def test_the_place_is_the_persons_choice(server, cache, use):
    keyring = use(Works())
    async with opened(server, server=None) as person:
        await at_import(person)
        await person.press("j", "tab", "right", "space", "f2")
        assert not keyring.stored
        assert (await TokenFile().find("key.example.com https://key.example.com")).get_secret_value() == KEY
        assert ServerFile().read().named("key.example.com").token == "file"


async def test_a_server_that_has_a_name_here_keeps_it(server, cache, use):
    use(Works())
    ServerFile().add(make(name="prod", identity_server="https://tts.example.com"))
    async with opened(server, server=None) as person:
        await at_import(person)
        await person.press("enter")
        (prod,) = ServerFile().read().servers
        assert (prod.name, prod.token) == ("prod", "keyring")
        assert person.notes == ["Imported prod."]


async def test_where_there_is_nothing_that_is_said(server, use):
    use(Works())
    async with opened(server, server=None) as person:
        await at_import(person)
        assert "ttn-lw-cli has no servers or logins in its usual places." in person.screen
        await person.press("enter")
        assert person.notes == ["There is nothing to import."]
        await person.press("q")
        assert area(person) == "Servers"


def config(file: Path, address: str = "https://key.example.com:8885") -> Path:
    """A config of the server that the key is for, at another port than the usual one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f"credentials-id: key.example.com\noauth-server-address: {address}/oauth\n"
        "identity-server-grpc-address: key.example.com:8884\n"
    )
    return file


async def test_a_config_and_its_login_are_one_server(server, cache, use, tmp_path, monkeypatch):
    keyring = use(Works())
    monkeypatch.chdir(tmp_path)
    config(tmp_path / ".ttn-lw-cli.yml")
    async with opened(server, server=None) as person:
        await at_import(person)
        assert person.screen.count("key.example.com:8885") == 1
        await person.press("enter")
        assert keyring.stored
        (taken,) = ServerFile().read().servers
        assert (taken.name, taken.identity_server) == ("key.example.com", "https://key.example.com:8885")


async def test_a_config_that_lies_elsewhere_is_named_and_its_server_taken_over(server, cache, use, tmp_path):
    keyring = use(Works())
    config(tmp_path / "home" / "elsewhere" / "lab.yml")
    async with opened(server, server=None) as person:
        await at_import(person)
        await person.press("f", *"~/elsewhere/lab.yml", "enter")
        assert "key.example.com:8885" in person.screen
        assert "tts.example.com" not in person.screen
        await person.press("enter")
        assert keyring.stored
        assert [each.identity_server for each in ServerFile().read().servers] == ["https://key.example.com:8885"]


async def test_a_config_that_can_not_be_read_is_told_and_the_list_stays(server, cache, use):
    use(Works())
    async with opened(server, server=None) as person:
        await at_import(person)
        await person.press("f", "enter", *"gone.yml", "enter")
        assert "gone.yml: There is no such file." in " ".join(person.screen.replace("▌", "").split())
        assert "tts.example.com" in person.screen
        # Esc closes the error, then the question for a file, then the screen.
        await person.press("escape", "f", "q")
        assert "Enter reads it" in person.screen
        await person.press("escape")
        assert "Enter reads it" not in person.screen
        await person.press("escape")
        assert area(person) == "Servers"


async def test_a_cache_that_is_broken_is_told_and_nothing_is_taken_over(server, cache, use):
    use(Works())
    cache.write_text("{")
    async with opened(server, server=None) as person:
        await at_import(person)
        assert "The files of ttn-lw-cli can't be read." in person.screen
        assert "Not JSON." in " ".join(person.screen.replace("▌", "").split())
        assert "Store token in" not in person.screen


async def test_a_place_that_refuses_is_told_and_nothing_is_taken_over(server, cache, use):
    use(Forgets())
    async with opened(server, server=None) as person:
        await at_import(person)
        await person.press("enter")
        assert "The import failed." in person.screen
        assert not ServerFile().read().servers


async def test_what_is_stopped_while_its_token_is_stored_is_not_taken_over(server, cache, use):
    keyring = Slow()
    use(keyring)
    async with opened(server, server=None) as person:
        await at_import(person)
        await person.touch("enter")
        await person.until(keyring.begun.is_set)
        await person.touch("escape")
        keyring.go_on.set()
        await person.app._manager.all_given_up()
        assert not keyring.stored
        assert not ServerFile().read().servers
