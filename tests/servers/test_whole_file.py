"""Small files that are there as a whole or as they were."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tts_tui.servers.whole_file import write_whole


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
