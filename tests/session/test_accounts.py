"""Who was signed in, as it is remembered by the server's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tts_tui.servers.model import by_address, make
from tts_tui.servers.servers_file import Servers
from tts_tui.session.accounts import entity_words, forget, key_of, remember, remembered, rename

ALICE = ("user", "alice")
URL = "https://thethings.example.com"


def test_it_is_remembered_renamed_and_forgotten() -> None:
    assert remembered("prod") is None
    remember("prod", ALICE)
    remember("other", ("organization", "acme"))
    assert remembered("prod") == ALICE
    rename("prod", "new")
    assert remembered("prod") is None
    assert remembered("new") == ALICE
    forget("new")
    forget("new")
    assert remembered("new") is None
    assert remembered("other") == ("organization", "acme")


def test_a_server_without_a_name_is_remembered_by_its_address() -> None:
    prod = make(name="prod", identity_server=URL)
    assert key_of(by_address(URL), Servers()) == URL
    assert key_of(by_address(URL), Servers((prod,))) == "prod"


@pytest.mark.parametrize("name", [".", "..", "a:b", "[::1]", URL])
def test_any_name_is_a_file_in_the_folder(name: str) -> None:
    remember(name, ALICE)
    assert remembered(name) == ALICE
    (file,) = (each for each in Path.home().rglob("*") if each.is_file())
    assert file.parent.name == "accounts"
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"user", b"king alice", b"\xff\xfe", b"user \n"])
def test_a_broken_memory_is_none(content: bytes) -> None:
    remember("prod", ALICE)
    (file,) = Path.home().rglob("prod.account")
    file.write_bytes(content)
    assert remembered("prod") is None


def test_a_folder_that_can_not_be_written_breaks_nothing() -> None:
    Path.home().parent.mkdir(parents=True, exist_ok=True)
    Path.home().write_text("a file where the folder should be")
    remember("prod", ALICE)
    rename("prod", "new")
    forget("prod")
    assert remembered("prod") is None


def test_in_words_it_is_safe_to_show() -> None:
    assert entity_words(ALICE) == "alice"
    assert entity_words(("organization", "a\x1b[2J")) == "organization a␛[2J"
