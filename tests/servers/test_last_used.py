"""The server that is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tts_tui.servers.last_used import last_used, remember


def test_the_last_server_is_remembered() -> None:
    assert last_used() is None
    remember("https://one.example")
    remember("https://two.example")
    assert last_used() == "https://two.example"


def test_what_is_remembered_is_for_its_owner_alone_and_leaves_nothing_beside_it() -> None:
    remember("https://one.example")
    (file,) = (each for each in Path.home().rglob("*") if each.is_file())
    assert file.name == "last-server"
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe"])
def test_a_broken_memory_is_none(content: bytes) -> None:
    remember("https://one.example")
    (file,) = (each for each in Path.home().rglob("last-server"))
    file.write_bytes(content)
    assert last_used() is None


def test_a_folder_that_cannot_be_written_breaks_nothing() -> None:
    Path.home().parent.mkdir(parents=True, exist_ok=True)
    Path.home().write_text("a file where the folder should be")
    remember("https://one.example")
    assert last_used() is None
