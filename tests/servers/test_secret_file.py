"""Writing a secret to a file of one's own."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from tts_tui.api.secret import SecretStr
from tts_tui.servers.secret_file import NotWritten, default_name, free, write

SECRET = SecretStr("NNSXS.ID.SECRET")


def test_the_file_has_the_secret_and_nothing_else_and_is_its_owners_alone(tmp_path):
    before = os.umask(0)
    try:
        where = write(str(tmp_path / "a.key"), SECRET)
    finally:
        os.umask(before)
    assert where == tmp_path / "a.key"
    assert where.read_bytes() == b"NNSXS.ID.SECRET"
    assert stat.S_IMODE(where.stat().st_mode) == 0o600


def test_a_strict_umask_takes_nothing_from_the_owner(tmp_path):
    before = os.umask(0o777)
    try:
        where = write(str(tmp_path / "a.key"), SECRET)
    finally:
        os.umask(before)
    assert stat.S_IMODE(where.stat().st_mode) == 0o600


def test_a_relative_path_is_of_the_current_folder_and_a_tilde_is_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write("a.key", SECRET) == tmp_path / "a.key"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert write("~/b.key", SECRET) == tmp_path / "b.key"


def test_nothing_is_overwritten(tmp_path):
    there = tmp_path / "a.key"
    there.write_text("mine")
    with pytest.raises(NotWritten, match="already"):
        write(str(there), SECRET)
    assert there.read_text() == "mine"


@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_no_link_is_followed(tmp_path, target):
    (tmp_path / "there").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / target)
    with pytest.raises(NotWritten, match="already"):
        write(str(tmp_path / "link"), SECRET)
    assert (tmp_path / "there").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("path", "word"),
    [("no/such/folder.key", "no such folder"), (" ", "Enter the name"), ("a\0b", "Not a path"), (".", "already")],
)
def test_a_path_that_can_not_be_written_is_explained(tmp_path, monkeypatch, path, word):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotWritten, match=word) as caught:
        write(path, SECRET)
    assert "SECRET" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match="No space left"):
        write(str(tmp_path / "a.key"), SECRET)
    assert list(tmp_path.iterdir()) == []


def test_the_default_name_can_not_leave_the_folder():
    assert default_name("my-app", "ABC") == "my-app-ABC.key"
    assert default_name("my-app", "../../etc/\x1b[31mpasswd") == "my-app-etc31mpasswd.key"


def test_a_name_that_is_taken_gets_a_number(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert free("audit.csv") == "audit.csv"
    (tmp_path / "audit.csv").touch()
    (tmp_path / "audit-2.csv").symlink_to("nowhere")
    assert free("audit.csv") == "audit-3.csv"
    assert free("~nobody-of-that-name/audit.csv") == "~nobody-of-that-name/audit.csv"
    assert free("/") == "/"
