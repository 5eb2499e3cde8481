"""Writing a secret to a file that only its owner can read, and that wasn't there before."""

from __future__ import annotations

import contextlib
import os
import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tts_tui.api.secret import SecretStr

__all__ = ["NewFile", "NotWritten", "default_name", "free", "reserve", "write", "write_pieces"]


class NotWritten(Exception):
    """The file was not written, and nothing of it is left. Its text is a sentence for a person, with no secret."""


def default_name(application_id: str, key_id: str) -> str:
    """A file name for an application's API key; of the IDs only letters, digits and dashes are used."""
    return "-".join(re.sub(r"[^A-Za-z0-9-]", "", part) for part in (application_id, key_id)) + ".key"


def write(path: str, secret: SecretStr) -> Path:
    """Write the secret to a new file, see `reserve`. Returns its absolute path. Raises NotWritten."""
    return reserve(path).write(secret)


def write_pieces(path: str, pieces: Iterable[str]) -> Path:
    """Write a long text to a new file, piece by piece. Returns its absolute path. Raises NotWritten."""
    return reserve(path).write_pieces(pieces)


def free(path: str) -> str:
    """The path if no file is there, else the first free one with a number before its ending: `keys-2.csv`."""
    begun = Path(path)
    for number in count(2) if begun.name else ():
        try:
            taken = os.path.lexists(Path(path).expanduser())
        except (RuntimeError, ValueError):  # no such home; a NUL in the path
            taken = False
        if not taken:
            return path
        path = str(begun.with_name(f"{begun.stem}-{number}{begun.suffix}"))
    return path


def reserve(path: str) -> NewFile:
    """Create an empty file of mode 0600, before there is a secret to write to it.

    `path` may begin with `~` and be relative to the current folder. Never follows a link and never overwrites.
    Raises NotWritten.
    """
    if not path.strip():
        raise NotWritten("Enter the name of a file.")  # as a path it would be this folder
    try:
        target = Path(path).expanduser().absolute()
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except (OSError, RuntimeError, ValueError) as error:  # no such home; a NUL in the path
        raise NotWritten(_why(error)) from None
    return NewFile(target, descriptor)


class NewFile:
    """An empty file for a secret: it is written once, or discarded."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    def write(self, secret: SecretStr) -> Path:
        """Write the secret, and nothing else. Returns the absolute path.

        Blocks until the disk has it: call it off the event loop. Raises NotWritten.
        """
        return self.write_pieces([secret.get_secret_value()])

    def write_pieces(self, pieces: Iterable[str]) -> Path:
        """Write a text piece by piece, like `write`. If making a piece fails, the file is removed."""
        try:
            with os.fdopen(self._descriptor, "wb") as file:
                os.fchmod(self._descriptor, 0o600)
                file.writelines(each.encode() for each in pieces)
                file.flush()
                os.fsync(self._descriptor)
        except OSError as error:
            self._unlink()
            raise NotWritten(_why(error)) from None
        except BaseException:
            self._unlink()
            raise
        _sync_folder(self.path.parent)
        return self.path

    def discard(self) -> None:
        """Remove the file: there is no secret."""
        os.close(self._descriptor)
        self._unlink()

    def _unlink(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink()


def _sync_folder(folder: Path) -> None:
    """Make sure that the file's name outlives a power cut as well, where the file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _why(error: Exception) -> str:
    match error:
        case FileExistsError():
            return "That name exists already, and is left as it is. Choose another."
        case FileNotFoundError():
            return "There is no such folder."
        case NotADirectoryError():
            return "Part of the path is not a folder."
        case IsADirectoryError():
            return "That is a folder. Give a file's name, too."
        case PermissionError():
            return "You may not write there."
        case OSError() if error.strerror:
            return f"It could not be written: {error.strerror}."
        case _:
            return "Not a path."
