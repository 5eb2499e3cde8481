"""Writing a secret to a file that only its owner can read, and that wasn't there before."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tts_tui.api.secret import SecretStr

__all__ = ["NotWritten", "default_name", "write"]


class NotWritten(Exception):
    """The file was not written, and nothing of it is left. Its text is a sentence for a person, with no secret."""


def default_name(application_id: str, key_id: str) -> str:
    """A file name for the key of an application, from IDs of which only letters, digits and dashes are taken."""
    return "-".join(re.sub(r"[^A-Za-z0-9-]", "", part) for part in (application_id, key_id)) + ".key"


def write(path: str, secret: SecretStr) -> Path:
    """Write the secret, with nothing before or after it, to a new file of mode 0600; where it is, in full.

    `path` may begin with `~` and be relative to the current folder. Never follows a link and never overwrites.
    Blocks until the disk has it: call it off the event loop. Raises NotWritten.
    """
    try:
        target = Path(path).expanduser().absolute()
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except (OSError, RuntimeError, ValueError) as error:  # no such home; a NUL in the path
        raise NotWritten(_why(error)) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(secret.get_secret_value().encode())
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        with contextlib.suppress(OSError):
            target.unlink()
        raise NotWritten(_why(error)) from None
    return target


def _why(error: Exception) -> str:
    match error:
        case FileExistsError():
            return "There is something of that name already, and it is left as it is. Choose another name."
        case FileNotFoundError():
            return "There is no such folder."
        case NotADirectoryError():
            return "A part of the path is no folder."
        case IsADirectoryError():
            return "That is a folder. Give a file's name, too."
        case PermissionError():
            return "You may not write there."
        case OSError() if error.strerror:
            return f"It could not be written: {error.strerror}."
        case _:
            return "That is no path."
