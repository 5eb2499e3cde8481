"""Tokens in files: one for each server in the user's state folder, and one that the person names."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import secrets
import shlex
import stat
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from tts_tui.api.secret import SecretStr
from tts_tui.servers.folders import NoHome, state_folder
from tts_tui.servers.token_stores import STORE_WORDS
from tts_tui.session.credentials import FoundToken, StoreFault, tidy, tokens_in
from tts_tui.session.credentials.text_form import read, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tts_tui.session.credentials import Credential

__all__ = ["TokenFile", "from_file"]

_MAX_BYTES: Final = 65_536
"""The most bytes that are read of a file; a login's tokens take about 300."""
_OTHERS: Final = 0o077
_FOLDER_FLAGS: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_NEW_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_READ_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe of that name would wait for a writer


def from_file(path: str) -> FoundToken:
    """The token in a regular file or a pipe, such as a shell's `<(pass …)`: the only one in it.

    Lines that begin with # are comments. Where nothing looks like a token, it is the first line that isn't blank.

    It is used and never stored. Reads to the end, at most 64 kB; a pipe may block for as long as its writer. Raises
    StoreFault.
    """
    token = _token_of(path)
    if isinstance(token, StoreFault):
        raise token
    return FoundToken(token, f"from the file {path}")


def _token_of(path: str) -> SecretStr | StoreFault:
    """The token, or what is wrong: nothing is raised here, where a traceback could show what was read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - /dev/fd/63 as well as a path
            kind = os.fstat(file.fileno()).st_mode
            if not (stat.S_ISREG(kind) or stat.S_ISFIFO(kind)):
                return StoreFault(f"{path} is neither a file nor a pipe, so no token is read from it.")
            content = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return StoreFault(f"There is no file {path}.")
    except IsADirectoryError:
        return StoreFault(f"{path} is a folder. Name the file with the token in it.")
    except PermissionError:
        return StoreFault(f"You may not read {path}.")
    except OSError as error:
        return StoreFault(f"{path} can't be read: {error.strerror}.")
    except ValueError:  # a NUL in it
        return StoreFault("The token's file has a name that no file can have.")
    if len(content) > _MAX_BYTES:
        return StoreFault(f"{path} is larger than {_MAX_BYTES // 1024} kB, which no token is.")
    return _token_in(content, path)


def _token_in(content: bytes, path: str) -> SecretStr | StoreFault:
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # as PowerShell writes files
    text = content.decode("utf-16" if utf16 else "utf-8-sig", "replace")
    lines = [line for line in text.split("\n") if not line.lstrip().startswith("#")]
    found = {each for line in lines for each in tokens_in(line)}
    if len(found) > 1:
        return StoreFault(f"There are several tokens in {path}: leave the one that is meant.")
    if found:
        return SecretStr(found.pop())
    return next(filter(None, map(tidy, lines)), None) or StoreFault(f"There is no token in {path}: it is empty.")


class TokenFile:
    """Files of mode 0600 in a folder of mode 0700, as a store.

    A file or folder that others can read, that belongs to somebody else, or that is a link is refused. Every method may
    raise StoreFault, which says what to do about it.
    """

    source = STORE_WORDS["file"].source

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder

    @property
    def _folder(self) -> Path:
        try:
            return self._given or state_folder() / "tokens"
        except NoHome as error:
            raise StoreFault(f"No token can be kept in a file: {error.strerror}.") from None

    def path(self, entry: str) -> Path:
        """Where a token is in the folder: `prod@https-tts.example.com`, without `prod@` where there is no name.

        Raises StoreFault.
        """
        name, _, base_url = entry.rpartition(" ")
        scheme, _, host = base_url.partition("://")
        file = f"{scheme}-{quote(host, safe='')}"
        return self._folder / (f"{quote(name, safe='')}@{file}" if name else file)

    async def find(self, entry: str) -> Credential | None:
        """What is stored there, or None."""
        return await asyncio.to_thread(self._find, self.path(entry))

    async def store(self, entry: str, credential: Credential) -> None:
        """Store it; what was there stays whole until the new file is on the disk."""
        await asyncio.to_thread(self._store, self.path(entry), written(credential))

    async def forget(self, entry: str) -> bool:
        """Remove the file. Returns whether there was one."""
        return await asyncio.to_thread(self._forget, self.path(entry))

    # Blocking

    def _find(self, path: Path) -> Credential | None:
        try:
            with _opened(self._folder) as folder, _checked(path, folder) as file:
                if os.fstat(file).st_size > _MAX_BYTES:
                    raise StoreFault(f"{path} is not a token: it is larger than {_MAX_BYTES // 1024} kB.")
                return read(os.read(file, _MAX_BYTES).decode("utf-8-sig", "replace"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreFault(f"{path} can't be read: {error.strerror}.") from None

    def _store(self, path: Path, text: SecretStr) -> None:
        try:
            self._made()
            with _opened(self._folder) as folder:
                with contextlib.suppress(FileNotFoundError), _checked(path, folder):
                    pass  # what is there is the user's own, and may be replaced
                _replace(path.name, text, folder)
        except OSError as error:
            raise StoreFault(f"{path} can't be written: {error.strerror}.") from None

    def _forget(self, path: Path) -> bool:
        try:
            with _opened(self._folder) as folder:
                _check_kind(path, os.stat(path.name, dir_fd=folder, follow_symlinks=False))
                os.unlink(path.name, dir_fd=folder)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreFault(f"{path} can't be removed: {error.strerror}.") from None
        return True

    def _made(self) -> None:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            self._folder.mkdir(0o700)


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """The folder, once it is known to be the user's alone. Raises StoreFault and OSError."""
    _check_link(folder, folder.lstat())
    descriptor = os.open(folder, _FOLDER_FLAGS)
    try:
        _check_owner(folder, os.fstat(descriptor), 0o700)
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _checked(path: Path, folder: int) -> Iterator[int]:
    """The file, once it is known to be the user's alone. Raises StoreFault and OSError."""
    _check_kind(path, os.stat(path.name, dir_fd=folder, follow_symlinks=False))
    descriptor = os.open(path.name, _READ_FLAGS, dir_fd=folder)
    try:
        found = os.fstat(descriptor)
        _check_kind(path, found)  # again: it may be another one than a moment ago
        _check_owner(path, found, 0o600)
        yield descriptor
    finally:
        os.close(descriptor)


def _check_link(path: Path, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise StoreFault(f"{path} is a link, which could lead to what others can read. Remove it.")


def _check_kind(path: Path, found: os.stat_result) -> None:
    _check_link(path, found)
    if not stat.S_ISREG(found.st_mode):
        raise StoreFault(f"{path} is not a regular file. Remove it.")


def _check_owner(path: Path, found: os.stat_result, mode: int) -> None:
    if found.st_uid != os.geteuid():
        raise StoreFault(f"{path} belongs to somebody else. Remove it, or run tts-tui as its owner.")
    if found.st_mode & _OTHERS:
        raise StoreFault(f"{path} can be read or written by others. Run: chmod {mode:o} {shlex.quote(str(path))}")


def _replace(name: str, text: SecretStr, folder: int) -> None:
    """Replace the file: at every moment it is either the old or the new one. Raises OSError.

    Not `servers.whole_file`: that goes by paths. Here every step goes by the descriptor of the folder that was checked,
    so that nobody can put another folder or a link in its place meanwhile; and the folder is synced, too.
    """
    new = f".{secrets.token_hex(8)}"
    descriptor = os.open(new, _NEW_FLAGS, 0o600, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)  # whatever the umask
            file.write(text.get_secret_value().encode())
            file.flush()
            os.fsync(descriptor)
        os.replace(new, name, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new, dir_fd=folder)
        raise
