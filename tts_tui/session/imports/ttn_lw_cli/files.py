"""Reading the files of `ttn-lw-cli`: a file of sensible size, and the host of an address in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BadFile", "content", "host_of", "is_file", "reason_of"]

_LIMIT: Final = 1_000_000
"""Bytes that a file may have. The program's own have a few thousand."""


class BadFile(Exception):
    """What of the other program can't be read: a file, or a variable of the environment.

    Its text is a sentence with the file and, if known, the line.
    """

    def __init__(self, path: Path | str, line: int | None, why: str) -> None:
        address_part = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{address_part}: {why}")
        self.path = path
        self.line = line
        self.why = why


def content(path: Path) -> str:
    """What is in a file of sensible size. Raises BadFile, for pipes and devices too, which could be read for ever."""
    if not is_file(path):
        raise BadFile(path, None, "There is no such file.")
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise BadFile(path, None, f"It can't be read: {reason_of(error)}.") from None
    if len(data) > _LIMIT:
        raise BadFile(path, None, "It is larger than 1 MB, which no file of ttn-lw-cli is.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(path, data.count(b"\n", 0, error.start) + 1, "Not UTF-8 text.") from None


def host_of(address: str) -> str:
    """The host of `host`, `host:port`, `[::1]:port` or a URL, in small letters."""
    address_part = address.strip().lower().rpartition("://")[2].partition("/")[0]
    if address_part.count(":") > 1 and not address_part.startswith("["):
        return f"[{address_part}]"
    return re.sub(r":[0-9]*$", "", address_part)


def is_file(path: Path) -> bool:
    """Whether it is there, as a file of the usual kind, and may be seen."""
    try:
        return path.is_file()
    except OSError:  # a folder on the way that one may not enter
        return False


def reason_of(error: Exception) -> str:
    """Why a file can't be read, in the system's words."""
    return (error.strerror if isinstance(error, OSError) else "") or "not a path"
