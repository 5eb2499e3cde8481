"""Small files that are there as a whole or as they were."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tts_tui.servers.whole_file import replace_whole, write_whole


def test_it_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "state" / "accounts" / "prod.account"
    for content in (b"one", b"two"):
        write_whole(file, content)
        assert file.read_bytes() == content
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_where_it_can_not_be_written_nothing_is_left_behind(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on the system
        write_whole(in_the_way, b"content")
    assert list(tmp_path.iterdir()) == [in_the_way]


def test_a_mode_that_is_asked_for_does_not_hang_on_the_umask(tmp_path: Path) -> None:
    file = tmp_path / "servers.toml"
    replace_whole(file, b"one", mode=0o644, synced=True)
    assert file.read_bytes() == b"one"
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


def test_one_that_is_synced_is_on_the_disk_before_it_has_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "servers.toml"
    there: list[bool] = []
    monkeypatch.setattr("os.fsync", lambda _: there.append(file.exists()))
    replace_whole(file, b"one", synced=True)
    assert there == [False]
