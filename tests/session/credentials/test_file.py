"""Tokens in files: one for each server, which only their owner can read, and one that a person names."""

# ruff: noqa: ASYNC240 - the files of a test are small

from __future__ import annotations

import codecs
import errno
import os
import stat
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.session.credentials import FoundToken, StoreFault
from tts_tui.session.credentials.file import TokenFile, from_file

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://thethings.example.com"
KEY = SecretStr("NNSXS.KEYID.TOPSECRET")
LOGIN = Tokens(
    access_token=SecretStr("MFRWG.ID.TOPSECRET"),
    refresh_token=SecretStr("OJSWM.ID.TOPSECRET"),
    expires_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
)


@pytest.fixture
def store(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "a state" / "tokens")


@pytest.fixture
async def kept(store: TokenFile) -> Path:
    """A file with a token in it."""
    await store.store(URL, KEY)
    return store.path(URL)


@pytest.mark.parametrize("credential", [KEY, LOGIN], ids=["key", "login"])
async def test_what_is_stored_is_found_and_forgotten(store: TokenFile, credential: SecretStr | Tokens) -> None:
    assert await store.find(URL) is None
    await store.forget(URL)
    await store.store(URL, credential)
    assert await store.find(URL) == credential
    assert await store.find("https://other.example.com") is None
    await store.forget(URL)
    assert await store.find(URL) is None
    assert list(store.path(URL).parent.iterdir()) == []


@pytest.mark.parametrize("umask", [0, 0o777])
async def test_the_file_and_its_folder_are_their_owners_alone(store: TokenFile, umask: int) -> None:
    folder = store.path(URL).parent
    if umask:
        folder.mkdir(0o700, parents=True)
    before = os.umask(umask)
    try:
        await store.store(URL, KEY)
    finally:
        os.umask(before)
    assert stat.S_IMODE(store.path(URL).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_it_lives_in_the_state_folder_and_says_so() -> None:
    await TokenFile().store(URL, KEY)
    assert (Path.home() / "state" / "tts-tui" / "tokens" / "https-thethings.example.com").read_text() == (
        "NNSXS.KEYID.TOPSECRET"
    )
    assert TokenFile().source == "from a file that only you can read"


def test_each_server_has_a_name_of_its_own_that_can_be_read(store: TokenFile) -> None:
    urls = ["https://a.b", "http://a.b", "https://a.b:8443", "https://a.b.8443", "http://[::1]:1885", "https://../x"]
    names = [store.path(url).name for url in urls]
    assert names == [
        "https-a.b",
        "http-a.b",
        "https-a.b%3A8443",
        "https-a.b.8443",
        "http-%5B%3A%3A1%5D%3A1885",
        "https-..%2Fx",
    ]


async def test_the_new_takes_the_place_of_the_old_and_nothing_stays_beside_it(store: TokenFile, kept: Path) -> None:
    await store.store(URL, LOGIN)
    assert await store.find(URL) == LOGIN
    assert list(kept.parent.iterdir()) == [kept]


async def test_a_disk_that_is_full_leaves_the_old_one_whole(
    store: TokenFile, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFault, match="can't be written: No space left on device") as fault:
        await store.store(URL, LOGIN)
    listener = "".join(traceback.TracebackException.from_exception(fault.value, capture_locals=True).format())
    assert "TOPSECRET" not in listener
    assert kept.read_text() == KEY.get_secret_value()
    assert list(kept.parent.iterdir()) == [kept]


def _shared(path: Path) -> None:
    path.chmod(0o640)


def _linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def _shared_folder(path: Path) -> None:
    path.parent.chmod(0o750)


def _linked_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to("elsewhere")


UNSAFE = pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_shared, "can be read or written by others. Run: chmod 600 '{file}'"),
        (_linked, "{file} is a link"),
        (_a_folder, "{file} is not a regular file"),
        (_a_pipe, "{file} is not a regular file"),
        (_shared_folder, "can be read or written by others. Run: chmod 700 '{folder}'"),
        (_linked_folder, "{folder} is a link"),
    ],
    ids=["shared", "a link", "a folder", "a pipe", "shared folder", "linked folder"],
)


@UNSAFE
async def test_what_others_could_read_is_neither_read_nor_written(
    store: TokenFile, kept: Path, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(kept)
    for call in (store.find(URL), store.store(URL, LOGIN)):
        with pytest.raises(StoreFault) as fault:
            await call
        assert says.format(file=kept, folder=kept.parent) in str(fault.value)


@pytest.mark.parametrize("of", ["the file", "the folder"])
async def test_what_belongs_to_somebody_else_is_neither_read_nor_written(
    store: TokenFile, kept: Path, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    whose = os.geteuid()
    fstat = os.fstat

    def foreign(descriptor: int) -> os.stat_result:
        found = fstat(descriptor)
        if stat.S_ISDIR(found.st_mode) == (of == "the folder"):
            return os.stat_result([*found[:4], whose + 1, *found[5:]])
        return found

    monkeypatch.setattr(os, "fstat", foreign)
    for call in (store.find(URL), store.store(URL, LOGIN)):
        with pytest.raises(StoreFault, match="belongs to somebody else"):
            await call
    monkeypatch.undo()
    assert kept.read_text() == KEY.get_secret_value()


async def test_a_file_that_others_can_read_can_still_be_forgotten_and_a_link_is_left(
    store: TokenFile, kept: Path
) -> None:
    _shared(kept)
    await store.forget(URL)
    assert not kept.exists()
    kept.symlink_to("/dev/null")
    with pytest.raises(StoreFault, match="is a link"):
        await store.forget(URL)
    assert kept.is_symlink()


async def test_a_folder_that_can_not_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFault, match="can't be written: Not a directory"):
        await TokenFile(tmp_path / "file" / "below" / "tokens").store(URL, KEY)
    with pytest.raises(StoreFault, match="can't be read: Not a directory"):
        await TokenFile(tmp_path / "file" / "below" / "tokens").find(URL)
    with pytest.raises(StoreFault, match="can't be removed: Not a directory"):
        await TokenFile(tmp_path / "file" / "below" / "tokens").forget(URL)


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"", None), (b" \n", None), (b" Bearer NNSXS.A.B\n", SecretStr("NNSXS.A.B"))],
    ids=["empty", "blank", "by hand"],
)
async def test_what_somebody_wrote_by_hand_is_tidied(
    store: TokenFile, kept: Path, content: bytes, found: SecretStr | None
) -> None:
    kept.write_bytes(content)
    assert await store.find(URL) == found


@pytest.mark.parametrize(
    ("content", "says"), [(b'{"access_token": "TOPSECRET', "Sign in again"), (b"x" * 65_537, "larger than 64 kB")]
)
async def test_what_is_no_credential_is_a_sentence(store: TokenFile, kept: Path, content: bytes, says: str) -> None:
    kept.write_bytes(content)
    with pytest.raises(StoreFault, match=says) as fault:
        await store.find(URL)
    assert "TOPSECRET" not in str(fault.value)


# A file that a person names


@pytest.mark.parametrize(
    "content",
    [
        b"NNSXS.KEYID.TOPSECRET",
        b"Bearer NNSXS.KEYID.TOPSECRET\n",
        b"\n \nNNSXS.KEYID.TOPSECRET\r\nuser: me\n",
        codecs.BOM_UTF8 + b"NNSXS.KEYID.TOPSECRET\r\n",
        "\ufeffNNSXS.KEYID.TOPSECRET\r\n".encode("utf-16-le"),
        "\ufeffNNSXS.KEYID.TOPSECRET\r\n".encode("utf-16-be"),
        b"# the key of prod\nNNSXS.KEYID.TOPSECRET\n",
        b"  # once NNSXS.OLD.TOPSECRET\n\n'NNSXS.KEYID.TOPSECRET'\n",
        b'HOST=tts.example.com\nexport KEY="NNSXS.KEYID.TOPSECRET"\n',
        b"NNSXS.KEYID.TOPSECRET\nNNSXS.KEYID.TOPSECRET\n",
    ],
)
def test_the_token_of_a_named_file_is_tidied_and_its_source_known(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    assert from_file(str(file)) == FoundToken(KEY, f"from the file {file}")


def test_a_named_file_may_be_readable_by_others_and_a_link(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY.get_secret_value())
    file.chmod(0o644)
    (tmp_path / "link").symlink_to(file)
    assert from_file(str(tmp_path / "link")).token == KEY


def test_a_token_may_come_through_a_pipe() -> None:
    reads, writes = os.pipe()
    os.write(writes, f"{KEY.get_secret_value()}\n".encode())
    os.close(writes)
    assert from_file(f"/dev/fd/{reads}").token == KEY  # as a shell's <(…) is named, and /dev/stdin leads to
    os.close(reads)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("none", "There is no file "),
        ("", "There is no file "),
        ("folder", "is a folder"),
        ("/dev/zero", "is neither a file nor a pipe"),
        ("empty", "There is no token in "),
        ("comment", "There is no token in "),
        ("several", "There are several tokens in several: leave the one that is meant."),
        ("file/below", "can't be read: Not a directory."),
        ("large", "is larger than 64 kB"),
        ("a\0b", "a name that no file can have"),
    ],
)
def test_a_named_file_without_a_token_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "comment").write_text("# NNSXS.KEYID.TOPSECRET\n")
    (tmp_path / "several").write_text("NNSXS.KEYID.TOPSECRET\nNNSXS.OTHER.TOPSECRET\n")
    (tmp_path / "file").write_text("x")
    (tmp_path / "large").write_text("TOPSECRET" * 10_000)
    with pytest.raises(StoreFault) as fault:
        from_file(name)
    assert says in str(fault.value)
    listener = "".join(traceback.TracebackException.from_exception(fault.value, capture_locals=True).format())
    assert "TOPSECRET" not in listener


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_named_file_that_may_not_be_read_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.touch(0o000)
    with pytest.raises(StoreFault, match="You may not read"):
        from_file(str(file))


async def test_a_stored_token_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    store = TokenFile(tmp_path / "tokens")
    await store.store("https://tts.example.com", KEY)
    file = store.path("https://tts.example.com")
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
    assert await store.find("https://tts.example.com") == KEY
